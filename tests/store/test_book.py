"""The trader's book in the store: settings with their history, files that replace what they said, one revision for all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from dashboard.errors import BadAccount
from dashboard.market.account import EXAMPLE_ACCOUNT, Account
from dashboard.market.book import Book, ClosedTrade, Holding
from dashboard.market.fifo import Execution
from dashboard.market.panel import Market
from dashboard.market.settlement import Reading
from dashboard.store.account import account_history, change_account, read_account, save_account
from dashboard.store.book import BookFile, forget_file, read_book, read_files, settled_with, write_file
from dashboard.store.book_revision import book_revision
from dashboard.store.engine import Store
from dashboard.store.markets import clear_market, write_market
from dashboard.store.revision import current_revision

AT = "2018-02-08T15:00:00+00:00"
DAY = np.datetime64("2018-01-03")
FILE = BookFile("trades.csv", 10, 123_456_789_000_000_000, "ab" * 32, 1, AT)
TRADE = ClosedTrade("AAA", "short", 12.5, DAY, 50.1, DAY + 2, 49.9, None, 0.3)
OWN = Reading(
    "a list of trades", "own", trades=(TRADE,), holdings=(Holding("BBB", -3, 7.25, 8.0, DAY),), first=DAY, last=DAY + 2
)
FILLS = Reading(
    "a Zerodha tradebook",
    "Zerodha",
    executions=(
        Execution("CCC", DAY, 10, 5.0, 0.1, 34_200, None, 2),
        Execution("CCC", DAY + 1, -30, 6.0, 0.2, None, False, 3),
    ),
    first=DAY,
    last=DAY + 1,
    overnight_shorts=False,
    notes=("a note",),
)


def book(store: Store) -> Book:
    with store.read() as connection:
        return read_book(connection)


def revision(store: Store) -> str:
    with store.read() as connection:
        return book_revision(connection)


def account(store: Store) -> Account:
    with store.read() as connection:
        return read_account(connection)


def test_an_empty_book_has_the_example_account_in_the_markets_currency(store: Store) -> None:
    assert book(store) == Book(revision=revision(store))
    with store.write() as connection:
        write_market(connection, Market("India", "XBOM", "INR", 5))
    assert account(store) == replace(EXAMPLE_ACCOUNT, currency="INR", lot_size=5)
    assert account_history(store) == ()


def test_every_change_of_the_account_is_kept_and_the_newest_is_in_force(store: Store) -> None:
    before, after = change_account(store, {"equity": "250000"}, "cli", AT)
    assert (before.is_example, after.is_example, after.equity) == (True, False, 250_000)
    change_account(store, {"gross_caps_pct.choppy": 40, "lot_sizes.A": 2}, "page", "2018-02-09")
    save_account(store, replace(account(store), equity=1.0), "api", "2018-02-10")
    assert account(store) == replace(after, equity=1, gross_caps_pct={"choppy": 40}, lot_sizes={"A": 2})
    assert [(each.at, each.by, dict(each.differences)) for each in account_history(store)] == [
        (AT, "cli", {"equity": (100_000, 250_000)}),
        ("2018-02-09", "page", {"gross_caps_pct": (None, {"choppy": 40}), "lot_sizes": ({}, {"A": 2})}),
        ("2018-02-10", "api", {"equity": (250_000, 1)}),
    ]


def test_the_same_settings_again_are_no_change_but_taking_the_example_for_ones_own_is(store: Store) -> None:
    assert save_account(store, replace(EXAMPLE_ACCOUNT, is_example=False), "cli", AT)
    first = revision(store)
    assert not save_account(store, account(store), "api", AT)
    assert change_account(store, {"equity": 100_000}, "page", AT) == (account(store), account(store))
    assert (len(account_history(store)), revision(store)) == (1, first)


def test_of_settings_that_make_no_sense_nothing_is_stored(store: Store) -> None:
    first = revision(store)
    with pytest.raises(BadAccount, match="heat_cap_pct is '600'"):
        change_account(store, {"equity": 5, "heat_cap_pct": 600}, "api", AT)
    assert (account(store).is_example, revision(store)) == (True, first)


def test_two_writers_at_once_change_different_settings_and_both_count(store: Store) -> None:
    change_account(store, {"equity": 50_000}, "cli", AT)
    names = ("position_cap_pct", "heat_cap_pct", "risk_per_trade_pct", "sector_cap_pct")
    writers = [Thread(target=change_account, args=(store, {name: 7}, "api", AT)) for name in names]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [getattr(account(store), name) for name in names] == [7] * 4
    assert len(account_history(store)) == 5


def test_what_a_file_says_is_read_back_to_the_last_bit(store: Store) -> None:
    assert write_file(store, FILE, OWN)
    assert write_file(store, replace(FILE, path="t.csv"), FILLS)
    found = book(store)
    assert [replace(each, source="") for each in found.trades if each.symbol == "AAA"] == [TRADE]
    assert found.holdings == (replace(OWN.holdings[0], source="trades.csv"),)  # type: ignore[index]
    assert [(t.symbol, t.quantity, t.source) for t in found.trades if t.symbol == "CCC"] == [("CCC", 10, "t.csv")]
    assert [(u.quantity, u.line, u.source) for u in found.unmatched] == [(-20, 3, "t.csv")]
    assert isinstance(found.trades[0].entry_on, np.datetime64)


def test_a_file_read_again_changes_nothing_and_another_content_replaces_it(store: Store) -> None:
    write_file(store, FILE, OWN)
    first = revision(store)
    assert not write_file(store, replace(FILE, modified_ns=5), OWN)
    assert revision(store) == first
    assert write_file(store, replace(FILE, sha256="cd"), replace(OWN, trades=()))
    assert (book(store).trades, revision(store) != first) == ((), True)
    with store.read() as connection:
        assert read_files(connection) == {"trades.csv": replace(FILE, sha256="cd")}


def test_a_refused_file_keeps_what_it_said(store: Store) -> None:
    write_file(store, FILE, OWN)
    first = book(store)
    assert not write_file(store, replace(FILE, refused="line 2: …"), None)
    assert not write_file(store, replace(FILE, path="new.csv", refused="it is empty"), None)
    assert book(store) == first
    with store.read() as connection:
        assert [each.refused for each in read_files(connection).values()] == ["it is empty", "line 2: …"]


def test_a_trade_ends_when_the_file_with_its_exit_comes_and_begins_anew_when_that_is_forgotten(store: Store) -> None:
    bought = replace(FILLS, executions=FILLS.executions[:1])
    sold = replace(FILLS, executions=(replace(FILLS.executions[1], quantity=-10.0),))
    write_file(store, replace(FILE, path="2017.csv"), bought)
    held = book(store)
    assert [(h.symbol, h.quantity) for h in held.holdings] == [("CCC", 10)]
    with store.read() as connection:
        assert len(settled_with(connection, "2018.csv", sold).trades) == 1
    assert book(store) == held  # asking is not writing
    write_file(store, replace(FILE, path="2018.csv"), sold)
    assert (len(book(store).trades), book(store).holdings) == (1, ())
    assert forget_file(store, "2018.csv")
    assert replace(book(store), revision="") == replace(held, revision="")
    assert not forget_file(store, "2018.csv")


def test_the_book_and_the_bars_have_revisions_of_their_own(store: Store) -> None:
    bars, first = current_revision(store), revision(store)
    write_file(store, FILE, OWN)
    change_account(store, {"equity": 5000}, "cli", AT)
    assert (current_revision(store), revision(store) != first) == (bars, True)


def test_no_two_databases_share_a_revision(new_store: Callable[[], Store]) -> None:
    assert revision(new_store()) != revision(new_store())


def test_a_write_that_fails_leaves_the_book_as_it_was(store: Store) -> None:
    write_file(store, FILE, OWN)
    before = book(store)
    broken = replace(OWN, trades=(replace(TRADE, symbol=None),))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="symbol"):
        write_file(store, replace(FILE, sha256="cd"), broken)
    assert book(store) == before


def test_another_market_forgets_the_trades_and_keeps_the_account(store: Store) -> None:
    change_account(store, {"equity": 5000}, "cli", AT)
    write_file(store, FILE, OWN)
    first = revision(store)
    with store.write() as connection:
        clear_market(connection)
    found = book(store)
    assert (found.trades, found.holdings, found.account.equity) == ((), (), 5000)
    assert found.revision != first
