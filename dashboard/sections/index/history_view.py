"""The series that the price chart draws, of every index or of one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.section import Result
from dashboard.sections.index.record import record_of
from dashboard.sections.index.selection import place_of

COLUMNS = {
    "close": "close",
    "sma_50": "sma_50",
    "sma_200": "sma_200",
    "rsi": "rsi",
    "macd_histogram": "macd_histogram",
    "drawdown_pct": "drawdown",
}


def history(result: Result, rows: slice) -> dict[str, Any]:
    """Each column by symbol, over the rows."""
    symbols = record_of(result).symbols
    columns = {name: {symbol: _column(result, rows, s, name) for s, symbol in enumerate(symbols)} for name in COLUMNS}
    return {"session": result.labels[rows], **columns}


def history_of(result: Result, rows: slice, symbol: str) -> dict[str, Any]:
    """The columns of one index, over the rows."""
    s = place_of(result, symbol)
    return {"session": result.labels[rows], **{name: _column(result, rows, s, name) for name in COLUMNS}}


def _column(result: Result, rows: slice, s: int, name: str) -> Any:
    values = np.ascontiguousarray(result.series[COLUMNS[name]][rows, s])
    return 100.0 * values if name.endswith("_pct") else values
