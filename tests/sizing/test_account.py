"""Accounts, candidates, holdings and closed trades that make no sense are refused in one sentence that names what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.errors import BadAccount, BadTrade
from dashboard.sizing.account import EXAMPLE, Account
from dashboard.sizing.positions import Candidate, Holding, r_multiple


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"equity": 0.0}, "The equity must be above 0"),
        ({"equity": -5.0}, "The equity must be above 0"),
        ({"equity": float("nan")}, "The equity must be a number, but is nan"),
        ({"equity": 1e14}, "The equity must be above 0 and at most 1e"),
        ({"equity": "100000"}, "The equity must be a number, but is '100000'"),
        ({"equity": True}, "The equity must be a number"),
        ({"equity": None}, "The equity must be a number"),
        ({"risk_per_trade": 0.0}, "risk per trade"),
        ({"risk_per_trade": 1.5}, "risk per trade"),
        ({"kelly_multiple": -0.1}, "part of Kelly"),
        ({"kelly_multiple": float("inf")}, "part of Kelly"),
        ({"gross_cap": 0.0}, "gross exposure"),
        ({"position_cap": None}, "one position"),
        ({"sector_cap": 11.0}, "one sector"),
        ({"correlated_cap": 2.0}, "moves together"),
        ({"liquidity_cap": -1.0}, "traded value"),
        ({"heat_cap": float("nan")}, "heat"),
        ({"minimum_trade": 200_000.0}, "minimum trade"),
        ({"lot": 0}, "lot"),
        ({"lot": 1.5}, "lot"),
        ({"lots": {"AAA": -100}}, "lot"),
    ],
)
def test_an_account_that_makes_no_sense_names_what(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadAccount, match=named) as told:
        Account(**({"equity": 100_000.0} | changes))
    assert str(told.value).endswith(".")


def test_the_example_account_is_the_specified_one() -> None:
    assert (EXAMPLE.equity, EXAMPLE.risk_per_trade, EXAMPLE.kelly_multiple) == (100_000.0, 0.01, 0.25)
    assert (EXAMPLE.position_cap, EXAMPLE.sector_cap, EXAMPLE.heat_cap, EXAMPLE.liquidity_cap) == (
        0.10,
        0.30,
        0.06,
        0.01,
    )
    assert (EXAMPLE.gross_cap, EXAMPLE.minimum_trade) == (None, 1000.0)


def test_lots_and_gross_come_from_where_they_are_narrower() -> None:
    account = Account(1e6, lot=1, lots={"FUT": 50}, gross_cap=0.8)
    assert (account.lot_of("FUT"), account.lot_of("AAA")) == (50, 1)
    assert (account.gross_within(1.0), account.gross_within(0.3), EXAMPLE.gross_within(1.5)) == (0.8, 0.3, 1.5)
    for nonsense in (-0.1, float("nan"), 11.0):
        with pytest.raises(BadAccount, match="gross exposure of a regime"):
            account.gross_within(nonsense)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"stop": 52.0}, "the stop of a long trade lies below its entry of 50, but this one is at 52"),
        ({"stop": 50.0}, "the stop of a long trade lies below"),
        ({"direction": -1}, "the stop of a short trade lies above"),
        ({"direction": 0}, "long .1. or short"),
        ({"entry": float("nan")}, "the entry must be a price"),
        ({"entry": "fifty"}, "the entry must be a price .* 'fifty'"),
        ({"stop": -3.0}, "the stop must be a price"),
        ({"stop": float("inf")}, "the stop must be a price"),
        ({"target": 49.0}, "losing side"),
        ({"target": float("nan")}, "losing side"),
        ({"kelly": -0.1}, "Kelly fraction"),
        ({"traded_value": float("nan")}, "traded value"),
        ({"expected_r": float("nan")}, "expected R"),
        ({"lot": 0}, "lot"),
    ],
)
def test_a_candidate_that_makes_no_sense_names_what(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadTrade, match=named) as told:
        Candidate("AAA", **({"direction": 1, "entry": 50.0, "stop": 48.0} | changes))
    assert str(told.value).startswith("AAA: ")
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    ("holding", "named"),
    [
        (("AAA", 10**12, 50.0), "between 1 and 1,000,000,000 shares, long or short, not 1,000,000,000,000"),
        (("AAA", 0, 50.0), "not 0"),
        (("AAA", float("nan"), 50.0), "not nan"),
        (("AAA", "ten", 50.0), "not 'ten'"),
        (("AAA", 10, 0.0), "the price must be a price"),
        (("AAA", 10, 50.0, -1.0), "the stop must be a price"),
    ],
)
def test_a_holding_that_makes_no_sense_names_what(holding: tuple[Any, ...], named: str) -> None:
    with pytest.raises(BadTrade, match=named):
        Holding(*holding)


def test_figures_out_of_an_array_are_figures() -> None:
    held = Holding("AAA", np.int64(10), np.float64(50.0), np.float64(45.0))
    assert (held.value, held.risk) == (500.0, 50.0)


def test_r_of_a_closed_trade_by_hand() -> None:
    assert r_multiple("AAA", 1, entry=50.0, leave=56.0, stop=48.0, quantity=100) == pytest.approx(3.0)
    assert r_multiple("AAA", 1, entry=50.0, leave=47.0, stop=48.0, quantity=100, fees=20.0) == pytest.approx(-1.6)
    assert r_multiple("AAA", -1, entry=50.0, leave=47.0, stop=52.0, quantity=10, fees=5.0) == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"stop": 52.0}, "the stop of a long trade"),
        ({"leave": float("nan")}, "the exit"),
        ({"quantity": 10**12}, "1,000,000,000,000"),
        ({"quantity": 0}, "not 0"),
        ({"fees": 1e9}, "more than the trade is worth"),
        ({"fees": float("nan")}, "fees of nan"),
    ],
)
def test_a_closed_trade_that_makes_no_sense_names_what(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadTrade, match=named):
        r_multiple("AAA", 1, **({"entry": 50.0, "leave": 56.0, "stop": 48.0, "quantity": 100} | changes))
