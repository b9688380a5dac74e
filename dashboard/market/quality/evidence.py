"""What speaks for a big move being the market's own, or an error: where in the day it happened, and how much was traded for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.quality.docket import BoolArray
from dashboard.market.quality.series import Series, typical, window

BIG = 8.0  # scales (SPEC §2)
LOOK_BACK = 20  # bars whose median turnover is the usual one
QUIET = 2.75  # times the usual turnover: 19 of 20 spin-offs of 2010-2019 had up to 2.6, real overnight moves beyond 25 % from 3.1 up
HOLE = 5  # sessions without a bar
GAP_SHARE = 0.65  # of the move that happened overnight


@dataclass(frozen=True, slots=True)
class Moves:
    """The big moves of some series, all arrays of length M.

    at: index of the bar into the series. moved, gap, range: log return from the previous close, log open against it, log high over
    low; gap and range are NaN where the bar has no open or only one price. activity: turnover over the usual, NaN if unknown.
    settled: the usual turnover from the move on over the usual before it, NaN if unknown.
    """

    at: IntArray
    moved: FloatArray
    gap: FloatArray
    range: FloatArray
    activity: FloatArray
    settled: FloatArray

    @property
    def overnight(self) -> BoolArray:
        """The gap at the open makes up the move; nobody traded between the two prices."""
        made: BoolArray = np.abs(self.moved - self.gap) <= (1 - GAP_SHARE) * np.abs(self.gap)
        return made

    @property
    def quiet(self) -> BoolArray:
        """Turnover was ordinary. Unknown turnover is neither quiet nor busy."""
        quiet: BoolArray = self.activity < QUIET
        return quiet

    @property
    def shares_scaled(self) -> BoolArray:
        """From here on the turnover is nearer to what it was than to what the price did: volume scaled by the inverse, as at a
        split. At a spin-off the number of shares stays, so turnover falls with the price. False where unknown."""
        change = np.log(self.settled)
        scaled: BoolArray = np.abs(change) <= np.abs(change - self.moved)
        return scaled

    @property
    def busy(self) -> BoolArray:
        """Turnover was more than ordinary."""
        busy: BoolArray = self.activity >= QUIET
        return busy


def big_moves(series: Series) -> Moves:
    """The moves beyond 8 scales of their symbol, but for those across a hole: prices do move while nobody records them."""
    at = np.flatnonzero(np.abs(series.moved) >= BIG * series.scale)
    at = at[series.sessions_since()[at] <= HOLE]
    return moves_at(series, at)


def moves_at(series: Series, at: IntArray) -> Moves:
    """The evidence on the moves into the bars `at`, none of which opens its symbol."""
    one_price = (series.high[at] == series.low[at]) | np.isnan(series.high[at]) | np.isnan(series.low[at])
    gap = np.log(series.open[at] / series.close[at - 1])
    span = np.log(series.high[at] / series.low[at])
    traded = np.where(series.turnover > 0, series.turnover, np.nan)
    usual = typical(traded, window(series, at, LOOK_BACK, 0))
    return Moves(
        at=at,
        moved=series.moved[at],
        gap=np.where(one_price, np.nan, gap),
        range=np.where(one_price, np.nan, span),
        activity=traded[at] / usual,
        settled=typical(traded, window(series, at - 1, 0, LOOK_BACK)) / usual,
    )
