"""What the engine is fed from a panel: the benchmark, its volatility index, the stocks, and the scans of every session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.panel import Panel
from dashboard.regimes.engine import Inputs
from dashboard.scanner.readings import Readings


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What the regime is measured on. basis: "benchmark", the market's own; "first_index", where it names none that it has;
    "own_index", an equally weighted one of its stocks, which has no symbol. column: the panel's, None for the last."""

    symbol: str | None
    name: str
    basis: str
    column: int | None


def benchmark_of(panel: Panel) -> Benchmark | None:
    """The benchmark of a market; None when it has neither an index nor a stock. It is chosen by name, never by its prices, so
    that the choice is the same at every session."""
    columns = {one.symbol: column for column, one in enumerate(panel.instruments) if one.kind != "volatility"}
    for symbol, basis in _candidates(panel):
        if symbol in columns:
            column = columns[symbol]
            return Benchmark(symbol, panel.instruments[column].name or symbol, basis, column)
    return Benchmark(None, "equally weighted stocks", "own_index", None) if panel.stocks else None


def _candidates(panel: Panel) -> list[tuple[str, str]]:
    market = panel.market
    indices = [i.symbol for i in panel.instruments if i.kind == "index"]
    named = [] if market.benchmark is None else [(market.benchmark, "benchmark")]
    return named + [(symbol, "first_index") for symbol in (*market.indices, *indices)]


def volatility_of(panel: Panel) -> str | None:
    """The market's volatility index, None where it has none."""
    symbol = panel.market.volatility
    return symbol if symbol in panel.symbols else None


def inputs_of(panel: Panel, benchmark: Benchmark, told: Readings) -> Inputs:
    """The engine's inputs: columns of the panel, its members, and the counts of `told`."""
    implied, stocks = volatility_of(panel), panel.stocks
    return Inputs(
        benchmark=None if benchmark.column is None else np.ascontiguousarray(panel.close[:, benchmark.column]),
        implied=None if implied is None else np.ascontiguousarray(panel.close[:, panel.column(implied)]),
        stocks=panel.close[:, :stocks] if stocks else None,
        members=panel.membership() if stocks else None,
        long=told.long,
        short=told.short,
    )
