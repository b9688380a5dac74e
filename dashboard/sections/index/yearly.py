"""A year's closing highs and lows of an index: what Dow's theory and breadth hold the others against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.pivots import pivots_own
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.extremes import highest_own
from dashboard.sections.index.oscillators import successive
from dashboard.sections.index.windows import PIVOT, YEAR


@dataclass(frozen=True)
class Side:
    """One index's closes toward its highs (direction −1: they make bearish divergences) or its lows (direction 1), own bars [n].

    toward: −direction · close, so that both sides are highs. top: the highest of the last 252, NaN before. is_extreme: whether the
    bar is it. earlier, pivot, known: int64 [m], the pivots (5, 5) of that side, each with the one before it.
    """

    direction: int
    rows: IntArray
    close: FloatArray
    toward: FloatArray
    top: FloatArray
    is_extreme: NDArray[np.bool_]
    earlier: IntArray
    pivot: IntArray
    known: IntArray

    @property
    def pivots_at_extreme(self) -> NDArray[np.bool_]:
        """Which of the pivots were a year's extreme, bool [m]."""
        return self.is_extreme[self.pivot]


def sides_of(close: FloatArray, rows: IntArray) -> tuple[Side, Side]:
    """Highs, then lows."""
    made = []
    for direction, pivots in zip((-1, 1), pivots_own(close, close, PIVOT, PIVOT), strict=True):
        toward = -direction * close
        top = highest_own(toward, YEAR)
        made.append(Side(direction, rows, close, toward, top, toward == top, *successive(pivots)))
    return made[0], made[1]
