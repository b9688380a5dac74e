"""Breadth against pandas on a synthetic market: `python benchmarks/breadth.py [--symbols 5000] [--sessions 1260] [--rounds 5]`.

Every line is measured in processor seconds of the calling thread, between two computations of breadth: what a neighbour takes away
from the processor's caches, it takes from both. Shown are the medians of the rounds and of their ratios. What is compared:

- core: advances and declines, share above SMA 20, 50, 100, 200, new highs and lows of 251 closes, RSI bands with their
  median, share with volume above its SMA 20; written for pandas as one would, on wide frames (where a gap empties the windows
  it lies in) and on long ones grouped by symbol (own bars, as `breadth` counts);
- all: the core, volume up and down, and per session and sector the same counts and median returns, the crossings, the ten
  best, worst and most unusually traded, in both layouts;
- `breadth` computes all of it, and every figure that follows (McClellan, thrusts, percentiles, ...), in each of its lines.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.sections.breadth.compute import breadth, warm_up

WINDOWS = (20, 50, 100, 200)
SECTORS = 11


def synthetic_panel(symbols: int, sessions: int) -> Panel:
    """Random walks with a common factor; one symbol in ten is listed late, one cell in ten thousand is missing."""
    random = np.random.default_rng(7)
    common = random.normal(0.0003, 0.01, (sessions, 1))
    close = 50 * np.exp((common + random.normal(0, 0.015, (sessions, symbols))).cumsum(axis=0))
    for s in range(0, symbols, 10):
        close[: random.integers(0, sessions * 3 // 4), s] = np.nan
    close[random.random(close.shape) < 0.0001] = np.nan
    volume = np.floor(random.lognormal(13, 0.6, close.shape))
    volume[np.isnan(close)] = np.nan
    instruments = tuple(Instrument(f"S{s:05d}", sector=f"Sector {s % SECTORS:02d}") for s in range(symbols))
    days = np.busday_offset(np.datetime64("2015-01-01"), np.arange(sessions), roll="forward")
    close, volume = frozen(close), frozen(volume)
    return Panel(Market("synthetic", "XNYS"), instruments, days, close, close, close, close, volume, False, "1", "1")


def wide_core(close: pd.DataFrame, volume: pd.DataFrame) -> dict[str, object]:
    """The core on wide frames (sessions × symbols), each rolling function called once per figure."""
    change = close.diff()
    figures: dict[str, object] = {"advances": (change > 0).sum(axis=1), "declines": (change < 0).sum(axis=1)}
    for n in WINDOWS:
        average = close.rolling(n).mean()
        figures[f"above_{n}"] = 100 * (close > average).sum(axis=1) / average.notna().sum(axis=1)
    before = close.shift()
    figures["new_highs"] = (close > before.rolling(251).max()).sum(axis=1)
    figures["new_lows"] = (close < before.rolling(251).min()).sum(axis=1)
    gain = change.clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    loss = (-change).clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    rsi = 100 * gain / (gain + loss)
    figures |= {"overbought": (rsi > 70).sum(axis=1), "oversold": (rsi < 30).sum(axis=1), "median": rsi.median(axis=1)}
    figures["loud"] = (volume > volume.shift().rolling(20).mean()).sum(axis=1)
    return figures


def wide_all(close: pd.DataFrame, volume: pd.DataFrame, sectors: np.ndarray) -> dict[str, object]:
    """The core, and the sector and mover figures, on wide frames."""
    figures, change = wide_core(close, volume), close.diff()
    figures["up_volume"], figures["down_volume"] = (
        volume.where(change > 0).sum(axis=1),
        volume.where(change < 0).sum(axis=1),
    )
    flags = {"advances": change > 0, "declines": change < 0, "traded": close.notna()}
    for n in (20, 50, 200):
        average = close.rolling(n).mean()
        flags[f"above_{n}"] = above = close > average
        flags[f"valid_{n}"] = average.notna()
        if n != 20:
            figures[f"crossed_{n}"] = np.nonzero((above != above.shift()).to_numpy())
    for name, flag in flags.items():
        figures[f"sector_{name}"] = flag.T.groupby(sectors).sum()
    short, long = close.pct_change(5, fill_method=None), close.pct_change(20, fill_method=None)
    figures["sector_return_5"] = short.T.groupby(sectors).median()
    figures["sector_return_20"] = long.T.groupby(sectors).median()
    ratio = (volume / volume.shift().rolling(20).mean()).to_numpy()
    for name, values in (("top", -short.to_numpy()), ("bottom", short.to_numpy()), ("unusual", -ratio)):
        figures[name] = np.argpartition(values, 10, axis=1)[:, :10]
    return figures


def grouped_core(long: pd.DataFrame) -> dict[str, object]:
    """The core on a long frame (symbol, session, close, volume), grouped by symbol."""
    close, volume, day = long.groupby("symbol")["close"], long.groupby("symbol")["volume"], long["session"]
    change = close.diff()
    figures: dict[str, object] = {
        "advances": (change > 0).groupby(day).sum(),
        "declines": (change < 0).groupby(day).sum(),
    }

    def rolled(group: object, n: int, how: str) -> np.ndarray:
        return getattr(group.rolling(n), how)().to_numpy()  # type: ignore[attr-defined]

    for n in WINDOWS:
        average = rolled(close, n, "mean")
        figures[f"above_{n}"] = (
            100 * (long["close"] > average).groupby(day).sum() / pd.Series(~np.isnan(average)).groupby(day).sum()
        )
    before = close.shift().groupby(long["symbol"])
    figures["new_highs"] = (long["close"] > rolled(before, 251, "max")).groupby(day).sum()
    figures["new_lows"] = (long["close"] < rolled(before, 251, "min")).groupby(day).sum()
    gain = change.clip(lower=0).groupby(long["symbol"]).ewm(alpha=1 / 14, adjust=False).mean().to_numpy()
    loss = (-change).clip(lower=0).groupby(long["symbol"]).ewm(alpha=1 / 14, adjust=False).mean().to_numpy()
    rsi = pd.Series(100 * gain / (gain + loss))
    figures |= {"overbought": (rsi > 70).groupby(day).sum(), "oversold": (rsi < 30).groupby(day).sum()}
    figures["median"] = rsi.groupby(day).median()
    average = rolled(volume.shift().groupby(long["symbol"]), 20, "mean")
    figures["loud"] = (long["volume"] > average).groupby(day).sum()
    return figures


def grouped_all(long: pd.DataFrame, sectors: np.ndarray) -> dict[str, object]:
    """The core, and the sector and mover figures, on a long frame."""
    figures, day, symbol = grouped_core(long), long["session"], long["symbol"]
    close, volume = long.groupby("symbol")["close"], long.groupby("symbol")["volume"]
    change, cells = close.diff(), [day, pd.Series(sectors[symbol])]
    for name, moved in (("up_volume", change > 0), ("down_volume", change < 0)):
        figures[name] = long["volume"].where(moved).groupby(day).sum()
    flags = {"advances": change > 0, "declines": change < 0, "traded": close.transform("size") > 0}
    for n in (20, 50, 200):
        average = close.rolling(n).mean().to_numpy()
        flags[f"above_{n}"] = above = long["close"] > average
        flags[f"valid_{n}"] = pd.Series(~np.isnan(average))
        if n != 20:
            figures[f"crossed_{n}"] = np.flatnonzero(above != above.groupby(symbol).shift())
    figures["sector_counts"] = pd.DataFrame(flags).groupby(cells).sum()
    returns = {n: close.pct_change(n, fill_method=None) for n in (5, 20)}
    figures["sector_returns"] = pd.DataFrame(returns).groupby(cells).median()
    before = volume.shift().groupby(symbol).rolling(20).mean().to_numpy()
    ratio = long["volume"] / before
    for name, values in (("top", -returns[5]), ("bottom", returns[5]), ("unusual", -ratio)):
        figures[name] = values.groupby(day).rank(method="first") <= 10
    return figures


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of the calling thread."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


def beside(full: Callable[[], object], work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of `work`, and of how many times those of `full`, which is measured before and after it in every round."""
    seconds, ratios = [], []
    before = timed(full)
    for _ in range(rounds):
        seconds.append(timed(work))
        after = timed(full)
        ratios.append(2 * seconds[-1] / (before + after))
        before = after
    return median(seconds), median(ratios)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("symbols", 5000), ("sessions", 1260), ("rounds", 5)):
        options.add_argument(f"--{name}", type=int, default=default)
    chosen = options.parse_args()
    panel = synthetic_panel(chosen.symbols, chosen.sessions)
    warm_up()
    wide = pd.DataFrame(panel.close), pd.DataFrame(panel.volume)
    sectors = np.arange(chosen.symbols) % SECTORS
    session, symbol = np.nonzero(~np.isnan(panel.close))
    columns = {"symbol": symbol, "session": session}
    values = {"close": panel.close[session, symbol], "volume": panel.volume[session, symbol]}
    long = pd.DataFrame(columns | values).sort_values(["symbol", "session"], ignore_index=True)
    yesterday = breadth(panel.first(chosen.sessions - 1), None)
    lines: list[tuple[str, Callable[[], object], int]] = [
        ("read the closes once (sum)", panel.close.sum, 4 * chosen.rounds),
        ("breadth, all sessions", lambda: breadth(panel, None), chosen.rounds),
        ("breadth, one new session", lambda: breadth(panel, yesterday), 4 * chosen.rounds),
        ("pandas wide, core", lambda: wide_core(*wide), chosen.rounds),
        ("pandas wide, all", lambda: wide_all(*wide, sectors), chosen.rounds),
        ("pandas groupby-rolling, core", lambda: grouped_core(long), max(chosen.rounds // 2, 1)),
        ("pandas groupby-rolling, all", lambda: grouped_all(long, sectors), max(chosen.rounds // 2, 1)),
    ]
    print(f"{chosen.symbols} symbols × {chosen.sessions} sessions, processor seconds")
    for label, work, rounds in lines:
        seconds, ratio = beside(lambda: breadth(panel, None), work, rounds)
        print(f"{label:32s} {seconds:9.4f} s {ratio:9.3f} × breadth", flush=True)


if __name__ == "__main__":
    main()
