"""When a share of the market is a share of the market: the coverage rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray

MINIMUM_SYMBOLS = 20
MINIMUM_PERCENT = 60


def covered(valid: NDArray[Any], members: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether `valid` of `members` symbols suffice: at least 60 % of them, and at least 20."""
    return (100 * valid.astype(np.int64) >= MINIMUM_PERCENT * members) & (valid >= MINIMUM_SYMBOLS)


def share(part: NDArray[Any], whole: NDArray[Any], enough: NDArray[np.bool_]) -> FloatArray:
    """100 · part / whole, NaN where coverage is not enough."""
    shares: FloatArray = np.divide(100.0 * part, whole, out=np.full(len(part), np.nan), where=enough & (whole > 0))
    return shares
