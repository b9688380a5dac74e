"""From arrays to plain JSON values: NaN is missing, a count is a whole number."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray


def number(value: float) -> float | None:
    """The value, None for NaN."""
    return None if isnan(value) else float(value)


def count(value: float) -> int | None:
    """The value as a whole number, None for NaN."""
    return None if isnan(value) else int(value)


def plain(values: FloatArray) -> list[float | None]:
    """Each value, None for NaN."""
    return [number(value) for value in values.tolist()]


def counts(values: FloatArray) -> NDArray[np.int64] | list[Any]:
    """A column of whole numbers: an int64 array when none is missing, else a list with None."""
    missing = np.isnan(values)
    if not missing.any():
        return values.astype(np.int64)
    return [None if gone else int(value) for gone, value in zip(missing.tolist(), values.tolist(), strict=True)]
