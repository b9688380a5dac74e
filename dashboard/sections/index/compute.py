"""Index: where every index of the market stands, at every session of the panel.

1. `members` says which indices those are; `figures` runs over their own bars: averages, momentum, volatility.
2. `crosses`, `faber` and `trend` read those.
3. `participation` counts the stocks above their SMA 50; only this is large, so only this continues from the previous result.
4. `divergences` finds where price, oscillators, the other indices and breadth part ways, and how each of those ended.
Few indices are few numbers: 15,000 sessions of five take milliseconds, so 1, 2 and 4 run over all sessions each time.
"""

from __future__ import annotations

import numpy as np

from dashboard.indicators.own_bars import OwnBars
from dashboard.indicators.resample import periods_of
from dashboard.market.bars import FloatArray, SessionArray
from dashboard.market.panel import Panel
from dashboard.section import Result
from dashboard.sections.index.crosses import crosses_of
from dashboard.sections.index.divergences import divergences_of
from dashboard.sections.index.faber import month_ends
from dashboard.sections.index.figures import Figures, figures_of
from dashboard.sections.index.members import Members, members_of
from dashboard.sections.index.outcomes import base_of
from dashboard.sections.index.participation import Participation, participation
from dashboard.sections.index.record import Record
from dashboard.sections.index.trend import runs, trend_of
from dashboard.sections.index.windows import CROSS

NO_INDEX = "This market has no index with bars, so there is nothing to analyse; name some in market.toml or give them the kind index."


def index(panel: Panel, previous: Result | None) -> Result:
    """Every figure of the indices over the panel's T sessions; `previous` must come from a prefix of the panel."""
    members = members_of(panel)
    if all(column is None for column in members.columns):
        return _unavailable(panel.sessions)
    bars = members.bars(panel)
    counted = participation(panel, _counted(panel, previous)) if panel.stocks else None
    figures, own = figures_of(bars)
    series = dict(figures)
    short, long = (figures[f"sma_{n}"] for n in CROSS)
    series |= trend_of(figures["close"], short, long)
    if counted is not None:
        series["above_sma_50_pct"] = counted.share
    record = _record(panel, members, bars, figures, own, series["trend"], None if counted is None else counted.share)
    valid = (~np.isnan(figures["close"])).sum(axis=1)
    listed = np.full(len(panel.sessions), len(members.symbols))
    return Result(panel.sessions, series, valid, listed, detail=record, resume=counted)


def _record(
    panel: Panel, members: Members, bars: OwnBars, figures: Figures, own: list[Figures], trend: FloatArray, share: FloatArray | None
) -> Record:  # fmt: skip
    months = periods_of(panel.sessions, panel.schedule, "monthly")
    golden, death = crosses_of(figures[f"sma_{CROSS[0]}"], figures[f"sma_{CROSS[1]}"])
    benchmark = panel.market.benchmark
    return Record(
        symbols=members.symbols, names=members.names, lead=members.symbols.index(benchmark) if benchmark in members.symbols else 0,
        bars=np.cumsum(~np.isnan(figures["close"]), axis=0), golden=golden, death=death, months=month_ends(bars, months),
        closes_on=months.closes_on, trend_since=runs(trend), found=divergences_of(bars, own, share), base=base_of(bars),
        has_stocks=share is not None, schedule=panel.schedule,
    )  # fmt: skip


def _counted(panel: Panel, previous: Result | None) -> Participation | None:
    """The previous count, if it is one of these stocks and of the first of these sessions."""
    before = None if previous is None else previous.resume
    if previous is None or not isinstance(before, Participation) or len(before.state.seen) != panel.stocks:
        return None
    return before if np.array_equal(previous.sessions, panel.sessions[: len(before.share)]) else None


def _unavailable(sessions: SessionArray) -> Result:
    nothing = np.zeros(len(sessions), dtype=np.int64)
    return Result(sessions, {}, nothing, nothing, unavailable=NO_INDEX)
