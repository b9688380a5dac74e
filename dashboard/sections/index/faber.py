"""Faber's rule on month-end closes: in the market while the close of the month is above the mean of the last ten.

Faber (2007), A Quantitative Approach to Tactical Asset Allocation. A month is closed at its last exchange session by the
timetable; the running one is shown beside it, forming, and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.averages import sma_own
from dashboard.indicators.own_bars import OwnBars
from dashboard.indicators.resample import Periods
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.windows import FABER_MONTHS


@dataclass(frozen=True, slots=True)
class MonthEnds:
    """One index's K closed months. rows: int64, the session that closed each. close, average, last_nine: float64.

    average: of the last ten closes. last_nine: of the last nine, the close at the next month's end beyond which the state is
    above. above: bool, the state where average is not NaN. since: int64, the month in which the state began, else its own place.
    """

    rows: IntArray
    close: FloatArray
    average: FloatArray
    last_nine: FloatArray
    above: NDArray[np.bool_]
    since: IntArray


def month_ends(bars: OwnBars, months: Periods) -> tuple[MonthEnds, ...]:
    """The closed months of each of N indices; a month without a bar of an index is none of its months."""
    closing = np.flatnonzero(months.closes)
    closing = closing[np.unique(months.number[closing], return_index=True)[1]]
    return tuple(
        _of_one(bars.rows[part], bars.close[part], closing, months.number)
        for part in map(bars.symbol, range(bars.count))
    )


def _of_one(rows: IntArray, closes: FloatArray, closing: IntArray, number: IntArray) -> MonthEnds:
    last = np.searchsorted(rows, closing, side="right") - 1
    own = last >= 0
    own[own] = number[rows[last[own]]] == number[closing[own]]
    close = closes[last[own]]
    average = sma_own(close, FABER_MONTHS)
    above = close > average
    changes = np.ones(len(close), dtype=bool)
    changes[1:] = (above[1:] != above[:-1]) | np.isnan(average[:-1])
    since = np.maximum.accumulate(np.where(changes, np.arange(len(close)), 0))
    return MonthEnds(closing[own], close, average, sma_own(close, FABER_MONTHS - 1), above, since)
