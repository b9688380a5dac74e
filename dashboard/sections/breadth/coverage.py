"""When a share of the market is a share of the market: the coverage rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray
from dashboard.sections.breadth import layout as at

MINIMUM_SYMBOLS = 20
MINIMUM_PERCENT = 60


def covered(valid: NDArray[Any], members: NDArray[Any], minimum: int = MINIMUM_SYMBOLS) -> NDArray[np.bool_]:
    """Whether `valid` of `members` symbols suffice: at least 60 % of them, and at least `minimum`."""
    return (100 * valid >= MINIMUM_PERCENT * members) & (valid >= minimum)


def where(enough: NDArray[np.bool_], figure: NDArray[Any]) -> FloatArray:
    """The figure as float64, NaN where coverage is not enough."""
    return np.where(enough, figure, np.nan).astype(np.float64)


def percent(part: NDArray[Any], whole: NDArray[Any]) -> FloatArray:
    """100 · part / whole; NaN where whole is 0."""
    shares: FloatArray = np.divide(
        100.0 * part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) != 0
    )
    return shares


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole; NaN where whole is 0 or either is missing."""
    shares: FloatArray = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole != 0)
    return shares


def compared(counts: NDArray[Any]) -> NDArray[Any]:
    """How many symbols traded and had an earlier close to compare with; counts: [..., COUNTS]."""
    total: NDArray[Any] = counts[..., at.ADVANCES] + counts[..., at.DECLINES] + counts[..., at.UNCHANGED]
    return total


def mean_of_scored(shares: FloatArray) -> FloatArray:
    """The score: mean of the shares above SMA 20, 50 and 200, [..., 4] to [...]; NaN unless all three are there."""
    first, second, third = (shares[..., k] for k in at.SCORED)
    mean: FloatArray = (first + second + third) / 3.0
    return mean
