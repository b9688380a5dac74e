"""What the book could lose: of the holdings, else of what is recommended, as their own record tells it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from dashboard.market.account import Account
from dashboard.market.bars import FloatArray
from dashboard.sections.position.plan import book_of, plan
from dashboard.sections.position.record import Record
from dashboard.sizing.positions import Holding
from dashboard.sizing.risk import BookRisk, book_risk
from dashboard.sizing.value_at_risk import WINDOW, Tail

SEED = 20180207
BINS = 41
NOTHING, TOO_FEW = "nothing_held_or_recommended", "insufficient_history"
FIGURES = (
    "volatility", "beta", "var", "es", "kupiec", "drawdown", "effective_bets", "stress", "sharpe", "sortino", "calmar", "histogram",
)  # fmt: skip


def risk(record: Record, t: int, account: Account) -> dict[str, Any]:
    """The risk of the book at session t. Fractions of equity; losses of var and es positive, changes signed."""
    basis, holdings = book_of(record, t, plan(record, t, account))
    head = {"basis": basis, "is_example": account.is_example, "equity": account.equity, "currency": account.currency}
    if basis is None:
        why = {"basis": NOTHING, "heat": NOTHING, **dict.fromkeys(FIGURES, NOTHING)}
        return {**head, **dict.fromkeys(FIGURES), "clusters": [], "positions": 0, "heat": None, "reasons": why}
    known = book_risk(record.panel.first(t + 1), holdings, account.equity, seed=SEED)
    told = {
        "positions": len(holdings), "n": known.n, "coverage": known.coverage, "outside": known.outside,
        "volatility": known.volatility, "beta": known.beta,
        "var": [_loss(one, one.var, account) for one in known.tails] or None,
        "es": [_loss(one, one.es, account) for one in known.tails] or None,
        "kupiec": [asdict(one) for one in known.kupiec] or None,
        "drawdown": _drawdown(known), "clusters": known.clusters, "effective_bets": known.effective_bets,
        "stress": _stress(record, known), "heat": _heat(known, holdings, account),
        "sharpe": known.sharpe, "sortino": known.sortino, "calmar": known.calmar, "histogram": _histogram(known),
    }  # fmt: skip
    return {**head, **told, "reasons": {name: _reason(record, name) for name in FIGURES if told[name] is None}}


def _loss(one: Tail, loss: float, account: Account) -> dict[str, Any]:
    return {"level": one.level, "sessions": one.sessions, "loss": loss, "amount": loss * account.equity, "n": one.n}


def _drawdown(known: BookRisk) -> dict[str, Any] | None:
    if known.max_drawdown is None:
        return None
    odds = known.drawdown_odds
    ahead = (
        None if odds is None else {**asdict(odds), "at_least": [{"depth": d, "p": p} for d, p in odds.at_least.items()]}
    )
    return {"max": known.max_drawdown, "ahead": ahead}


def _stress(record: Record, known: BookRisk) -> list[dict[str, Any]] | None:
    rows = [
        {"sessions": one.sessions, "change": one.change, "ended_on": str(record.sessions[one.ended])}
        for one in known.stress
    ]
    return rows or None


def _heat(known: BookRisk, holdings: list[Holding], account: Account) -> dict[str, Any]:
    """What the stops cost if all are hit, and if all are jumped over; in percent of equity beside the cap."""
    percent = 100.0 / account.equity
    return {
        "heat_pct": percent * known.heat.heat, "gap_adjusted_pct": percent * known.heat.adjusted, "cap_pct": account.heat_cap_pct,
        "unknown_gaps": known.heat.unknown, "unprotected": sum(not one.protected for one in holdings),
    }  # fmt: skip


def _histogram(known: BookRisk) -> dict[str, Any] | None:
    """The returns that one-session VaR is made of, counted in bins of equal width around 0."""
    returns: FloatArray = known.book.returns[-WINDOW:]
    there = returns[~np.isnan(returns)]
    marks = [{"level": one.level, "at": -one.var} for one in known.tails if one.sessions == 1]
    if not marks:
        return None
    reach = float(np.abs(there).max()) or 1.0
    edges = np.linspace(-reach, reach, BINS + 1)
    return {
        "from": edges[:-1].tolist(),
        "to": edges[1:].tolist(),
        "n": np.histogram(there, edges)[0].tolist(),
        "marks": marks,
    }


def _reason(record: Record, name: str) -> str:
    return "no_benchmark" if name == "beta" and record.panel.market.benchmark is None else TOO_FEW
