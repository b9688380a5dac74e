"""From figures to plain JSON values: NaN is missing."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 6  # scores are kept in single precision


def number(value: float | None) -> float | None:
    """The value, None for NaN."""
    return float(value) if value is not None and isfinite(value) else None


def score(value: float | None) -> float | None:
    """A score as it is kept, None for NaN."""
    return round(float(np.float32(value)), DIGITS) if value is not None and isfinite(value) else None


def scores(values: NDArray[Any]) -> list[float | None]:
    """Each of many scores."""
    return [score(value) for value in values.tolist()]
