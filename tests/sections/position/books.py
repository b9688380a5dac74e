"""Books for tests: closed trades with a known record, and holdings, on a given market."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.market.book import Book, ClosedTrade, Holding, Side
from dashboard.market.panel import Panel

WON, LOST = 2.0, -1.0


def closed(
    panel: Panel, entry: int, leave: int, r: float, side: Side = "long", stop: float | None = 9.0
) -> ClosedTrade:
    """A trade entered at 10 with a stop at 9 (11 when short) that made r times that distance, between two of the panel's rows."""
    way = 1.0 if side == "long" else -1.0
    days = panel.sessions[entry], panel.sessions[leave]
    at = None if stop is None else 10.0 - way * abs(10.0 - stop)
    return ClosedTrade("OWN", side, 100.0, days[0], 10.0, days[1], 10.0 + way * r, at)


def winning(panel: Panel, many: int = 40, side: Side = "long", every: int = 10) -> list[ClosedTrade]:
    """Of every five trades three make 2 R and two lose 1: p = .6, b = 2, f* = .4. One every ten sessions, over after five."""
    rows = [every * k + 2 for k in range(many)]
    return [closed(panel, row, row + 5, WON if k % 5 < 3 else LOST, side) for k, row in enumerate(rows)]


def with_book(panel: Panel, book: Book) -> Panel:
    return replace(panel, book=book, revision=f"{panel.revision}+book", lineage=f"{panel.lineage}+book")


def holding(panel: Panel, column: int, shares: float, stop_share: float | None, row: int | None = None) -> Holding:
    """Shares of a column's stock, bought at its last close, the stop at that share of it."""
    price = float(panel.close[-1, column])
    stop = None if stop_share is None else price * stop_share
    opened = None if row is None else np.datetime64(panel.sessions[row], "D")
    return Holding(panel.symbols[column], shares, price, stop, opened)
