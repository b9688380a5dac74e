"""The bar that is running after the last session, judged as if it closed now, from what the pass remembers of its symbol."""

from __future__ import annotations

import numpy as np

from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.forming import judged, set_up
from dashboard.sections.timeframe.kernel import State
from dashboard.sections.timeframe.memory import add_up
from dashboard.sections.timeframe.passing import bars_for, work_for
from dashboard.sections.timeframe.pivots import SPAN
from dashboard.sections.timeframe.tile import LANES


def running(state: State, column: int, period: int) -> float:
    """The score of the symbol's running week (1) or month (2); NaN where none runs."""
    (tile, lane), tails = divmod(column, LANES), (state.days, state.weeks, state.months)[period]
    memory = state.memory[tile, period, lane::LANES]
    if memory[at.RUN_NUMBER] < 0:
        return float("nan")
    bars, work, case = bars_for(0), work_for(0), np.empty(at.CASE)
    bars.closes[: at.TAIL] = tails.closes[tile, lane::LANES]
    for line, extremes in zip((bars.highs, bars.lows), tails.extremes[tile], strict=True):
        line[at.TAIL - SPAN : at.TAIL] = extremes[lane::LANES]
    add_up(bars.closes, 0, work.known, work.sums)
    work.known[: at.SUM_SHORT, 0] = memory[: at.SUM_SHORT]
    pivots = memory[at.HIGH_NEW : at.LOW_OLD + 1].reshape(4, 1)
    high, low = (extreme if np.isfinite(extreme) else np.nan for extreme in memory[[at.RUN_HIGH, at.RUN_LOW]].tolist())
    set_up(case, bars, 0, work.known, pivots, high, low)
    case[at.CASE_BEFORE] = memory[at.BARS]
    return judged(float(memory[at.RUN_CLOSE]), case)[4]
