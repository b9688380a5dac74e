"""The caps: each of them made to bind, counted by hand, and thousands of books in which none is ever exceeded."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizing.books import candidate, sized

from dashboard.errors import BadTrade
from dashboard.sizing.account import EXAMPLE, Account
from dashboard.sizing.caps import CAPS
from dashboard.sizing.positions import Candidate, Holding
from dashboard.sizing.recommend import recommend

PAIR = np.array([[1.0, 0.8], [0.8, 1.0]])
HELD = Holding("HHH", 200, 100.0, 96.0, "Energy")  # 20,000 of value, 800 at risk

BINDING = [
    # cap, shares, by hand, and what makes it bind
    ("kelly", 500, {"kelly": 0.01}, {}),  # 1,000 of risk at 2 a share
    ("risk", 250, {}, {"risk_per_trade": 0.005}),
    ("gross", 1000, {}, {"gross": 0.5}),  # 50,000 at 50 a share
    ("gross", 600, {}, {"gross": 0.5, "holdings": (HELD,)}),
    ("gross", 400, {}, {"gross": 0.5, "gross_cap": 0.2}),
    ("position", 200, {}, {"position_cap": 0.10}),
    ("position", 100, {"symbol": "HHH"}, {"position_cap": 0.25, "holdings": (HELD,)}),
    ("sector", 600, {"sector": "Utilities"}, {"sector_cap": 0.30, "holdings": (HELD,)}),
    ("sector", 200, {"sector": "Energy"}, {"sector_cap": 0.30, "holdings": (HELD,)}),
    ("correlation", 600, {}, {"correlated_cap": 0.02, "holdings": (HELD,), "correlation": PAIR}),
    ("correlation", 1000, {}, {"correlated_cap": 0.02, "holdings": (HELD,), "correlation": np.eye(2)}),
    ("correlation", 600, {}, {"correlated_cap": 0.02, "holdings": (HELD,), "correlation": PAIR * np.nan}),
    (
        "correlation",
        1000,
        {"direction": -1, "stop": 52.0},
        {"correlated_cap": 0.02, "holdings": (HELD,), "correlation": PAIR},
    ),
    ("liquidity", 20, {"traded_value": 100_000.0}, {"liquidity_cap": 0.01}),
    ("heat", 3000, {}, {"heat_cap": 0.06}),
    ("heat", 2600, {}, {"heat_cap": 0.06, "holdings": (HELD,)}),
]


@pytest.mark.parametrize(("cap", "shares", "trade", "account"), BINDING)
def test_each_cap_binds_in_its_turn(cap: str, shares: int, trade: dict[str, Any], account: dict[str, Any]) -> None:
    (made,) = sized(candidate(**trade), **account).trades
    assert (made.binding, made.shares) == (cap, shares)
    assert made.caps[cap] == shares
    assert list(made.caps) == list(CAPS)
    assert min(count for count in made.caps.values() if count is not None) == shares
    assert (made.value, made.risk_amount) == (shares * 50.0, shares * 2.0)
    assert (made.weight_pct, made.risk_pct) == (pytest.approx(shares * 0.05), pytest.approx(shares * 0.002))


def test_every_caps_own_count_is_shown_and_of_equal_ones_the_first_binds() -> None:
    one = candidate(sector="Energy", kelly=0.01, traded_value=5e6)
    (made,) = sized(
        one,
        holdings=(HELD,),
        gross=1.0,
        risk_per_trade=0.01,
        position_cap=0.5,
        sector_cap=0.6,
        liquidity_cap=0.01,
        heat_cap=0.06,
    ).trades
    assert made.caps == {
        "kelly": 500,
        "risk": 500,
        "gross": 1600,
        "position": 1000,
        "sector": 800,
        "correlation": None,
        "liquidity": 1000,
        "heat": 2600,
    }
    assert made.binding == "kelly"


def test_trades_take_room_from_those_after_them() -> None:
    told = sized(candidate("A"), candidate("B"), candidate("C"), risk_per_trade=0.02, heat_cap=0.05)
    assert [(trade.shares, trade.binding) for trade in told.trades] == [(1000, "risk"), (1000, "risk"), (500, "heat")]
    told = sized(candidate("A"), candidate("B"), candidate("C"), candidate("D"), risk_per_trade=0.02, heat_cap=0.04)
    assert [(one.candidate.symbol, one.by) for one in told.dropped] == [("C", "heat"), ("D", "heat")]
    assert told.totals.heat_pct == pytest.approx(4.0)


def test_a_trade_may_not_crowd_one_it_moves_with_though_its_own_neighbours_have_room() -> None:
    """B moves with A and with C, but A and C don't: what C adds counts against B as well."""
    chain = np.array([[1.0, 0.8, 0.1], [0.8, 1.0, 0.8], [0.1, 0.8, 1.0]])
    told = sized(
        candidate("A"), candidate("B"), candidate("C"), correlation=chain, risk_per_trade=0.01, correlated_cap=0.025
    )
    assert [(trade.shares, trade.binding) for trade in told.trades] == [
        (500, "risk"),
        (500, "risk"),
        (250, "correlation"),
    ]


