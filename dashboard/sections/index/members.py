"""Which indices the section describes: those that the market names, else every instrument of kind index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.own_bars import OwnBars, own_bars
from dashboard.market.bars import FloatArray
from dashboard.market.panel import Panel


@dataclass(frozen=True, slots=True)
class Members:
    """The N indices in the order of the market's list. columns: their columns in the panel, None for one that has no bars."""

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[int | None, ...]

    def bars(self, panel: Panel) -> OwnBars:
        """The indices' own bars; an index without bars has none, so that it is missing and never neutral."""
        return own_bars(
            *(self._column_by_column(getattr(panel, name)) for name in ("open", "high", "low", "close", "volume"))
        )

    def _column_by_column(self, values: FloatArray) -> FloatArray:
        missing = np.full(len(values), np.nan)
        return np.column_stack([missing if column is None else values[:, column] for column in self.columns])


def members_of(panel: Panel) -> Members:
    """The market's indices; one that it names and that has no bars stays among them. A volatility index is none."""
    own = [i.symbol for i in panel.instruments if i.kind == "index"]
    place = {symbol: column for column, symbol in enumerate(panel.symbols)}
    volatile = {i.symbol for i in panel.instruments if i.kind == "volatility"}
    symbols = tuple(symbol for symbol in panel.market.indices if symbol not in volatile) or tuple(own)
    columns = tuple(place.get(symbol) for symbol in symbols)
    names = tuple("" if column is None else panel.instruments[column].name for column in columns)
    return Members(symbols, names, columns)
