"""The extremes of the symbols' last closes, in chunks of sessions: nearly every close is judged by the chunks alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.windows import first_of_last, read_lane


@compiled
def turn_chunks(own: FloatArray, t: int) -> None:
    """At the beginning of a chunk put the finished one away; the range reaches one chunk further back at its first session."""
    place = t % at.CHUNK
    if place == 0:
        finish(own[at.HIGHS :], 1.0, t // at.CHUNK)
        finish(own[at.LOWS :], -1.0, t // at.CHUNK)
    elif place == 1:
        reach(own[at.HIGHS :], 1.0, t // at.CHUNK, 1)
        reach(own[at.LOWS :], -1.0, t // at.CHUNK, 1)


@compiled
def finish(extremes: FloatArray, sign: float, chunk: int) -> None:
    """Chunk `chunk` begins: the running one goes into the ring."""
    newest = at.CHUNKS + (chunk - 1) % at.KEPT * at.TILE
    for s in range(at.TILE):
        extremes[newest + s] = extremes[at.RUNNING + s]
        extremes[at.RUNNING + s] = -sign * np.inf
        extremes[at.INSIDE + s] = -sign * np.inf
    for back in range(1, at.FULL + 1):
        widen(extremes, sign, at.INSIDE, chunk - back)
    reach(extremes, sign, chunk, 2)


@compiled
def reach(extremes: FloatArray, sign: float, chunk: int, more: int) -> None:
    """Let as many chunks before those inside count as reaching into the range."""
    extremes[at.REACHING : at.REACHING + at.TILE] = -sign * np.inf
    for back in range(at.FULL + 1, at.FULL + 1 + more):
        widen(extremes, sign, at.REACHING, chunk - back)


@compiled
def widen(extremes: FloatArray, sign: float, row: int, chunk: int) -> None:
    """Let a chunk of the ring into that row."""
    kept = at.CHUNKS + chunk % at.KEPT * at.TILE
    for s in range(at.TILE):
        value = extremes[kept + s]
        extremes[row + s] = value if sign * value > sign * extremes[row + s] else extremes[row + s]


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
