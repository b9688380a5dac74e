"""The trend label over all indices: how many stand above their averages of 50 and 200 sessions, and how far on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray

LABELS = ("strong_downtrend", "downtrend", "mixed", "uptrend", "strong_uptrend")
UNKNOWN, STRONG_DOWN, DOWN, MIXED, UP, STRONG_UP = range(-1, 5)
MINIMUM_PERCENT = 60
THIRD, TWO_THIRDS = 100.0 / 3.0, 200.0 / 3.0
TIE = 1e-12  # as in breadth: a close within this of its average equals it, which is not above


def above(close: FloatArray, average: FloatArray) -> FloatArray:
    """1 where the close is above its average, 0 where it is not, NaN where either is missing."""
    side = np.where(close > average * (1.0 + TIE), 1.0, 0.0)
    return np.where(np.isnan(close) | np.isnan(average), np.nan, side)


def trend_of(close: FloatArray, short: FloatArray, long: FloatArray) -> dict[str, FloatArray]:
    """Series of the trend, float64 [T]; close, short and long averages: float64 [T, N].

    trend_judged: the indices that have both averages; the rest of the N are missing. trend_above_50 and _200: how many of those
    are above. trend_distance_50 and _200: their mean distance in percent. trend_score: percent of the two votes of each that
    are above; trend: the place of the label in LABELS. All but trend_judged are NaN where under 60 % of the indices that have begun
    are judged: one that does not exist yet takes nothing from the others, one that fell silent does.
    """
    judged = ~np.isnan(close) & ~np.isnan(short) & ~np.isnan(long)
    count = judged.sum(axis=1)
    begun = np.maximum.accumulate(~np.isnan(close), axis=0).sum(axis=1)
    enough = (count > 0) & (100 * count >= MINIMUM_PERCENT * begun)
    counts = [_total(above(close, average), judged) for average in (short, long)]
    distances = [_total(100.0 * (close / average - 1.0), judged) / np.maximum(count, 1) for average in (short, long)]
    score = 100.0 * (counts[0] + counts[1]) / np.maximum(2 * count, 1)
    made = {
        "trend_above_50": counts[0], "trend_above_200": counts[1], "trend_distance_50": distances[0],
        "trend_distance_200": distances[1], "trend_score": score, "trend": codes(score, distances[1]),
    }  # fmt: skip
    return {"trend_judged": count.astype(np.float64)} | {
        name: np.where(enough, values, np.nan) for name, values in made.items()
    }


def _total(values: FloatArray, judged: NDArray[np.bool_]) -> FloatArray:
    """Sum over the judged indices, one after another."""
    total = np.zeros(len(values))
    for s in range(values.shape[1]):
        total += np.where(judged[:, s], values[:, s], 0.0)
    return total


def codes(score: FloatArray, distance: FloatArray) -> FloatArray:
    """Strong when all votes agree; else two thirds of them and the mean distance to the long average must point one way."""
    up = (score >= TWO_THIRDS) & (distance > 0)
    down = (score <= THIRD) & (distance < 0)
    code = np.select([score == 100.0, score == 0.0, up, down], [STRONG_UP, STRONG_DOWN, UP, DOWN], MIXED)
    return code.astype(np.float64)


def runs(codes: FloatArray) -> IntArray:
    """The row at which the run of equal codes that t belongs to began, int64 [T]; sessions without one are skipped, -1 there."""
    since = np.full(len(codes), -1, dtype=np.int64)
    own = np.flatnonzero(~np.isnan(codes))
    if len(own):
        changed = np.concatenate([[True], codes[own][1:] != codes[own][:-1]])
        since[own] = own[np.maximum.accumulate(np.where(changed, np.arange(len(own)), 0))]
    return since
