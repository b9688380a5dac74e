"""Moving averages of one series over its own values: a missing value is skipped, and its own place stays missing."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray


@compiled
def exponential(values: FloatArray, alpha: float, seed: int) -> FloatArray:
    """Exponential average, float64 [T]: the mean of the first `seed` own values, then average + alpha · (value − average).

    EMA(n) as TA-Lib has it is alpha = 2 / (n + 1), seed = n; McClellan's averages are alpha = .10 and .05, seed = 1.
    """
    averages = np.full(len(values), np.nan)
    seen, average = 0, 0.0
    for t in range(len(values)):
        if np.isnan(values[t]):
            continue
        seen += 1
        if seen <= seed:
            average += values[t]
            if seen == seed:
                average /= seed
        else:
            average += alpha * (values[t] - average)
        if seen >= seed:
            averages[t] = average
    return averages


@compiled
def simple(values: FloatArray, n: int) -> FloatArray:
    """Mean of the last n own values, float64 [T]; NaN before there are n. Each is summed afresh: no drift."""
    averages = np.full(len(values), np.nan)
    last = np.zeros(n)
    seen = 0
    for t in range(len(values)):
        if np.isnan(values[t]):
            continue
        last[seen % n] = values[t]
        seen += 1
        if seen >= n:
            averages[t] = last.sum() / n
    return averages
