"""Symbols with gaps, whose windows reach further back: each is walked through, over the row of its window's oldest bar.

That row is kept from the gap on, for as long as the gap lies in the window.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.windows import held_row, take_or_zero


@compiled
def count_odd(now: FloatArray, bars: FloatArray) -> int:
    """How many lanes begin at a session, or had begun and have no bar. bars: how many each had before."""
    odd = 0
    for s in range(at.TILE):
        odd += np.isnan(now[s]) == (bars[s] > 0.0)
    return odd


@compiled
def open_windows(now: FloatArray, rows: IntArray, windows: Any, t: int, bars: FloatArray, gapped: IntArray) -> None:
    """Note the lanes that begin at session t, and those with a gap there."""
    for s in range(at.TILE):
        if bars[s] == 0.0 and not np.isnan(now[s]):
            rows[at.BEGIN + s] = t
    open_gaps(now, rows, windows, t, gapped)


@compiled
def open_gaps(now: FloatArray, rows: IntArray, windows: Any, t: int, gapped: IntArray) -> None:
    """Note the symbols that began but did not trade, and from where their windows reach; list them in `gapped`."""
    for s in range(at.TILE):
        begin = rows[at.BEGIN + s]
        if not np.isnan(now[s]) or begin < 0:
            continue
        gap = rows[at.GAP + s]
        for w in range(len(windows)):
            if gap < t - windows[w]:
                rows[at.OLDEST + w * at.TILE + s] = max(t - windows[w], begin)
        rows[at.GAP + s] = t
        list_lane(gapped, s)


@compiled
def list_lane(gapped: IntArray, s: int) -> None:
    """Put lane s into the list, whose length stands first, if it is not in it."""
    for k in range(1, gapped[0] + 1):
        if gapped[k] == s:
            return
    gapped[0] += 1
    gapped[gapped[0]] = s


@compiled
def list_gaps(rows: IntArray, windows: Any, t: int, gapped: IntArray) -> None:
    """List the lanes with a gap within the longest window before session t."""
    longest = 0
    for w in range(len(windows)):
        longest = max(longest, windows[w])
    gapped[0] = 0
    for s in range(at.TILE):
        if rows[at.GAP + s] >= t - longest:
            gapped[0] += 1
            gapped[gapped[0]] = s


@compiled
def leave(
    ring: Any, tile: int, rows: IntArray, windows: Any, t: int, gapped: IntArray, bars: FloatArray, leaving: Any
) -> None:
    """The bars that leave each window at session t, [windows · TILE]: 0 where the window is not full yet.

    bars: how many own bars each lane had before.
    """
    now = held_row(ring, tile, t)
    for w in range(len(windows)):
        n, row = windows[w], leaving[w * at.TILE : (w + 1) * at.TILE]
        if t < n:
            row[:] = 0.0
            continue
        take_or_zero(held_row(ring, tile, t - n), row)
        for k in range(1, gapped[0] + 1):
            s = gapped[k]
            if not np.isnan(now[s]) and rows[at.GAP + s] >= t - n:
                row[s] = leave_one(ring, tile, rows, at.OLDEST + w * at.TILE + s, s) if bars[s] >= n else 0.0


@compiled
def leave_one(ring: Any, tile: int, rows: IntArray, place: int, s: int) -> float:
    """The oldest bar of a window with gaps, whose next one becomes the oldest."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    row, wrap = rows[place], len(have) - 1
    first = held[(row & wrap) * at.TILE + s] if have[(row & wrap)] == row else panel[row, column]
    value = np.nan
    while np.isnan(value):
        row += 1
        value = held[(row & wrap) * at.TILE + s] if have[(row & wrap)] == row else panel[row, column]
    rows[place] = row
    return float(first)
