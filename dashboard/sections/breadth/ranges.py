"""The extremes of the symbols' last closes, in chunks of sessions: nearly every close is judged by the chunks alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.windows import first_of_last, read_lane


@compiled
def turn_chunks(own: FloatArray, t: int) -> None:
    """At the beginning of a chunk put the finished one away, and let the others move on."""
    if t % at.CHUNK == 0:
        finish(own[at.HIGHS :], 1.0, t // at.CHUNK)
        finish(own[at.LOWS :], -1.0, t // at.CHUNK)


@compiled
def finish(extremes: FloatArray, sign: float, chunk: int) -> None:
    """Chunk `chunk` begins: the running one goes into the ring, the one before those inside reaches into the range."""
    running, inside = row_of(extremes, at.RUNNING), row_of(extremes, at.INSIDE)
    row_of(extremes, kept_at(chunk - 1))[:] = running
    row_of(extremes, at.REACHING)[:] = row_of(extremes, kept_at(chunk - at.FULL - 1))
    running[:] = -sign * np.inf
    inside[:] = -sign * np.inf
    for back in range(1, at.FULL + 1):
        widen(inside, sign, row_of(extremes, kept_at(chunk - back)))


@inlined
def row_of(extremes: FloatArray, begin: int) -> Any:
    """One row, [TILE]."""
    return extremes[begin : begin + at.TILE]


@inlined
def kept_at(chunk: int) -> int:
    """Where the ring keeps a chunk."""
    return at.CHUNKS + chunk % at.KEPT * at.TILE


@compiled
def widen(row: FloatArray, sign: float, more: FloatArray) -> None:
    """Let the extremes of one more chunk into a row. Rows of their own: only so does the compiler use vector instructions."""
    for s in range(at.TILE):
        row[s] = more[s] if sign * more[s] > sign * row[s] else row[s]


@compiled
def look_up(ring: Any, tile: int, gap: IntArray, t: int, own: FloatArray, bar: FloatArray, words: IntArray) -> None:
    """Decide the doubts by reading what lies before the chunks inside."""
    values = np.empty(t + 1)
    last = (t // at.CHUNK - at.FULL) * at.CHUNK - 1
    for s in range(at.TILE):
        if words[at.DOUBTS + s] == 0:
            continue
        whole = gap[s] < t - at.RANGE_WINDOW
        first = t - at.RANGE_WINDOW if whole else first_of_last(ring, tile, s, at.RANGE_WINDOW, t - 1)
        rows = max(last - first + 1, 0)
        read_lane(ring, tile, s, first, last, values)
        now, above, below = bar[at.NOW + s], 0, 0
        for value in values[:rows]:
            above += value >= now
            below += value <= now
        high = now > own[at.HIGHS + at.INSIDE + s] and now == own[at.HIGHS + at.RUNNING + s] and above == 0
        low = now < own[at.LOWS + at.INSIDE + s] and now == own[at.LOWS + at.RUNNING + s] and below == 0
        words[at.REST + s] |= (at.FLAG[at.NEW_HIGHS] if high else 0) | (at.FLAG[at.NEW_LOWS] if low else 0)
