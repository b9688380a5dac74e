"""The outcome of a closed trade, in money and in R, and what of a book has changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.market.book import Book, ClosedTrade, Holding, changed_parts

DAY = np.datetime64("2018-02-05")
LONG = ClosedTrade("AAPL", "long", 100, DAY, 50.0, DAY + 3, 56.0, stop=48.0, fees=20.0)
SHORT = replace(LONG, side="short", entry_price=50.0, exit_price=53.0, stop=52.0)


def test_r_is_the_profit_per_share_after_fees_over_the_distance_of_the_stop() -> None:
    assert (LONG.profit, LONG.r) == (580.0, 2.9)  # (6 - 0.2) / 2
    assert (SHORT.profit, SHORT.r) == (-320.0, -1.6)  # (-3 - 0.2) / 2: it gapped over its stop
    assert replace(SHORT, exit_price=44.0, fees=0.0).r == 3.0


def test_fees_alone_make_a_trade_that_went_nowhere_a_loss() -> None:
    assert replace(LONG, exit_price=50.0).r == pytest.approx(-0.1)


def test_without_a_stop_there_is_no_r() -> None:
    assert replace(LONG, stop=None).r is None
    assert replace(LONG, stop=50.0).r is None
    assert replace(LONG, stop=None).profit == 580.0


def test_only_the_parts_that_changed_are_named() -> None:
    book = Book(trades=(LONG,), holdings=(Holding("MSFT", -5, 90.0),), revision="1")
    assert changed_parts(book, replace(book, revision="2")) == ()
    assert changed_parts(book, replace(book, trades=(LONG, SHORT), holdings=())) == ("trades", "holdings")
    assert changed_parts(book, replace(book, account=replace(book.account, equity=1.0))) == ("account",)
