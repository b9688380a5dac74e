"""Golden and death crosses: where the 50-bar average last went over the 200-bar average, and where it last went under."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray

NO_ROW = -1


def crosses_of(short: FloatArray, long: FloatArray) -> tuple[IntArray, IntArray]:
    """The row of the last golden and of the last death cross known at each session, int64 [T, N] each, NO_ROW before the first.

    short, long: float64 [T, N]. Equal averages stay on the side that they were on; the first side is no cross.
    """
    golden, death = np.full(short.shape, NO_ROW), np.full(short.shape, NO_ROW)
    for s in range(short.shape[1]):
        rows, up = _crossings(short[:, s], long[:, s])
        golden[rows[up], s] = rows[up]
        death[rows[~up], s] = rows[~up]
    return np.maximum.accumulate(golden, axis=0), np.maximum.accumulate(death, axis=0)


def _crossings(short: FloatArray, long: FloatArray) -> tuple[IntArray, NDArray[np.bool_]]:
    """Rows at which the side changed, and whether to above."""
    apart = short - long
    rows: IntArray = np.flatnonzero(~np.isnan(apart) & (apart != 0))  # without ties: a tie changes no side
    above = apart[rows] > 0
    changed = np.flatnonzero(above[1:] != above[:-1]) + 1
    return rows[changed], above[changed]
