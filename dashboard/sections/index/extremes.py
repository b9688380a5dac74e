"""The highest value of a moving window, in one pass."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray


@compiled
def highest_own(values: FloatArray, n: int) -> FloatArray:
    """The highest of the last n values, float64 [n bars], NaN before there are n bars; a missing value within them is passed over.

    A window is the end of one block of n values and the beginning of the next (van Herk 1992): two running maxima, whatever n is.
    The lowest of x is −highest_own(−x).
    """
    highest = np.full(len(values), np.nan)
    so_far, to_end = np.full(len(values), -np.inf), np.full(len(values), -np.inf)  # within each block
    for t in range(len(values)):
        so_far[t] = so_far[t - 1] if t % n else -np.inf
        so_far[t] = values[t] if values[t] > so_far[t] else so_far[t]
    for t in range(len(values) - 1, -1, -1):
        to_end[t] = to_end[t + 1] if t + 1 < len(values) and (t + 1) % n else -np.inf
        to_end[t] = values[t] if values[t] > to_end[t] else to_end[t]
    for t in range(n - 1, len(values)):
        top = max(so_far[t], to_end[t - n + 1])
        highest[t] = top if top > -np.inf else np.nan
    return highest


@compiled
def scatter_at(values: FloatArray, at: IntArray, window: int, fewest: int) -> FloatArray:
    """Standard deviation (ddof 1) of the last `window` values up to each bar of `at`, float64 [m]; NaN where fewer than
    `fewest`, or all the same."""
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
        if count >= fewest and squares > 0.0:
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