def test_a_short_is_sized_like_a_long_and_counts_against_the_net() -> None:
    told = sized(candidate("A", direction=-1, stop=52.0), candidate("B"), risk_per_trade=0.01, holdings=(HELD,))
    assert [trade.shares for trade in told.trades] == [500, 500]
    assert (told.totals.gross_pct, told.totals.net_pct) == (pytest.approx(70.0), pytest.approx(20.0))
    assert (told.totals.held_gross_pct, told.totals.held_heat_pct) == (pytest.approx(20.0), pytest.approx(0.8))
    assert told.totals.heat_pct == pytest.approx(2.8)


def test_shares_come_in_lots_rounded_down() -> None:
    assert sized(candidate(lot=100), risk_per_trade=0.0059).trades[0].shares == 200
    (none,) = sized(candidate(lot=100), risk_per_trade=0.0019).dropped
    assert (none.by, none.caps["risk"]) == ("risk", 0)
    assert none.reason == "One lot would risk more than 0.19% of equity, the most for one trade."


def test_an_exact_count_is_not_lost_to_binary_fractions() -> None:
    """.07 · 100,000 / .7 is 9,999.999…: the trader means ten thousand."""
    assert sized(candidate(entry=10.0, stop=9.3), risk_per_trade=0.07).trades[0].shares == 10_000


@pytest.mark.parametrize(
    ("by", "trade", "account", "reason"),
    [
        ("evidence", {"kelly": None}, {}, "Too little is known"),
        ("kelly", {"kelly": 0.0}, {}, "recommends risking nothing"),
        ("volume", {"traded_value": None}, {"liquidity_cap": 0.01}, "is not known"),
        ("liquidity", {"traded_value": 4000.0}, {"liquidity_cap": 0.01}, "more than 1.0% of what it trades"),
        ("minimum", {}, {"risk_per_trade": 0.001, "minimum_trade": 2501.0}, "2,500 is less than 2,501"),
        ("gross", {}, {"gross": 0.0}, "gross exposure"),
        (
            "sector",
            {"sector": "Energy"},
            {"sector_cap": 0.2, "holdings": (HELD,)},
            "the sector Energy would exceed 20%",
        ),
        ("positions", {}, {"holdings": (HELD,), "most_positions": 1}, "There are 1 positions already"),
    ],
)
def test_what_is_dropped_says_why(by: str, trade: dict[str, Any], account: dict[str, Any], reason: str) -> None:
    told = sized(candidate(**trade), **account)
    assert not told.trades
    assert told.dropped[0].by == by
    assert reason in told.dropped[0].reason
    assert told.totals.trades == 0
    assert told.totals.expected_r is None


def test_a_minimum_trade_is_made_and_the_same_symbol_only_once() -> None:
    told = sized(candidate(), candidate(direction=-1, stop=52.0), risk_per_trade=0.001, minimum_trade=2500.0)
    assert [trade.shares for trade in told.trades] == [50]
    assert [one.by for one in told.dropped] == ["duplicate"]


def test_adding_to_what_is_held_is_no_new_position() -> None:
    assert sized(candidate("HHH"), holdings=(HELD,), most_positions=1).trades


def test_a_holding_that_no_stop_protects_risks_all_of_its_value() -> None:
    bare, through = Holding("X", 100, 40.0), Holding("Y", -100, 40.0, 39.0)
    told = sized(candidate(), holdings=(bare, through), heat_cap=0.09)
    assert (told.totals.held_heat_pct, told.totals.unprotected) == (pytest.approx(8.0), 2)
    assert (told.trades[0].binding, told.trades[0].shares) == ("heat", 500)
    short = Holding("Z", -100, 40.0, 41.5)
    assert (short.risk, short.value, short.protected) == (150.0, -4000.0, True)


def test_the_totals_by_hand() -> None:
    told = sized(candidate("A", expected_r=0.2), candidate("B", expected_r=0.1), risk_per_trade=0.01)
    assert told.totals.expected_r == pytest.approx(0.3)
    assert told.totals.expected_gain == pytest.approx(300.0)
    assert told.totals.effective_bets == pytest.approx(2.0)
    assert sized(candidate("A", expected_r=0.2), candidate("B"), risk_per_trade=0.01).totals.expected_r is None
    same = sized(candidate("A"), candidate("B"), risk_per_trade=0.01, correlation=np.ones((2, 2)))
    assert same.totals.effective_bets == pytest.approx(1.0)


def test_no_candidates_and_nothing_held_is_an_empty_book() -> None:
    totals = recommend(EXAMPLE, 1.0, [], [], np.empty((0, 0))).totals
    assert (totals.gross_pct, totals.heat_pct, totals.effective_bets) == (0.0, 0.0, None)


def test_correlations_of_another_book_are_refused() -> None:
    with pytest.raises(BadTrade, match="1 candidates and holdings"):
        sized(candidate(), correlation=np.eye(2))


