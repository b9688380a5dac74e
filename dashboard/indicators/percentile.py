"""Where a value stands among its own recent past."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray

YEAR = 252


@compiled
def percentile(values: FloatArray, window: int) -> FloatArray:
    """Percent of the last `window` own values that are ≤ the value, itself included, float64 [T] in (0, 100].

    NaN before there are `window` own values. Past only: a full-sample percentile would know how the story ends.
    """
    shares = np.full(len(values), np.nan)
    last = np.zeros(window)
    seen = 0
    for t in range(len(values)):
        if np.isnan(values[t]):
            continue
        last[seen % window] = values[t]
        seen += 1
        if seen >= window:
            below = 0
            for k in range(window):
                below += last[k] <= values[t]
            shares[t] = 100.0 * below / window
    return shares
