"""Pivots: highs and lows that stand out among their neighbours, known only when the neighbours to the right have come."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

PIVOT_LEFT = PIVOT_RIGHT = 5  # an extreme of 11 bars, known 5 bars later


@compiled
def stands_out(values: FloatArray, at: int, left: int, right: int, sign: float) -> bool:
    """Whether sign · values[at] exceeds the `left` values before it and is not exceeded by the `right` after it; False by a NaN."""
    if at < left or at + right >= len(values):
        return False
    for k in range(at - left, at):
        if not sign * values[at] > sign * values[k]:
            return False
    for k in range(at + 1, at + right + 1):  # noqa: SIM110 compiled code has no all()
        if not sign * values[at] >= sign * values[k]:
            return False
    return True


@compiled
def pivots_own(values_high: FloatArray, values_low: FloatArray, left: int, right: int) -> tuple[IntArray, IntArray]:
    """Where the newest pivot high and low that are confirmed by each bar stand, int64 [n bars] each, −1 before the first.

    A pivot high exceeds all of the `left` values before it and is not exceeded by any of the `right` values after it, and is
    confirmed by the last of those: `high_at[i] <= i − right`. Of equal extremes within `left` bars only the first is a pivot, so a
    flat top counts once; farther apart they are two (a double top). A flat stretch has none. values_high and values_low: own
    bars' highs and lows, or twice an oscillator, float64 [n bars]; next to a NaN there is no pivot.
    """
    high_at, low_at = np.full(len(values_high), -1), np.full(len(values_high), -1)
    high, low = -1, -1
    for t in range(left + right, len(values_high)):
        if stands_out(values_high, t - right, left, right, 1.0):
            high = t - right
        if stands_out(values_low, t - right, left, right, -1.0):
            low = t - right
        high_at[t], low_at[t] = high, low
    return high_at, low_at
