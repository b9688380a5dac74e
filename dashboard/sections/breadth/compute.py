"""Breadth: how many of a market's stocks take part, at every session of the panel.

1. `universe` says who belongs to the market, and when.
2. `tally` counts the sessions in one pass over the panel (`kernel`), or only those after the previous result's.
3. `series` turns counts into figures, under the coverage rule; these run over all sessions each time, they are short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.panel import Panel
from dashboard.section import Result
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.labels import codes_of
from dashboard.sections.breadth.record import Record, runs
from dashboard.sections.breadth.series import series_of
from dashboard.sections.breadth.tally import Tally, tally
from dashboard.sections.breadth.universe import Universe, universe_of
from dashboard.sections.breadth.zweig import thrusts

NO_STOCKS = "This market has no stocks, only indices, so there is no breadth to measure."


@dataclass(frozen=True)
class Continuation:
    """What the next computation starts from: whose stocks these are, and what was counted of them."""

    universe: Universe
    tally: Tally


def breadth(panel: Panel, previous: Result | None) -> Result:
    """Every figure of breadth over the panel's T sessions; `previous` must come from a prefix of the panel."""
    if panel.stocks == 0:
        return _unavailable(panel)
    before = _continuation(panel, previous)
    universe = universe_of(panel) if before is None else before.universe
    counted = tally(panel, universe, None if before is None else before.tally)
    sector_members = universe.members(panel.sessions)
    members = sector_members.sum(axis=1)
    series = series_of(counted, members)
    record = Record(
        by_sector=counted.by_sector, total=counted.total, medians=counted.medians, listings=counted.listings,
        sector_members=sector_members, sectors=universe.sectors, instruments=panel.instruments[: panel.stocks],
        knows_listings=universe.listed is not None, label_since=runs(codes_of(series["score"])),
        thrusts=thrusts(panel, series["zweig"]),
    )  # fmt: skip
    valid = counted.total[:, at.TRADED]
    return Result(panel.sessions, series, valid, members, detail=record, resume=Continuation(universe, counted))


def _continuation(panel: Panel, previous: Result | None) -> Continuation | None:
    """The previous computation, if it is one of these stocks and of the first of these sessions."""
    before = None if previous is None else previous.resume
    if previous is None or not isinstance(before, Continuation) or len(before.universe.sector) != panel.stocks:
        return None
    return before if np.array_equal(previous.sessions, panel.sessions[: len(before.tally)]) else None


def _unavailable(panel: Panel) -> Result:
    nothing = np.zeros(len(panel.sessions), dtype=np.int64)
    return Result(panel.sessions, {}, nothing, nothing, unavailable=NO_STOCKS)


def warm_up() -> None:
    """Compile the kernels, or load them from the disk's cache, on a market of two stocks: never in a request's way."""
    from dashboard.sections.breadth.warm import tiny_panel

    breadth(tiny_panel(), None)
