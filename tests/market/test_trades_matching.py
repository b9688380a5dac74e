"""Executions become closed trades, first in first out; whatever they are, no share and no cent is lost or made."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.market.fifo import BOUGHT_BEFORE, CLOSES_NOTHING, UNITS, Execution, Matched, match, units_of

DAY = np.datetime64("2018-02-05")


def fill(day: int, quantity: float, price: float, symbol: str = "A", **more: Any) -> Execution:
    return Execution(symbol, DAY + day, quantity, price, **more)


def told(matched: Matched) -> list[tuple[Any, ...]]:
    """Each trade as (symbol, side, quantity, entry day, entry price, exit day, exit price, fees)."""
    return [
        (t.symbol, t.side, t.quantity, days_in(t.entry_on), t.entry_price, days_in(t.exit_on), t.exit_price, t.fees)
        for t in matched.trades
    ]


def days_in(day: np.datetime64 | None) -> int:
    assert day is not None
    return int((day - DAY).astype(int))


def left(matched: Matched) -> list[tuple[Any, ...]]:
    return [(h.symbol, h.quantity, h.price, days_in(h.opened_on)) for h in matched.open]


def test_what_is_bought_first_is_sold_first_and_fees_go_with_the_shares() -> None:
    matched = match([fill(0, 100, 10.0, fees=4.0), fill(1, 100, 12.0, fees=2.0), fill(5, -150, 9.0, fees=3.0)])
    assert told(matched) == [
        ("A", "long", 100, 0, 10.0, 5, 9.0, 4.0 + 2.0),
        ("A", "long", 50, 1, 12.0, 5, 9.0, 1.0 + 1.0),
    ]
    assert left(matched) == [("A", 50, 12.0, 1)]


def test_partial_fills_of_one_day_are_one_trade_at_their_average_price() -> None:
    fills = [
        fill(0, 10, 10.0, second=1),
        fill(0, 30, 11.0, second=2),
        fill(4, -15, 12.0, second=1),
        fill(4, -25, 20.0, second=2),
    ]
    assert told(match(fills)) == [("A", "long", 40, 0, 10.75, 4, 17.0, 0.0)]


def test_scaling_out_on_two_days_is_two_trades() -> None:
    matched = match([fill(0, 90, 10.0, fees=9.0), fill(2, -30, 11.0), fill(3, -60, 8.0)])
    assert told(matched) == [("A", "long", 30, 0, 10.0, 2, 11.0, 3.0), ("A", "long", 60, 0, 10.0, 3, 8.0, 6.0)]


def test_a_short_that_is_covered_in_two_parts() -> None:
    matched = match([fill(0, -100, 50.0, opens=True), fill(1, 40, 45.0, opens=False), fill(1, 60, 55.0, opens=False)])
    assert told(matched) == [("A", "short", 100, 0, 50.0, 1, 51.0, 0.0)]
    assert left(matched) == []


def test_a_sale_of_more_than_is_held_flips_through_zero_and_shares_its_fees() -> None:
    matched = match([fill(0, 100, 10.0), fill(1, -150, 12.0, fees=15.0), fill(2, 50, 11.0, fees=1.0)])
    assert told(matched) == [
        ("A", "long", 100, 0, 10.0, 1, 12.0, 10.0),
        ("A", "short", 50, 1, 12.0, 2, 11.0, 5.0 + 1.0),
    ]


def test_a_sale_that_closes_what_no_file_opened_is_reported_and_opens_nothing() -> None:
    matched = match([fill(0, 30, 10.0), fill(1, -100, 12.0, opens=False, line=7, source="x.csv"), fill(2, 10, 9.0)])
    assert told(matched) == [("A", "long", 30, 0, 10.0, 1, 12.0, 0.0)]
    (found,) = matched.unmatched
    assert (found.quantity, found.reason, found.line, found.source) == (-70, CLOSES_NOTHING, 7, "x.csv")
    assert left(matched) == [("A", 10, 9.0, 2)]


def test_where_nobody_is_short_overnight_a_sale_without_a_purchase_was_bought_before_the_record() -> None:
    fills = [fill(0, -50, 10.0, second=60), fill(0, 20, 9.0, second=90), fill(3, 30, 8.0)]
    matched = match(fills, overnight_shorts=False)
    assert told(matched) == [("A", "short", 20, 0, 10.0, 0, 9.0, 0.0)]
    assert [(each.quantity, each.reason) for each in matched.unmatched] == [(-30, BOUGHT_BEFORE)]
    assert left(matched) == [("A", 30, 8.0, 3)]
    overnight = match(fills)
    assert told(overnight)[1] == ("A", "short", 30, 0, 10.0, 3, 8.0, 0.0)
    assert (overnight.unmatched, left(overnight)) == ((), [])


def test_within_a_day_the_time_decides_and_without_times_what_opens_comes_first() -> None:
    timed = match([fill(0, -10, 12.0, second=50_000), fill(0, 10, 10.0, second=40_000)])
    assert told(timed) == [("A", "long", 10, 0, 10.0, 0, 12.0, 0.0)]
    untimed = match([fill(0, -10, 12.0, opens=False), fill(0, 10, 10.0, opens=True)])
    assert told(untimed) == [("A", "long", 10, 0, 10.0, 0, 12.0, 0.0)]


def test_symbols_are_matched_apart() -> None:
    matched = match([fill(0, 10, 10.0, "B"), fill(1, -10, 11.0, "A", opens=False), fill(1, -10, 12.0, "B")])
    assert told(matched) == [("B", "long", 10, 0, 10.0, 1, 12.0, 0.0)]
    assert [each.symbol for each in matched.unmatched] == ["A"]


def test_a_thousand_fractional_fills_come_to_exactly_nothing() -> None:
    matched = match([fill(0, 0.1, 10.0) for _ in range(1000)] + [fill(1, -100.0, 11.0)])
    assert (matched.open, matched.unmatched) == ((), ())
    assert matched.trades[0].quantity == 100


fills = st.builds(
    fill,
    st.integers(0, 6),
    st.integers(-200, 200).filter(bool).map(lambda lots: lots / 8),
    st.integers(100, 9999).map(lambda cents: cents / 100),
    st.sampled_from("AB"),
    fees=st.integers(-50, 500).map(lambda cents: cents / 100),
    second=st.one_of(st.none(), st.integers(34_200, 57_600)),
    opens=st.sampled_from([None, True, False]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(fills, max_size=25), st.booleans())
def test_no_share_is_lost_or_made(executions: list[Execution], overnight_shorts: bool) -> None:
    matched = match(executions, overnight_shorts=overnight_shorts)
    opened_and_closed: dict[str, int] = defaultdict(int)
    for each in executions:
        opened_and_closed[each.symbol] += abs(units_of(each.quantity))
    for trade in matched.trades:
        opened_and_closed[trade.symbol] -= 2 * units_of(trade.quantity)
    for rest in (*matched.open, *matched.unmatched):
        opened_and_closed[rest.symbol] -= abs(units_of(rest.quantity))
    assert set(opened_and_closed.values()) <= {0}
    for symbol in "AB":
        net = sum(units_of(each.quantity) for each in executions if each.symbol == symbol)
        rest = sum(units_of(e.quantity) for e in (*matched.open, *matched.unmatched) if e.symbol == symbol)
        assert rest == net


@settings(max_examples=80, deadline=None)
@given(st.lists(fills, max_size=25))
def test_profits_and_what_is_open_are_the_cash_that_flowed(executions: list[Execution]) -> None:
    executions = [each for each in executions if each.opens is not False]  # so that nothing is left unmatched
    matched = match(executions)
    cash = -sum(each.quantity * each.price for each in executions) - sum(each.fees for each in executions)
    profits = sum(trade.profit for trade in matched.trades)
    cost = sum(each.quantity * each.price for each in matched.open)
    paid_to_open = sum(each.fees for each in executions) - sum(trade.fees for trade in matched.trades)
    assert matched.unmatched == ()
    assert profits - cost - paid_to_open == pytest.approx(cash, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(fills, max_size=25), st.randoms(use_true_random=False))
def test_trades_end_after_they_begin_and_nothing_is_held_both_ways(executions: list[Execution], order: Any) -> None:
    matched = match(executions)
    assert all(trade.entry_on <= trade.exit_on and trade.quantity > 0 for trade in matched.trades)
    symbols = [each.symbol for each in matched.open]
    assert len(symbols) == len(set(symbols))
    distinct = {(e.on, e.second) for e in executions if e.second is not None}
    if len(distinct) == len(executions):  # every fill at a time of its own: the order in the file is then of no matter
        shuffled = list(executions)
        order.shuffle(shuffled)
        assert match(shuffled).trades == matched.trades


def test_units_count_millionths() -> None:
    assert units_of(0.1) * 10 == UNITS
