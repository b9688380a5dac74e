"""From arrays to plain JSON values: NaN is missing, and the rounding of a sum of decimals does not show."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

DECIMALS = 10  # of edges and distances: −0.3 − 0.1 is −0.4 and not −0.39999999999999997


def number(value: float) -> float | None:
    """The value, None for NaN."""
    return None if isnan(value) else float(value)


def rounded(value: float) -> float | None:
    """The value to DECIMALS, None for NaN."""
    return None if isnan(value) else round(float(value), DECIMALS)


def named(codes: NDArray[np.signedinteger[Any]], names: tuple[str, ...]) -> list[str | None]:
    """The name of each code; None for a negative one."""
    known: tuple[str | None, ...] = (*names, None)  # code −1 is the last
    return [known[code] for code in codes.tolist()]