PRICES = (0.02, 1.0, 9.99, 50.0, 333.3, 99_999.0)
AWAY = (1e-6, 0.004, 0.03, 0.25, 0.9)
SHARES = (0.0033, 0.06, 0.3, 1.0, 1.0, 1.0)  # most of them wide, so that each cap is the tight one now and then


def made_candidate(symbol: str, draw: Random) -> Candidate:
    direction, price = draw.choice((1, -1)), draw.choice(PRICES)
    return Candidate(
        symbol,
        direction,
        price,
        price * (1 - direction * draw.choice(AWAY)),
        kelly=draw.choice((None, 0.0, 0.0101, 0.25, 0.5, 1.0)),
        sector=draw.choice((None, "A", "B")),
        traded_value=draw.choice((None, 0.0, 3.3e6, 1e12, 1e18, 1e18)),
        lot=draw.choice((1, 1, 7, 100)),
    )


def made_holding(symbol: str, draw: Random) -> Holding:
    price, quantity = draw.choice(PRICES), draw.choice((1, -1, 35, -999))
    stop = price * (1 - (1 if quantity > 0 else -1) * draw.choice(AWAY))
    return Holding(symbol, quantity, price, draw.choice((None, stop, stop)), draw.choice((None, "A")))


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 6), st.integers(0, 2), st.sampled_from([1.0, 5e3, 1e5, 1e13]), st.integers(0, 2**63))
def test_no_book_ever_exceeds_a_cap(candidates: int, holdings: int, equity: float, seed: int) -> None:
    draw = Random(seed)
    for _ in range(10):
        check_book(candidates, holdings, equity, draw)


def check_book(candidates: int, holdings: int, equity: float, draw: Random) -> None:
    risk, gross, position, sector, together, heat = (draw.choice(SHARES) for _ in range(6))
    account = Account(equity, "", risk, 0.25, gross, position, sector, together, 0.01, heat)
    offered = [made_candidate(f"C{k}", draw) for k in range(candidates)]
    held = [made_holding(f"C{3 * k}", draw) for k in range(holdings)]
    count = len(offered) + len(held)
    correlation = np.eye(count)
    for a in range(count):
        for b in range(a):
            correlation[a, b] = correlation[b, a] = draw.choice((-0.9, 0.0, 0.75, 1.0, np.nan))
    told = recommend(account, 1.5, offered, held, correlation)
    assert sorted(one.candidate.symbol for one in (*told.trades, *told.dropped)) == [one.symbol for one in offered]
    check_each(account, told.trades)
    check_sums(account, told.trades, held)
    check_together(account, told.trades, offered, held, correlation)


def within(total: float, cap: float, equity: float) -> bool:
    return bool(total <= cap * equity * (1 + 1e-9))


def check_each(account: Account, trades: list[Any]) -> None:
    for trade in trades:
        one = trade.candidate
        assert type(trade.shares) is int
        assert trade.shares > 0
        assert trade.shares % one.lot == 0
        assert np.isfinite([trade.value, trade.risk_amount, trade.weight_pct, trade.risk_pct]).all()
        assert within(trade.shares * abs(one.entry - one.stop), min(one.kelly, account.risk_per_trade), account.equity)
        assert within(trade.shares * one.entry, 0.01 * one.traded_value / account.equity, account.equity)
        assert all(count is None or 0 <= trade.shares <= count for count in trade.caps.values())


def check_sums(account: Account, trades: list[Any], held: list[Holding]) -> None:
    """Where the holdings alone exceed a cap there must be no trade that adds to it."""
    if not trades:
        return
    sectors, symbols = defaultdict(float), defaultdict(float)
    for one in held:
        sectors[one.sector] += abs(one.quantity * one.price)
        symbols[one.symbol] += abs(one.quantity * one.price)
    for trade in trades:
        sectors[trade.candidate.sector] += trade.shares * trade.candidate.entry
        symbols[trade.candidate.symbol] += trade.shares * trade.candidate.entry
    assert within(sum(symbols.values()), account.gross_cap or 0.0, account.equity)
    assert within(sum(one.risk for one in held) + sum(t.risk_amount for t in trades), account.heat_cap, account.equity)
    for trade in trades:
        assert within(symbols[trade.candidate.symbol], account.position_cap, account.equity)
        if trade.candidate.sector:
            assert within(sectors[trade.candidate.sector], account.sector_cap or 0.0, account.equity)


def check_together(  # type: ignore[no-untyped-def]
    account: Account, trades, offered: list[Candidate], held: list[Holding], correlation: np.ndarray
) -> None:
    shares = {trade.candidate.symbol: trade.shares for trade in trades}
    risks = [shares.get(one.symbol, 0) * abs(one.entry - one.stop) for one in offered] + [one.risk for one in held]
    ways = [one.direction for one in (*offered, *held)]
    new = [k for k, one in enumerate(offered) if one.symbol in shares]
    for k in range(len(risks)):
        alike = [j for j in range(len(risks)) if j == k or not correlation[k, j] * ways[k] * ways[j] < 0.7]
        if risks[k] > 0 and set(alike) & set(new):
            assert within(sum(risks[j] for j in alike), account.correlated_cap or 0.0, account.equity)
