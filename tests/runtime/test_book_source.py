"""The trader's book reaches the sections that use it, and concerns no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from builders import mean_close, panel, section
from house import House, Opener

from dashboard.market.book import NO_BOOK, Book, ClosedTrade, Holding, validated
from dashboard.market.panel import Panel
from dashboard.section import Result, Section
from dashboard.signals import book_changed
from dashboard.store.account import save_account

WEEK = [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]]


def equity(a_panel: Panel, previous: Result | None = None) -> Result:
    plain = mean_close(a_panel)
    return replace(plain, series={"mean": np.full(len(a_panel.sessions), a_panel.book.account.equity)})


def sections() -> tuple[Section, Section]:
    return section(), section(key="equity", compute=equity, uses_book=True)


def richer(home: House, amount: float) -> None:
    save_account(home.desk.store, validated({"equity": amount}, home.desk.book.account), "cli", "2018-02-07T15:00:00Z")
    home.desk.refresh_book()


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def hear(_sender: str, **what: Any) -> None:
        heard.append(what)

    with book_changed.connected_to(hear):
        yield heard


def test_a_section_that_uses_the_book_is_given_it_and_no_other(house: Opener) -> None:
    home = house(*sections())
    richer(home, 250_000)
    home.show(panel(WEEK))
    assert home.get("/api/equity/current").get_json()["data"] == {"mean": 250_000.0}
    mean = home.desk.input_of(home.desk.section("mean"))
    assert mean is home.desk.panel
    assert mean is not None
    assert mean.book is NO_BOOK


def test_a_change_of_the_book_makes_only_its_users_stale_until_they_ran(
    house: Opener, told: list[dict[str, Any]]
) -> None:
    home = house(*sections())
    richer(home, 250_000)
    home.show(panel(WEEK))
    told.clear()
    mean = home.get("/api/mean/current").headers["ETag"]
    richer(home, 300_000)
    assert [what["changed"] for what in told] == [("account",)]
    assert (home.desk.status("equity")[0], home.desk.status("mean")[0]) == ("stale", "ok")
    home.desk.refresh("equity", fresh_input=True)
    body = home.get("/api/equity/current").get_json()
    assert (body["status"], body["data"]) == ("ok", {"mean": 300_000.0})
    assert home.get("/api/mean/current").headers["ETag"] == mean


def test_an_unchanged_book_is_the_same_object_and_tells_nothing(house: Opener, told: list[dict[str, Any]]) -> None:
    home = house(*sections())
    home.desk.refresh_book()
    book = home.desk.book
    home.desk.refresh_book()
    assert home.desk.book is book
    assert told == []


def test_the_past_knows_only_trades_that_had_ended_and_holdings_that_had_begun() -> None:
    days = panel(WEEK).sessions
    trade = ClosedTrade("A", "long", 10, days[0], 1.0, days[1], 2.0)
    dated, undated = Holding("A", 10, 1.0, opened_on=days[1]), Holding("B", 5, 3.0)
    whole = replace(panel(WEEK), book=Book(trades=(trade,), holdings=(dated, undated)))
    assert whole.first(1).book == Book()
    assert whole.first(2).book == Book(trades=(trade,), holdings=(dated,))
    assert whole.book.holdings == (dated, undated)
