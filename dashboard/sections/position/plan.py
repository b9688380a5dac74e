"""The plan of one session: what its label allows, the candidates sized under the account's caps, and the book that results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.account import Account
from dashboard.sections.position.candidates import Ranked, ranked
from dashboard.sections.position.found import Found, found
from dashboard.sections.position.held import Held, held
from dashboard.sections.position.limits import Allowed, allowed, limits_of
from dashboard.sections.position.record import Record
from dashboard.sizing.account import Account as Limits
from dashboard.sizing.correlation import correlations
from dashboard.sizing.positions import Holding
from dashboard.sizing.recommend import Recommendations, recommend
from dashboard.sizing.risk import columns_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do at session t under one label."""

    t: int
    account: Account
    limits: Limits
    allowed: Allowed
    ranked: Ranked
    held: Held
    sized: Recommendations


def plan(record: Record, t: int, account: Account, label: int | None = None) -> Plan | None:
    """The plan under the session's own label, or as it would be under another; None before there is a label."""
    code = int(record.labels[t]) if label is None else label
    if code < 0:
        return None
    made: Plan = record.once((t, account, code), lambda: _made(record, t, account, code))
    return made


def book_of(record: Record, t: int, made: Plan | None) -> tuple[str | None, list[Holding]]:
    """The book whose risk is told: "holdings", else what is "recommended", else None and nothing."""
    holdings = held(record, t).holdings if made is None else made.held.holdings
    if holdings:
        return "holdings", holdings
    trades = [] if made is None else [one.as_holding() for one in made.sized.trades]
    return ("recommended", trades) if trades else (None, [])


def _made(record: Record, t: int, account: Account, label: int) -> Plan:
    limits, rule = limits_of(account), allowed(account, label)
    holding = held(record, t)
    best = ranked(record, t, _found(record, t), label, rule, limits)
    symbols = [one.symbol for one in best.candidates] + [one.symbol for one in holding.holdings]
    alike = correlations(record.panel.close[: t + 1], columns_of(record.panel, symbols))
    sized = recommend(limits, rule.gross, best.candidates, holding.holdings, alike, rule.rule.positions)
    return Plan(t, account, limits, rule, best, holding, sized)


def _found(record: Record, t: int) -> Found:
    rows: Found = record.once((t, "found"), lambda: found(record, t))
    return rows


def code_before(record: Record, t: int) -> tuple[int, int] | None:
    """The label before the one of session t, and the session on which it ended; None where there was none."""
    labels = record.labels[: t + 1]
    other = np.flatnonzero(labels != labels[t])
    if not len(other) or labels[other[-1]] < 0:
        return None
    return int(labels[other[-1]]), int(other[-1]) + 1
