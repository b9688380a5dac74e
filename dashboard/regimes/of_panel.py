"""What the engine is fed from a panel, for every section that needs the regime: benchmark, volatility index, stocks, counts."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.market.panel import Panel
from dashboard.regimes.engine import Inputs


def benchmark_column(panel: Panel) -> int | None:
    """The column that the regime is measured on: the market's benchmark, else its first index; None where it has no index.

    Chosen by name, never by prices, so that the choice is the same at every session.
    """
    market = panel.market
    columns = {one.symbol: column for column, one in enumerate(panel.instruments) if one.kind != "volatility"}
    named = [market.benchmark] if market.benchmark is not None else []
    indices = [one.symbol for one in panel.instruments if one.kind == "index"]
    return next((columns[symbol] for symbol in (*named, *market.indices, *indices) if symbol in columns), None)


def inputs_of(panel: Panel, long: FloatArray, short: FloatArray) -> Inputs | None:
    """The engine's inputs of a panel of T sessions; long, short: float64 [T], the scanner's counts, NaN where there was no scan.

    None when the market has neither an index nor a stock, so that there is nothing to measure a regime on.
    """
    column, stocks = benchmark_column(panel), panel.stocks
    if column is None and not stocks:
        return None
    volatility = panel.market.volatility
    return Inputs(
        benchmark=None if column is None else np.ascontiguousarray(panel.close[:, column]),
        implied=np.ascontiguousarray(panel.close[:, panel.column(volatility)]) if volatility in panel.symbols else None,
        stocks=panel.close[:, :stocks] if stocks else None,
        members=panel.membership() if stocks else None,
        long=long,
        short=short,
    )
