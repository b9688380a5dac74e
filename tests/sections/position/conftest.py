"""Position of the small demo market, computed once: without a book, and with one whose trades have an edge."""

from __future__ import annotations

import pytest
from markets import demo_panel
from sections.position.books import winning, with_book

from dashboard.market.book import Book
from dashboard.market.panel import Panel
from dashboard.section import Result
from dashboard.sections.position.compute import position


@pytest.fixture(scope="package")
def market() -> Panel:
    return demo_panel()


@pytest.fixture(scope="package")
def plain(market: Panel) -> Result:
    return position(market, None)


@pytest.fixture(scope="package")
def trader(market: Panel) -> Panel:
    """Forty longs and forty shorts, p = .6 and b = 2 each, all over by session 397."""
    trades = sorted(winning(market) + winning(market, side="short"), key=lambda trade: trade.exit_on)
    return with_book(market, Book(trades=tuple(trades)))


@pytest.fixture(scope="package")
def edge(trader: Panel) -> Result:
    return position(trader, None)
