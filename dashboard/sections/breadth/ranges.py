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


@inlined
def reaching_from(t: int) -> int:
    """The row at which the chunk begins that reaches into the range of session t."""
    return (t // at.CHUNK - at.FULL - 1) * at.CHUNK


@compiled
def look_up(
    ring: Any, tile: int, rows: IntArray, t: int, now: FloatArray, own: FloatArray, words: IntArray, room: FloatArray
) -> None:
    """Decide the doubts by reading what lies before the chunks inside.

    A range of n bars reaches back to row begin + bars - n, or not quite so far where there are gaps before it; only where
    one of the rows between these is in the way is the lane walked through.
    """
    last = reaching_from(t) + at.CHUNK - 1
    for s in range(at.TILE):
        doubt = words[at.DOUBTS + s]
        if doubt == 0:
            continue
        furthest = max(rows[at.BEGIN + s] + int(own[at.BARS + s]) - 1 - at.RANGE_WINDOW, 0)
        denied = beyond(ring, tile, s, furthest, last, now[s], room) & doubt
        if denied and furthest < t - at.RANGE_WINDOW:
            first = first_of_last(ring, tile, s, at.RANGE_WINDOW, t - 1)
            denied = beyond(ring, tile, s, first, last, now[s], room) & doubt
        sure = doubt & ~denied
        words[at.REST + s] |= (at.FLAG[at.NEW_HIGHS] if sure & at.HIGH else 0) | (
            at.FLAG[at.NEW_LOWS] if sure & at.LOW else 0
        )


@compiled
def beyond(ring: Any, tile: int, s: int, first: int, last: int, close: float, room: FloatArray) -> int:
    """What a close can't be for what a lane closed at in rows first..last: a new HIGH, LOW, or both."""
    read_lane(ring, tile, s, first, last, room)
    above, below = 0, 0
    for value in room[: max(last - first + 1, 0)]:
        above += value >= close
        below += value <= close
    return (at.HIGH if above else 0) | (at.LOW if below else 0)
