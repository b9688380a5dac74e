"""Closed trades and holdings as the trader's own lists, which read back as they were; files of an earlier export are replaced."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dashboard.market.book import ClosedTrade, Holding

TRADES_FILE, HOLDINGS_FILE = "trades.csv", "holdings.csv"
TRADES = ("symbol", "side", "quantity", "entry_on", "entry_price", "exit_on", "exit_price", "stop", "fees")
HOLDINGS = ("symbol", "quantity", "price", "stop", "opened_on")


def export_book(folder: Path, trades: Sequence[ClosedTrade], holdings: Sequence[Holding]) -> Iterator[Path]:
    """Write trades.csv and holdings.csv; the files written. Neither where the book is empty."""
    if trades or holdings:
        yield _written(folder / TRADES_FILE, TRADES, trades)
        yield _written(folder / HOLDINGS_FILE, HOLDINGS, holdings)


def _written(file: Path, columns: Sequence[str], records: Iterable[ClosedTrade | Holding]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        writer.writerows([_told(getattr(each, name)) for name in columns] for each in records)
    return file


def _told(value: object) -> str:
    """A value as its shortest text that reads back the same; nothing where it is not known."""
    return "" if value is None else str(value)
