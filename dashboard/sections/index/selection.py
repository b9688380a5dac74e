"""One index by its symbol."""

from __future__ import annotations

from dashboard.errors import BadQuery
from dashboard.section import Result
from dashboard.sections.index.record import record_of


def place_of(result: Result, symbol: str) -> int:
    """The place of the index among the section's; BadQuery names it when the market has no such index."""
    symbols = record_of(result).symbols
    if symbol not in symbols:
        raise BadQuery(f"symbol={symbol!r} is no index of this market; there are: {', '.join(symbols)}.")
    return symbols.index(symbol)
