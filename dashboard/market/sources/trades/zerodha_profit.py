"""Zerodha's profit statements: the tax statement's exits, one line per closed lot, and the plain one, which has totals per symbol only.

A line of totals says what a symbol earned over the statement's period and nothing of single trades, so it counts as one trade from the
period's first day to its last: its outcome was certainly known by then, and not certainly before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.book import ClosedTrade, Holding
from dashboard.market.settlement import Reading, one_per_days
from dashboard.market.sources.trades.sheet import Cells, Row, Table, find
from dashboard.market.sources.trades.zerodha import BROKER

EXITS = ("symbol", "entry_date", "exit_date", "quantity", "buy_value", "sell_value")
TOTALS = ("symbol", "quantity", "buy_value", "sell_value", "realized_p_l")
CHARGES = (
    "brokerage", "exchange_transaction_charges", "ipft", "sebi_charges", "cgst", "sgst", "igst", "stamp_duty", "stt",
)  # fmt: skip
PERIOD = r"from (\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})"
DERIVATIVES = ("f&o", "fno", "future", "option", "currency", "commodity", "mutual")
ASSUMED_LONG = "profit statements do not say which trades were short, so all count as long"


def read_exits(sheets: list[Cells]) -> Reading | None:
    """The exits of a tax statement, section by section, each under a header of its own; None where it is no such statement."""
    tables = [table for cells in sheets for table in _sections(cells)]
    if not tables:
        return None
    rows = [row for table in tables for row in _of_section(table)]
    trades = one_per_days(_exit(row) for row in rows if _has_values(row))
    days = [each.exit_on for each in trades]
    return Reading(
        layout="a Zerodha tax statement",
        broker=BROKER,
        detail="exits",
        trades=trades,
        first=min(days, default=None),
        last=max(days, default=None),
        notes=(ASSUMED_LONG, *_passed_over(rows)),
    )


def _sections(cells: Cells) -> list[Table]:
    """Every table of exits in a sheet, each with the lines up to the next one's header."""
    tables = []
    table = find(cells, EXITS, within=len(cells))
    while table is not None:
        following = find(cells, EXITS, within=len(cells), start=table.header + 1)
        end = len(cells) if following is None else following.header
        tables.append(replace(table, cells=cells[:end]))
        table = following
    return tables


def _of_section(table: Table) -> list[Row]:
    """The section's lines, none of a section of derivatives: its title is the last line above the header that says anything."""
    titles = [" ".join(str(cell) for cell in row).strip() for row in table.preamble]
    title = next((title for title in reversed(titles) if title), "").lower()
    if any(word in title for word in DERIVATIVES):
        return []
    return [row for row in table.rows() if row.has("entry_date") and row.has("exit_date")]


def _has_values(row: Row) -> bool:
    return row.value("buy_value") > 0 and row.value("sell_value") > 0


def _passed_over(rows: list[Row]) -> list[str]:
    """The note on lines that were bought or sold for nothing: bonus shares and transfers, whose outcome is not one of trading."""
    without = sum(not _has_values(row) for row in rows)
    return (
        [f"lines without a buy or sell value (bonus shares, transfers) were passed over: {without:,}"]
        if without
        else []
    )


def _exit(row: Row) -> ClosedTrade:
    quantity = abs(row.quantity("quantity"))
    entry_on, exit_on = row.day("entry_date"), row.day("exit_date")
    if exit_on < entry_on:
        raise row.refusal(f"exit_date {exit_on} lies before entry_date {entry_on}")
    return ClosedTrade(
        row.symbol(),
        "long",
        quantity,
        entry_on,
        row.value("buy_value") / quantity,
        exit_on,
        row.value("sell_value") / quantity,
        fees=sum(row.number(each, default=0.0) for each in CHARGES),
    )


def read_totals(sheets: list[Cells]) -> Reading | None:
    """The totals of a profit statement, and what is open; None where it is no such statement."""
    table = next((table for cells in sheets if (table := find(cells, TOTALS)) is not None), None)
    if table is None:
        return None
    period = table.said(PERIOD)
    if period is None:
        raise UnreadableFile(
            "it is a profit statement that does not say its period (from … to …), so its trades have no days"
        )
    first, last = np.datetime64(period[1], "D"), np.datetime64(period[2], "D")
    rows = [row for row in table.rows() if row.has("symbol") and row.has("quantity")]
    closed = [row for row in rows if row.number("quantity")]
    return Reading(
        layout="a Zerodha profit statement",
        broker=BROKER,
        detail="totals",
        trades=_charged([_total(row, first, last) for row in closed if _has_values(row)], _charges(table)),
        holdings=tuple(_open(row) for row in rows if row.number("open_quantity", default=0.0)),
        first=first,
        last=last,
        notes=(
            f"its lines are totals of a symbol, so each counts as one trade that ended on {last}",
            ASSUMED_LONG,
            *_passed_over(closed),
        ),
    )


def _total(row: Row, first: np.datetime64, last: np.datetime64) -> ClosedTrade:
    quantity = abs(row.quantity("quantity"))
    bought, sold = (row.value(name) / quantity for name in ("buy_value", "sell_value"))
    return ClosedTrade(row.symbol(), "long", quantity, first, bought, last, sold)


def _open(row: Row) -> Holding:
    quantity = abs(row.quantity("open_quantity"))
    sign = -1 if row.text("open_quantity_type").lower().startswith("s") else 1
    paid = row.value("open_value") / quantity
    return Holding(
        row.symbol(), sign * quantity, paid or row.price("previous_closing_price")
    )  # bonus shares cost nothing


def _charges(table: Table) -> float:
    """The total of the statement's charges, which stand above the table; 0 where it has none."""
    for number, cells in enumerate(table.preamble, start=1):
        words = [str(cell).strip() for cell in cells if str(cell).strip()]
        if len(words) == 2 and words[0].lower() == "charges":
            return Row(number, {"charges": words[1]}).number("charges")
    return 0.0


def _charged(trades: list[ClosedTrade], charges: float) -> tuple[ClosedTrade, ...]:
    """The trades with their shares of the charges, by turnover."""
    turnover = [each.quantity * (each.entry_price + each.exit_price) for each in trades]
    return tuple(replace(t, fees=charges * part / sum(turnover)) for t, part in zip(trades, turnover, strict=True))
