"""What the regime of a market is measured on, as the card says it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.market.panel import Panel
from dashboard.regimes.of_panel import benchmark_column


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What the regime is measured on. basis: "benchmark", the market's own; "first_index", where it names none that it has;
    "own_index", an equally weighted one of its stocks, which has no symbol."""

    symbol: str | None
    name: str
    basis: str


def benchmark_of(panel: Panel) -> Benchmark | None:
    """The benchmark of a market; None when it has neither an index nor a stock."""
    column = benchmark_column(panel)
    if column is None:
        return Benchmark(None, "equally weighted stocks", "own_index") if panel.stocks else None
    one = panel.instruments[column]
    basis = "benchmark" if one.symbol == panel.market.benchmark else "first_index"
    return Benchmark(one.symbol, one.name or one.symbol, basis)


def volatility_of(panel: Panel) -> str | None:
    """The market's volatility index, None where it has none."""
    symbol = panel.market.volatility
    return symbol if symbol in panel.symbols else None
