"""Accounts, candidates and holdings for tests, with caps so wide that a test can tighten one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.sizing.account import Account
from dashboard.sizing.positions import Candidate, Holding
from dashboard.sizing.recommend import Recommendations, recommend

WIDE: dict[str, Any] = {
    "equity": 100_000.0,
    "risk_per_trade": 1.0,
    "position_cap": 10.0,
    "sector_cap": None,
    "correlated_cap": None,
    "liquidity_cap": None,
    "heat_cap": 1.0,
}


def candidate(symbol: str = "AAA", **changes: Any) -> Candidate:
    """A long at 50 with its stop at 48: two of risk per share."""
    known: dict[str, Any] = {"direction": 1, "entry": 50.0, "stop": 48.0, "kelly": 0.5, "traded_value": 1e9}
    return Candidate(symbol, **(known | changes))


def sized(
    *candidates: Candidate,
    holdings: tuple[Holding, ...] = (),
    gross: float = 10.0,
    correlation: np.ndarray | None = None,
    most_positions: int | None = None,
    **account: Any,
) -> Recommendations:
    """The candidates sized by an account whose caps are wide but for those given."""
    count = len(candidates) + len(holdings)
    known = np.eye(count) if correlation is None else correlation
    return recommend(Account(**(WIDE | account)), gross, candidates, holdings, known, most_positions)
