"""Schwab's list of transactions: newest first, days only, "$" and commas in the numbers, dividends and the like between trades."""

from __future__ import annotations

import re

from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading
from dashboard.market.sources.trades.sheet import Cells, Day, Row, find

BROKER = "Schwab"
COLUMNS = ("date", "action", "symbol", "quantity", "price", "amount")
ACTIONS = {
    "buy": (1, True),
    "reinvest shares": (1, True),
    "sell": (-1, False),
    "sell short": (-1, True),
    "buy to cover": (1, False),
}
SPLITS = ("stock split", "reverse split")
OPTIONS = ("buy to open", "buy to close", "sell to open", "sell to close")
_STOCK = re.compile(r"[A-Z][A-Z0-9]*(?:[./-][A-Z0-9]+)?")


def read(sheets: list[Cells]) -> Reading | None:
    """The trades among the transactions; None where it is no such list."""
    table = find(sheets[0], COLUMNS)
    if table is None:
        return None
    rows = list(table.rows())
    trades = [row for row in rows if _is_trade(row)]
    executions = tuple(_execution(row) for row in reversed(trades))  # oldest first, as they happened
    days = [each.on for each in executions]
    return Reading(
        layout="a Schwab list of transactions",
        broker=BROKER,
        executions=executions,
        first=min(days, default=None),
        last=max(days, default=None),
        notes=_notes(rows),
    )


def _is_trade(row: Row) -> bool:
    return row.text("action").lower() in ACTIONS and _is_stock(row)


def _is_stock(row: Row) -> bool:
    return _STOCK.fullmatch(row.text("symbol").upper()) is not None


def _notes(rows: list[Row]) -> tuple[str, ...]:
    actions = [row.text("action").lower() for row in rows]
    other = sum(
        action in OPTIONS or (action in ACTIONS and not _is_stock(row))
        for row, action in zip(rows, actions, strict=True)
    )
    splits = sorted({row.text("symbol") for row in rows if row.text("action").lower() in SPLITS})
    notes = [f"trades in options and other things than stocks were passed over: {other:,}"] if other else []
    if splits:
        notes.append(f"shares of {', '.join(splits)} were split, which is not carried into what was bought before")
    return tuple(notes)


def _execution(row: Row) -> Execution:
    sign, opens = ACTIONS[row.text("action").lower()]
    return Execution(
        symbol=row.symbol(),
        on=_day(row),
        quantity=sign * abs(row.quantity("quantity")),
        price=row.price("price"),
        fees=row.number("fees_comm", default=0.0),
        opens=opens,
        line=row.line,
    )


def _day(row: Row) -> Day:
    """The day of the trade: "02/08/2018 as of 02/07/2018" was booked on the first and made on the second."""
    booked, _, made = row.text("date").partition(" as of ")
    return Row(row.line, {"date": made or booked}).day("date", "american", "iso")
