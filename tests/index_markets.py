"""Markets of indices for tests: written by hand on consecutive New York sessions, or the real ones with their timetable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from markets import new_york
from panels_for_tests import real_panel
from shared_data import SHARED

from dashboard.market.panel import Instrument, Market, Panel, frozen

FIRST = np.datetime64("2015-01-02")
SPREAD = 0.01


def sessions_from(first: np.datetime64, count: int) -> np.ndarray:
    return new_york().sessions(first, first + np.timedelta64(2 * count + 10, "D"))[:count]


def indices(
    closes: Mapping[str, Sequence[float]], *, named: Sequence[str] | None = None, spread: float = SPREAD, first: np.datetime64 = FIRST
) -> Panel:  # fmt: skip
    """A market of indices with those closes; highs and lows `spread` (a fraction) above and below them."""
    close = np.column_stack([np.asarray(values, dtype=np.float64) for values in closes.values()])
    sessions = sessions_from(first, len(close))
    market = Market("by hand", "XNYS", benchmark=next(iter(closes)), indices=tuple(closes if named is None else named))
    instruments = tuple(Instrument(symbol, f"Index {symbol}", "index") for symbol in closes)
    prices = [frozen(close * factor) for factor in (1.0, 1 + spread, 1 - spread, 1.0)]
    timetable = new_york().sessions(sessions[0], sessions[-1] + np.timedelta64(150, "D"))
    return Panel(
        market, instruments, sessions, *prices, frozen(np.full(close.shape, np.nan)), False, "hand", "hand", timetable
    )


def zigzag(*turns: tuple[int, float], start: float = 100.0) -> list[float]:
    """Straight lines from turn to turn: (bars, level) each."""
    path = [start]
    for bars, level in turns:
        path += np.linspace(path[-1], level, bars + 1)[1:].tolist()
    return path


def walk(sessions: int, seed: int, volatility: float = 0.01) -> np.ndarray:
    """A seeded random walk in cents: it has ties."""
    steps = np.random.default_rng(seed).normal(0.0002, volatility, sessions)
    return np.round(100 * np.exp(np.cumsum(steps)), 2)


@cache
def us() -> Panel:
    """us-2010-2019 with the exchange's timetable."""
    panel = real_panel(SHARED / "us-2010-2019")
    return replace(panel, schedule=new_york().sessions(panel.sessions[0], panel.sessions[-1] + np.timedelta64(60, "D")))


@cache
def century() -> Panel:
    """us-indices-1950-1999, whose Nasdaq begins in 1971."""
    return indices_of(SHARED / "us-indices-1950-1999")


def indices_of(folder: Path) -> Panel:
    """A folder without stocks."""
    import pandas as pd

    bars = pd.read_parquet(folder / "indices.parquet")
    bars["day"] = np.asarray(pd.to_datetime(bars["date"]).to_numpy(), dtype="datetime64[D]")
    wide = {
        name: bars.pivot(index="day", columns="symbol", values=name)[["GSPC", "IXIC"]]
        for name in ("open", "high", "low", "close", "volume")
    }
    arrays = {name: frozen(np.ascontiguousarray(frame.to_numpy(dtype=np.float64))) for name, frame in wide.items()}
    sessions = wide["close"].index.to_numpy().astype("datetime64[D]")
    market = Market(folder.name, "XNYS", benchmark="GSPC", indices=("GSPC", "IXIC"))
    instruments = tuple(Instrument(symbol, symbol, "index") for symbol in ("GSPC", "IXIC"))
    timetable = new_york().sessions(sessions[0], sessions[-1] + np.timedelta64(60, "D"))
    return Panel(
        market, instruments, sessions, **arrays, adjusted=False, revision="old", lineage="old", schedule=timetable
    )
