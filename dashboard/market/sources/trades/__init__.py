"""Files of trades and holdings: the trader's own lists and what brokers give out, told apart by their columns, never by their names.

A file is read whole or refused whole by one sentence that names the line: half a record of trades would be another record.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.errors import UnreadableFile
from dashboard.market.settlement import Reading
from dashboard.market.sources.files.content import excerpt
from dashboard.market.sources.trades import flex, interactive_brokers, own, schwab, zerodha, zerodha_profit
from dashboard.market.sources.trades.sheet import Cells
from dashboard.market.sources.trades.sheets import sheets_of

LAYOUTS = (
    interactive_brokers.read,
    zerodha.read,
    zerodha_profit.read_exits,
    zerodha_profit.read_totals,
    schwab.read,
    flex.read,
    own.read_trades,
    own.read_holdings,
)
KNOWN = (
    "trades.csv and holdings.csv by their own columns, Zerodha's tradebook and profit statements, "
    "Interactive Brokers' activity statements and flex queries, and Schwab's transactions"
)


def read_trades(path: Path) -> Reading:
    """What a file of trades says. UnreadableFile, and nothing else, when it is none that is known or a line makes no sense."""
    sheets = sheets_of(path)
    for read in LAYOUTS:
        reading = read(sheets)
        if reading is not None:
            return _refuse_empty(reading)
    raise UnreadableFile(
        f'it is no file of trades that is known (it begins with "{_beginning(sheets)}"); known are {KNOWN}'
    )


def _refuse_empty(reading: Reading) -> Reading:
    if reading.executions or reading.trades or reading.holdings is not None:
        return reading
    passed_over = f" ({reading.notes[0]})" if reading.notes else ""
    raise UnreadableFile(
        f"it is {reading.layout} without a single trade of a stock{passed_over}, so there is nothing to read"
    )


def _beginning(sheets: list[Cells]) -> str:
    first = next((row for cells in sheets for row in cells if any(str(cell).strip() for cell in row)), [])
    return excerpt(", ".join(str(cell).strip() for cell in first))


__all__ = ["read_trades"]
