"""Zerodha's tradebook, as CSV or as a workbook with the client's name and the period above the table: one line per fill.

It tells no charges, and not whether a sale opens or closes; shares cannot be short overnight there. Lines of futures and options are
passed over.
"""

from __future__ import annotations

from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading
from dashboard.market.sources.trades.sheet import Cells, Row, find

BROKER = "Zerodha"
COLUMNS = ("symbol", "trade_date", "trade_type", "quantity", "price")
SIGNS = {"buy": 1, "b": 1, "sell": -1, "s": -1}
SHARES = ("", "EQ", "EQUITY", "BE", "MTF")
NO_CHARGES = "a tradebook tells no charges, so the outcomes of its trades are before costs"


def read(sheets: list[Cells]) -> Reading | None:
    """The fills of a tradebook; None where it is none."""
    tables = [table for cells in sheets if (table := find(cells, COLUMNS)) is not None]
    if not tables:
        return None
    rows = [row for table in tables for row in table.rows()]
    shares = [row for row in rows if row.text("segment").upper() in SHARES]
    executions = tuple(_execution(row) for row in shares)
    other = len(rows) - len(shares)
    days = [each.on for each in executions]
    return Reading(
        layout="a Zerodha tradebook",
        broker=BROKER,
        executions=executions,
        first=min(days, default=None),
        last=max(days, default=None),
        overnight_shorts=False,
        notes=(NO_CHARGES, *([f"lines of other segments than shares were passed over: {other:,}"] if other else [])),
    )


def _execution(row: Row) -> Execution:
    sign = SIGNS.get(row.text("trade_type").lower())
    if sign is None:
        raise row.refusal(f"trade_type is {row.quoted('trade_type')}; it must be buy or sell")
    on = row.day("trade_date")
    executed = row.moment("order_execution_time") if row.has("order_execution_time") else None
    second = executed.second if executed is not None and executed.on == on else None
    return Execution(
        row.symbol(), on, sign * abs(row.quantity("quantity")), row.price("price"), second=second, line=row.line
    )
