"""How far a close stands below its highest close so far."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.by_symbol import by_symbol
from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray


@compiled
def drawdown_own(close: FloatArray) -> FloatArray:
    """close / highest own close so far − 1, a fraction in (−1, 0], float64 [n bars]: 100 falling to 80 is −.2 of the peak."""
    depths = np.empty(len(close))
    peak = 0.0
    for t in range(len(close)):
        peak = max(peak, close[t])
        depths[t] = close[t] / peak - 1.0
    return depths


def drawdown(close: FloatArray) -> FloatArray:
    """Drawdown over own bars, a fraction ≤ 0: float64 [T] or [T, N], NaN where a symbol has no bar; see `drawdown_own`."""
    return by_symbol(drawdown_own, close)
