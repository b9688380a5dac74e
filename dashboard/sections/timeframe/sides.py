"""A tile's days side by side: the last closed scores on each, how they are aligned, and how many stocks are on which side."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.tile_periods import Timetable

# Three counts in one number, each of at most LANES.
UP, DOWN, WITH = 1, 1 << 10, 1 << 20
COUNT = UP * ((1 << 10) - 1)


@compiled
def show(scores: FloatArray, over: int, of: Timetable, begin: int, rows: int, shown: FloatArray) -> None:
    """The score that each session shows of its week (or month): the last one closed by then. scores, shown: pairs of float32, as in
    `Table` and as the output has them; over: how many rows of scores belong to weeks before the first session's."""
    source, numbers, closes = over, of.number[begin : begin + rows], of.closes[begin : begin + rows]
    for row in range(rows):
        if row > 0 and numbers[row] != numbers[row - 1]:
            source += 1
        there, here = t.Index(source + closes[row]) * t.PAIRS, t.Index(begin + row) * t.PAIRS
        for s in range(t.PAIRS):
            shown[here + s] = scores[there + s]


@compiled
def align(
    daily: FloatArray, weekly: FloatArray, monthly: FloatArray, days: int, found: IntArray, sides: IntArray
) -> None:
    """Of each day the bucket of the alignment, -1 without one; sides: UP where every period is up, DOWN where every one is down, and
    WITH where there is an alignment."""
    for q in range(days):
        d, w, m = np.float64(daily[q]), np.float64(weekly[q]), np.float64(monthly[q])
        has_both, has_none = (not np.isnan(d)) & (not np.isnan(w)), np.isnan(m)
        is_up = (d > 0.0) & (w > 0.0) & ((m > 0.0) | has_none)
        is_down = (d < 0.0) & (w < 0.0) & ((m < 0.0) | has_none)
        found[q] = np.int8(bucket_of(alignment(d, w, m)) if has_both else -1)
        sides[q] = np.int32((UP if is_up else 0) + (DOWN if is_down else 0) + (WITH if has_both else 0))


@inlined
def alignment(daily: float, weekly: float, monthly: float) -> float:
    """Weighted mean of the scores; a missing month's weight goes to the others."""
    both = at.WEIGHTS[at.DAILY] * daily + at.WEIGHTS[at.WEEKLY] * weekly
    short = both / (at.WEIGHTS[at.DAILY] + at.WEIGHTS[at.WEEKLY])
    return both + at.WEIGHTS[at.MONTHLY] * monthly if not np.isnan(monthly) else short


@inlined
def bucket_of(score: float) -> int:
    """0 for the lowest scores; a score on a bound belongs to the bucket farther from 0."""
    low = (score > at.BUCKET_BOUNDS[0]) + (score > at.BUCKET_BOUNDS[1])
    return low + (score >= at.BUCKET_BOUNDS[2]) + (score >= at.BUCKET_BOUNDS[3])


@compiled
def leave_out(s: int, rows: int, first: int, last: int, found: IntArray, sides: IntArray) -> None:
    """No alignment of one symbol but from its first row as a stock to its last."""
    for row in range(rows):
        if row < first or row > last:
            found[row * t.LANES + s], sides[row * t.LANES + s] = -1, 0


@compiled
def count(sides: IntArray, rows: int, counts: IntArray) -> None:
    """Count the tile in at every session."""
    for row in range(rows):
        total, here = 0, t.Index(row) * t.WIDTH
        for s in range(t.WIDTH):
            total += sides[here + s]
        counts[at.ALIGNED_UP, row] += total & COUNT
        counts[at.ALIGNED_DOWN, row] += (total // DOWN) & COUNT
        counts[at.WITH_ALIGNMENT, row] += total // WITH
