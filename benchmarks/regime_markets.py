"""Markets that benchmarks/regime.py judges on: real indices, sectors of real stocks, the same without drift, invented ones."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard.market.sources.demo import demo_market
from dashboard.market.sources.demo.regimes import market_factor
from dashboard.regimes.engine import Inputs
from dashboard.regimes.model import FIRST_FIT

OLD, NEW = "us-indices-1950-1999", "us-2010-2019"
JUDGED = (
    (OLD, "GSPC", "1960-01-01"), (OLD, "IXIC", "1975-01-01"), (NEW, "GSPC", ""), (NEW, "IXIC", ""), (NEW, "DJI", ""),
    (NEW, "NDX", ""), (NEW, "RUT", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One market to judge on: closes and implied volatility [T], and the first row that counts."""

    name: str
    close: np.ndarray
    implied: np.ndarray
    start: int

    @property
    def returns(self) -> np.ndarray:
        return np.diff(np.log(self.close))


def judged(data: Path) -> list[Case]:
    """The seven series of the quality target; a row counts from its date on, and once every rival has a state."""
    cases = []
    for folder, symbol, since in JUDGED:
        bars = pd.read_parquet(data / folder / "indices.parquet")
        bars = bars.set_index(pd.to_datetime(bars["date"]))
        close = bars.loc[bars["symbol"] == symbol, "close"].sort_index()
        vix = bars.loc[bars["symbol"] == "VIX", "close"].reindex(close.index)
        start = max(int(close.index.searchsorted(pd.Timestamp(since))) if since else 0, FIRST_FIT + 1)
        name = f"{symbol} {close.index[start].year}-{close.index[-1].year}"
        cases.append(Case(name, close.to_numpy(np.float64), vix.to_numpy(np.float64), start))
    return cases


def sectors(data: Path) -> list[Case]:
    """Equally weighted sectors of the stocks of 2010-2019; moves beyond 25 % are left out, spin-offs mostly."""
    bars = pd.read_parquet(data / NEW / "stocks.parquet").drop_duplicates(["date", "symbol"], keep="last")
    close = bars.pivot(index="date", columns="symbol", values="close")
    sector = pd.read_csv(data / NEW / "universe.csv").set_index("symbol")["sector"].reindex(close.columns)
    move = close.pct_change(fill_method=None)
    move = move.where(move.abs() < 0.25)
    wholes = {name: move[group].mean(axis=1).fillna(0) for name, group in move.T.groupby(sector).groups.items()}
    return [alone(name, 100 * np.cumprod(1 + whole.to_numpy())) for name, whole in wholes.items()]


def alone(name: str, close: np.ndarray) -> Case:
    return Case(name, close, np.full(len(close), np.nan), FIRST_FIT + 1)


def without_drift(case: Case) -> Case:
    """The same moves around no trend: what a long bias costs where nothing rises."""
    return alone(f"{case.name} −drift", np.exp(np.concatenate([[0.0], np.cumsum(case.returns - case.returns.mean())])))


def invented(seeds: range, sessions: int = 3500) -> list[Case]:
    return [alone(f"demo {s}", 100 * np.exp(np.cumsum(market_factor(s, sessions).log_return))) for s in seeds]


def demo_inputs(seed: int, symbols: int = 120) -> tuple[Inputs, np.ndarray]:
    """The demo market's arrays and its true regimes as 1, 0, −1 (bull, choppy, bear)."""
    made = demo_market(
        np.datetime64("2010-01-04"), np.datetime64("2019-09-01"), calendar=Weekdays(), seed=seed, symbols=symbols
    )
    names, rows = list(made.bars.symbols), np.searchsorted(made.sessions, made.bars.session)
    close = np.full((len(made.sessions), len(names)), np.nan)
    close[rows, made.bars.code] = made.bars.close
    stocks = np.ascontiguousarray(close[:, [n for n, name in enumerate(names) if not name.startswith("DEMO")]])
    benchmark, implied = (close[:, names.index(name)].copy() for name in ("DEMO", "DEMOVOL"))
    return Inputs(benchmark, implied, stocks, ~np.isnan(stocks)), np.array([1, 0, -1])[made.true_regimes]


class Weekdays:
    """An exchange without holidays."""

    def sessions(self, first: np.datetime64, last: np.datetime64) -> np.ndarray:
        days = np.arange(first, last + 1)
        return days[np.is_busday(days)]


def balanced(said: np.ndarray, truth: np.ndarray) -> float:
    return float(np.mean([np.mean(said[truth == state] == state) for state in np.unique(truth)]))


def delays_of(direction: np.ndarray, truth: np.ndarray, known: np.ndarray) -> list[int | None]:
    """For each change into bull or bear while the direction was another: sessions until it agreed, None if it never did."""
    turns = np.flatnonzero(np.diff(truth) != 0) + 1
    found: list[int | None] = []
    for begin, end in zip(turns, [*turns[1:], len(truth)], strict=True):
        if known[begin] and truth[begin] != 0 and direction[begin] != truth[begin]:
            hit = np.flatnonzero(direction[begin:end] == truth[begin])
            found.append(int(hit[0]) if len(hit) else None)
    return found
