"""Interactive Brokers' activity statement: one CSV of many sections, each line beginning with its section and whether it is header or data.

Trades and open positions of stocks are read; other kinds are passed over and counted. A code O opens a position, C closes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from dashboard.market.book import Holding
from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading
from dashboard.market.sources.trades.sheet import Cells, Row, named

BROKER = "Interactive Brokers"
ORDERS, FILLS = "order", "trade"
STOCKS = ("stocks", "stock", "stk")
POSITIONS = "open positions"
_PERIOD = re.compile(r"(?:.* - )?([A-Z][a-z]+ \d{1,2}, \d{4})")


def read(sheets: list[Cells]) -> Reading | None:
    """Trades and open positions of an activity statement; None where it is none."""
    cells = sheets[0]
    if len(sheets) > 1 or not any(_is(row, "trades", "header") or _is(row, POSITIONS, "header") for row in cells):
        return None
    told = [row for row in _section(cells, "trades") if row.text("datadiscriminator").lower() in (ORDERS, FILLS)]
    kind = ORDERS if any(row.text("datadiscriminator").lower() == ORDERS for row in told) else FILLS
    rows = [row for row in told if row.text("datadiscriminator").lower() == kind]
    stocks = [row for row in rows if row.text("asset_category").lower() in STOCKS]
    executions = tuple(_execution(row) for row in stocks)
    days = [each.on for each in executions]
    last = _period_end(cells)
    other = len(rows) - len(stocks)
    return Reading(
        layout="an Interactive Brokers activity statement",
        broker=BROKER,
        detail="orders",
        executions=executions,
        holdings=_positions(cells),
        first=min(days, default=None),
        last=max(days, default=None) if last is None else last,
        notes=(f"trades in other things than stocks were passed over: {other:,}",) if other else (),
    )


def _is(row: list[object], section: str, kind: str) -> bool:
    return len(row) > 2 and str(row[0]).strip().lower() == section and str(row[1]).strip().lower() == kind


def _section(cells: Cells, section: str) -> Iterator[Row]:
    """The section's data, each line under the header that stands above it: stocks and currencies have their own."""
    columns: list[str] = []
    for number, row in enumerate(cells, start=1):
        if _is(row, section, "header"):
            columns = [named(cell) for cell in row]
        elif columns and _is(row, section, "data"):
            yield Row(number, dict(zip(columns, row, strict=False)))


def _execution(row: Row) -> Execution:
    moment = row.moment("date_time", "iso")
    codes = {code.strip().upper() for code in row.text("code").split(";")}
    return Execution(
        symbol=row.symbol(),
        on=moment.on,
        quantity=row.quantity("quantity"),
        price=row.price("t_price"),
        fees=-row.number("comm_fee", default=0.0),
        second=moment.second,
        opens=opening(codes),
        line=row.line,
    )


def opening(codes: set[str]) -> bool | None:
    """Whether an execution opens (O) or closes (C) a position; None where it does both or says neither."""
    return None if ("O" in codes) == ("C" in codes) else "O" in codes


def _positions(cells: Cells) -> tuple[Holding, ...] | None:
    """The statement's open positions in stocks; None where it has no such section."""
    if not any(_is(row, POSITIONS, "header") for row in cells):
        return None
    rows = (row for row in _section(cells, POSITIONS) if row.text("datadiscriminator").lower() == "summary")
    return tuple(
        Holding(row.symbol(), row.quantity("quantity"), row.price("cost_price"))
        for row in rows
        if row.text("asset_category").lower() in STOCKS
    )


def _period_end(cells: Cells) -> np.datetime64 | None:
    """The last day of "January 1, 2021 - December 31, 2021"."""
    for row in cells:
        if _is(row, "statement", "data") and len(row) > 3 and str(row[2]).strip().lower() == "period":
            match = _PERIOD.fullmatch(str(row[3]).strip())
            try:
                return None if match is None else np.datetime64(datetime.strptime(match[1], "%B %d, %Y").date(), "D")  # noqa: DTZ007
            except ValueError:
                return None
    return None
