"""The open positions' stops cost more together than the account allows."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule

BOOK = "book"
BACK_UNDER = 0.95  # of the cap: a price that hovers around it is one incident


def read(look: Look, _limits: Limits) -> Iterator[Reading]:
    """Heat of what is held against the cap; of recommendations there is none, and of the example account none that means anything."""
    figures = look.figures("position", "risk")
    if figures is None or figures.data.get("is_example", True):
        yield Reading(BOOK, "unknown")
        return
    heat = figures.data.get("heat") if figures.data.get("basis") == "holdings" else None
    if heat is None:
        yield Reading(BOOK, "good", "Nothing is held.", figures.as_of)
        return
    yield _judged(heat["heat_pct"], heat["cap_pct"], heat.get("gap_adjusted_pct"), figures.as_of)


def _judged(heat: float, cap: float, with_gaps: float | None, session: str) -> Reading:
    if heat > cap:
        gaps = "" if with_gaps is None else f", {with_gaps:.1f} % if prices jump over them"
        return Reading(
            BOOK,
            "bad",
            f"Open heat is {heat:.1f} % of equity if every stop is hit{gaps}; the cap is {cap:g} %.",
            session,
        )
    if heat <= BACK_UNDER * cap:
        return Reading(BOOK, "good", f"Open heat is {heat:.1f} % of equity, under its cap of {cap:g} %.", session)
    return Reading(BOOK, "unknown")


RULE = Rule(
    "heat_over_cap", "Heat over cap", "warning",
    "What is held would lose more than the account's heat cap if every stop were hit; over again below 95 % of the cap.",
    read,
)  # fmt: skip
