"""The highest value of a moving window, in one pass."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray


@compiled
def highest_own(values: FloatArray, n: int) -> FloatArray:
    """The highest of the last n values, float64 [n bars], NaN before there are n bars; a missing value within them is passed over.

    `waiting` holds the bars that may still become the highest, each lower than the one before it. The lowest of x is
    −highest_own(−x).
    """
    highest = np.full(len(values), np.nan)
    waiting = np.empty(len(values), dtype=np.int64)
    begin, end = 0, 0
    for t in range(len(values)):
        if values[t] == values[t]:
            while end > begin and values[waiting[end - 1]] <= values[t]:
                end -= 1
            waiting[end] = t
            end += 1
        while begin < end and waiting[begin] <= t - n:
            begin += 1
        if t >= n - 1 and begin < end:
            highest[t] = values[waiting[begin]]
    return highest


@compiled
def scatter_at(values: FloatArray, at: IntArray, window: int, fewest: int) -> FloatArray:
    """Standard deviation (ddof 1) of the last `window` values up to each bar of `at`, float64 [m]; NaN where fewer than `fewest`."""
    scatter = np.full(len(at), np.nan)
    for k in range(len(at)):
        part = values[max(at[k] - window + 1, 0) : at[k] + 1]
        count, total, squares = 0, 0.0, 0.0
        for value in part:
            known = not np.isnan(value)
            count, total = count + known, total + (value if known else 0.0)
        mean = total / count
        for value in part:
            squares += (value - mean) * (value - mean) if not np.isnan(value) else 0.0
        if count >= fewest:
            scatter[k] = np.sqrt(squares / (count - 1))
    return scatter


@compiled
def highest_around(values: FloatArray, at: IntArray, before: int, after: int) -> FloatArray:
    """The highest value from `before` bars before to `after` bars after each bar of `at`, float64 [m]; NaN where all are missing."""
    highest = np.full(len(at), np.nan)
    for k in range(len(at)):
        for t in range(max(at[k] - before, 0), min(at[k] + after + 1, len(values))):
            if values[t] == values[t] and not highest[k] >= values[t]:
                highest[k] = values[t]
    return highest
