"""Several files of trades come to one book, in whatever order they came."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np

from dashboard.market.book import ClosedTrade, Holding
from dashboard.market.fifo import Execution
from dashboard.market.settlement import OWN, Detail, Reading, one_per_days, settle

DAY = np.datetime64("2018-01-01")


def fill(day: int, quantity: float, price: float = 10.0, **more: Any) -> Execution:
    return Execution("A", DAY + day, quantity, price, **more)


def year(*executions: Execution, detail: Detail = "executions", **more: Any) -> Reading:
    days = [each.on for each in executions]
    return Reading("a list", "B", detail, executions, first=min(days), last=max(days), **more)


def told(detail: Detail, *trades: ClosedTrade, broker: str = "B", **more: Any) -> Reading:
    days = [each.exit_on for each in trades]
    return Reading("a list", broker, detail, trades=trades, first=min(days), last=max(days), **more)


TRADE = ClosedTrade("A", "long", 10, DAY, 10, DAY + 9, 11)


def test_a_trade_may_begin_in_one_file_and_end_in_another() -> None:
    files = {"2017.csv": year(fill(0, 100)), "2018.csv": year(fill(300, -100, 12.0, opens=False))}
    settled = settle(files)
    assert [(t.entry_on, t.exit_on, t.profit, t.source) for t in settled.trades] == [(DAY, DAY + 300, 200, "2018.csv")]
    assert (settled.holdings, settled.unmatched) == ((), ())
    alone = settle({"2018.csv": files["2018.csv"]})
    assert [(u.quantity, u.source) for u in alone.unmatched] == [(-100, "2018.csv")]


def test_what_two_files_tell_alike_counts_once_and_what_one_tells_twice_counts_twice() -> None:
    twice = (fill(5, 10), fill(5, 10))
    settled = settle({"half.csv": year(*twice, fill(8, -5)), "whole.csv": year(fill(1, 1), *twice, fill(8, -5))})
    assert [each.quantity for each in settled.holdings] == [16]
    assert sum(each.quantity for each in settled.trades) == 5


def test_the_order_in_which_files_came_does_not_matter() -> None:
    files = {
        "c": year(fill(0, 50), fill(3, -20, 11.0)),
        "a": year(fill(3, -20, 11.0), fill(6, -30, 12.0)),
        "b": told("totals", TRADE),
        "own": told("executions", replace(TRADE, stop=9.0), broker=OWN),
    }
    answers = [settle(dict(order)) for order in permutations(files.items())]
    assert all(answer == answers[0] for answer in answers)
    assert [(t.quantity, t.source) for t in answers[0].trades] == [(20, "a"), (30, "a"), (10, "own")]


def test_totals_and_exits_are_left_out_where_a_tradebook_covers_their_days() -> None:
    book = year(fill(0, 10), fill(9, -10, 11.0))
    before = replace(TRADE, entry_on=DAY - 40, exit_on=DAY - 30)
    settled = settle(
        {"book": book, "tax": told("exits", TRADE, before), "pnl": told("totals", replace(before, quantity=99.0))}
    )
    assert [(t.exit_on, t.quantity, t.source) for t in settled.trades] == [(DAY - 30, 10, "tax"), (DAY + 9, 10, "book")]


def test_the_traders_own_line_stands_in_for_the_brokers_because_it_knows_the_stop() -> None:
    own = replace(TRADE, stop=9.0, quantity=9.0)
    settled = settle({"b": year(fill(0, 10), fill(9, -10, 11.0)), "trades.csv": told("executions", own, broker=OWN)})
    assert [(t.quantity, t.stop, t.source) for t in settled.trades] == [(9, 9, "trades.csv")]


def test_the_newest_statement_says_what_is_held_unless_something_was_traded_since() -> None:
    older = year(fill(0, 10), holdings=(Holding("A", 10, 10),))
    newer = year(fill(20, 5), holdings=(Holding("A", 25, 9),))
    assert [h.quantity for h in settle({"1": older, "2": newer}).holdings] == [
        25
    ]  # ten were held before the files began
    later = year(fill(30, -15))
    assert [h.quantity for h in settle({"1": older, "2": newer, "3": later}).holdings] == []


def test_a_list_of_holdings_says_all_that_is_held() -> None:
    listed = Reading("a list of holdings", OWN, holdings=(Holding("C", 7, 1.0),), whole=True)
    open_trade = Reading("a list of trades", OWN, holdings=(Holding("D", 1, 1.0),))
    files = {"b": year(fill(0, 10)), "trades.csv": open_trade}
    assert [(h.symbol, h.source) for h in settle(files).holdings] == [("A", "b"), ("D", "trades.csv")]
    assert [h.symbol for h in settle({**files, "holdings.csv": listed}).holdings] == ["C"]
    assert settle({**files, "holdings.csv": replace(listed, holdings=())}).holdings == ()


def test_two_lists_of_the_trader_are_both_his() -> None:
    one = told("executions", TRADE, broker=OWN, holdings=(Holding("D", 1, 1.0),))
    two = told("executions", replace(TRADE, symbol="B"), TRADE, broker=OWN, holdings=(Holding("E", 2, 1.0),))
    settled = settle({"journal.csv": one, "trades.csv": two})
    assert [t.symbol for t in settled.trades] == ["A", "B"]
    assert [h.symbol for h in settled.holdings] == ["D", "E"]


def test_told_lots_of_the_same_days_are_one_trade() -> None:
    lots = (replace(TRADE, quantity=30.0, fees=2.0), replace(TRADE, entry_price=14.0, fees=1.0))
    assert one_per_days(lots) == (replace(TRADE, quantity=40.0, entry_price=11.0, fees=3.0),)


def test_no_files_come_to_nothing() -> None:
    assert settle({}) == settle({"empty": Reading("a list", "B")})
