"""The bars that leave a window of each symbol's own last n when a new one enters it.

A tile's series are kept in a ring of rows, lanes side by side, so that the leaving bars of all symbols without a gap in the
window are one row of it. A symbol with a gap is walked through by itself, over the row of its window's oldest bar, which is
kept from its gap on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at


class Ring(NamedTuple):
    """panel: float64 [T, >=S]. order: uint32 [S], the column of each lane. held: float64 [tiles, rows · TILE]. have: int64 [rows].

    Panel row t, where it is in the ring (have says), is row t mod rows of `held`, rows a power of two. Lanes without a symbol are
    NaN.
    """

    panel: Any
    order: Any
    held: Any
    have: Any


@compiled
def hold(ring: Any, t: int) -> None:
    """Make sure that the ring has row t of the panel."""
    place = t & (len(ring.have) - 1)
    if t < 0 or ring.have[place] == t:
        return
    ring.have[place] = t
    values, begin = ring.panel[t], place * at.TILE
    for tile in range(len(ring.held)):
        lanes = ring.order[tile * at.TILE : (tile + 1) * at.TILE]
        row = ring.held[tile, begin : begin + at.TILE]
        for s in range(len(lanes)):
            row[s] = values[lanes[s]]


@inlined
def held_row(ring: Any, tile: int, t: int) -> Any:
    """Row t of a tile, [TILE]."""
    begin = (t & (len(ring.have) - 1)) * at.TILE
    return ring.held[tile, begin : begin + at.TILE]


@compiled
def read_lane(ring: Any, tile: int, s: int, first: int, last: int, room: FloatArray) -> None:
    """The series of lane s in rows first..last into `room`; what the ring has let go comes from the panel."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    for t in range(first, last + 1):
        place = t & (len(have) - 1)
        room[t - first] = held[place * at.TILE + s] if have[place] == t else panel[t, column]


@compiled
def first_of_last(ring: Any, tile: int, s: int, n: int, t: int) -> int:
    """The row of the oldest of lane s's last n own bars up to row t; it has as many."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    row, bars = t + 1, 0
    while bars < n:
        row -= 1
        place = row & (len(have) - 1)
        value = held[place * at.TILE + s] if have[place] == row else panel[row, column]
        bars += not np.isnan(value)
    return row


@compiled
def take_or_zero(source: FloatArray, target: FloatArray) -> None:
    """Copy a row, 0 for NaN: where a symbol had not begun nothing leaves."""
    for s in range(at.TILE):
        value = source[s]
        target[s] = value if not np.isnan(value) else 0.0


@compiled
def enter(now: FloatArray, rows: IntArray, t: int, target: FloatArray) -> int:
    """Bring session t's bars in, and remember the first ones; how many lanes that had begun have none."""
    missing = 0
    for s in range(at.TILE):
        value, begin = now[s], rows[at.BEGIN + s]
        target[s] = value
        rows[at.BEGIN + s] = t if (begin < 0) & (not np.isnan(value)) else begin
        missing += (begin >= 0) & np.isnan(value)
    return missing


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
    for w in range(len(windows)):
        row = leaving[w * at.TILE : (w + 1) * at.TILE]
        if t >= windows[w]:
            take_or_zero(held_row(ring, tile, t - windows[w]), row)
        else:
            row[:] = 0.0
    now = held_row(ring, tile, t)
    for k in range(1, gapped[0] + 1):
        s = gapped[k]
        for w in range(len(windows)):
            if not np.isnan(now[s]) and rows[at.GAP + s] >= t - windows[w]:
                place = at.OLDEST + w * at.TILE + s
                leaving[w * at.TILE + s] = leave_one(ring, tile, rows, place, s) if bars[s] >= windows[w] else 0.0


@compiled
def leave_one(ring: Any, tile: int, rows: IntArray, place: int, s: int) -> float:
    """The oldest bar of a window with gaps, whose next one becomes the oldest."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    row, wrap = rows[place], len(have) - 1
    first = held[(row & wrap) * at.TILE + s] if have[row & wrap] == row else panel[row, column]
    value = np.nan
    while np.isnan(value):
        row += 1
        value = held[(row & wrap) * at.TILE + s] if have[row & wrap] == row else panel[row, column]
    rows[place] = row
    return float(first)


@compiled
def oldest_row(rows: IntArray, w: int, n: int, t: int, s: int) -> int:
    """The row of the oldest of the lane's last n own bars up to session t, which `leave` has seen."""
    if rows[at.GAP + s] >= t - n:
        return int(rows[at.OLDEST + w * at.TILE + s])
    return max(t - n + 1, int(rows[at.BEGIN + s]))
