"""Ranges of bars and what Wilder made of them: true range, its average, and directional movement."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.averages import wilder_own
from dashboard.indicators.compiled import compiled
from dashboard.indicators.ranges_rows import atr_rows, directional_rows
from dashboard.indicators.rows import checked, row_by_row
from dashboard.indicators.steps import moves, true_range
from dashboard.market.bars import FloatArray


@compiled
def true_range_own(high: FloatArray, low: FloatArray, close: FloatArray) -> FloatArray:
    """The largest of high − low and both distances from the previous close, in price units, float64 [n bars].

    From the second bar on; NaN where the source has no high or low. Wilder (1978), New Concepts in Technical Trading Systems, p. 21.
    """
    ranges = np.empty(len(close))
    ranges[:1] = np.nan
    for t in range(1, len(close)):
        ranges[t] = true_range(high[t], low[t], close[t - 1])
    return ranges


@compiled
def atr_own(high: FloatArray, low: FloatArray, close: FloatArray, n: int) -> FloatArray:
    """Average true range, Wilder's average of n, in price units, float64 [n bars]; first value at bar n, as TA-Lib's.

    A bar without high or low has no range and is skipped. Wilder (1978), New Concepts in Technical Trading Systems, p. 23.
    """
    return wilder_own(true_range_own(high, low, close), n)


@compiled
def directional_own(
    high: FloatArray, low: FloatArray, close: FloatArray, n: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """ADX, +DI and −DI in [0, 100] of own bars, float64 [n bars] each; DI from bar n, ADX from bar 2n − 1, as TA-Lib's.

    A bar without high or low is skipped. While the price has never had a range DI is NaN, and while it has never moved to a side
    ADX is, where TA-Lib says 0. Wilder (1978), New Concepts in Technical Trading Systems, pp. 35-47.
    """
    plus, minus, index = np.full(len(close), np.nan), np.full(len(close), np.nan), np.full(len(close), np.nan)
    up_sum, down_sum, range_sum, keep = 0.0, 0.0, 0.0, 1.0 - 1.0 / n
    ranges = true_range_own(high, low, close)
    seen, before = 0, -1  # the sums start from n − 1 bars, then lose an n-th of themselves with each
    for t in range(len(close)):
        if np.isnan(high[t]) or np.isnan(low[t]):
            continue
        if before >= 0 and not np.isnan(ranges[t]):
            up, down = moves(high[t], low[t], high[before], low[before])
            seen += 1
            fade = keep if seen >= n else 1.0
            up_sum, down_sum, range_sum = up_sum * fade + up, down_sum * fade + down, range_sum * fade + ranges[t]
            if seen >= n and range_sum > 0.0:
                scale = 100.0 / range_sum
                plus[t], minus[t] = up_sum * scale, down_sum * scale
            if seen >= n and up_sum + down_sum > 0.0:
                index[t] = 100.0 * abs(up_sum - down_sum) / (up_sum + down_sum)
        before = t
    return wilder_own(index, n), plus, minus


def atr(high: FloatArray, low: FloatArray, close: FloatArray, n: int = 14) -> FloatArray:
    """Average true range over own bars, in price units: float64 [T] or [T, N], NaN where there is none; see `atr_own`."""
    checked(n=n)
    return row_by_row(atr_rows, 1, (high, low, close), n)[0]


def directional(
    high: FloatArray, low: FloatArray, close: FloatArray, n: int = 14
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """ADX, +DI and −DI over own bars: float64 [T] or [T, N] each, in [0, 100]; see `directional_own`."""
    checked(n=n)
    adx, plus, minus = row_by_row(directional_rows, 3, (high, low, close), n)
    return adx, plus, minus
