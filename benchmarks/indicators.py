"""RSI(14), ATR(14), ADX(14) with both DI, and MACD over a whole market, beside TA-Lib: `python benchmarks/indicators.py [MARKET_FOLDER]`.

Every line is measured in this one run, one after the other in each round, in processor seconds of the calling thread (the machine
may be busy), as the median of the rounds. Without a folder it takes a demo market of 500 stocks and ten years. What is compared:

- panel: the dashboard's indicators, arrays [T, N] in, arrays [T, N] out;
- own bars: the dashboard's kernels, called symbol by symbol on contiguous arrays without gaps, as TA-Lib is in the next line;
- TA-Lib: its functions called symbol by symbol on the same contiguous arrays, never put back on the sessions; of directional
  movement only ADX, where the lines above give both DI as well;
- TA-Lib, DI too: the same with both DI, all that the dashboard's lines give;
- TA-Lib through pandas: the same from DataFrames [T, N], a Series in and a Series out per symbol, gaps dropped, columns collected.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import talib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard.indicators.momentum import macd, macd_own, rsi, rsi_own
from dashboard.indicators.own_bars import OwnBars, own_bars
from dashboard.indicators.ranges import atr, atr_own, directional, directional_own
from dashboard.market.panel import Panel

SYMBOLS, SESSIONS = 500, 2516
FIGURES = ("rsi", "atr", "adx", "macd")
Works = dict[str, Callable[[], object]]


def panel_of(folder: Path | None) -> Panel:
    """The market of the folder, or the demo market, through the store like any other."""
    from dashboard.market.sessions import open_calendar
    from dashboard.runtime.ingest.demo import import_demo
    from dashboard.runtime.ingest.folder import import_folder
    from dashboard.runtime.panels import PanelSource
    from dashboard.store.engine import open_store
    from dashboard.store.upgrade import upgrade

    with TemporaryDirectory() as name:
        work = Path(name)
        store = open_store(f"sqlite:///{work / 'market.db'}")
        upgrade(store)
        calendars = lambda code: open_calendar(code, work)  # noqa: E731 one line says it
        if folder is None:
            import_demo(store, calendars, datetime.now(UTC), symbols=SYMBOLS, sessions=SESSIONS, seed=7)
        else:
            import_folder(store, folder, calendars, datetime.now(UTC))
        panel = PanelSource(store, work / "cache", calendars).load()
        store.close()
    assert panel is not None, "the folder holds no bars"
    return panel


def over_panel(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> Works:
    return {
        "rsi": lambda: rsi(close),
        "atr": lambda: atr(high, low, close),
        "adx": lambda: directional(high, low, close),
        "macd": lambda: macd(close),
    }


def over_own_bars(bars: OwnBars) -> Works:
    parts = [bars.symbol(s) for s in range(bars.count)]
    three = [(bars.high[part], bars.low[part], bars.close[part]) for part in parts]
    return {
        "rsi": lambda: [rsi_own(close, 14) for _, _, close in three],
        "atr": lambda: [atr_own(*prices, 14) for prices in three],
        "adx": lambda: [directional_own(*prices, 14) for prices in three],
        "macd": lambda: [macd_own(close, 12, 26, 9) for _, _, close in three],
    }


def bare_talib(bars: OwnBars) -> Works:
    parts = [bars.symbol(s) for s in range(bars.count)]
    three = [(bars.high[part].copy(), bars.low[part].copy(), bars.close[part].copy()) for part in parts]
    return {
        "rsi": lambda: [talib.RSI(close, 14) for _, _, close in three],
        "atr": lambda: [talib.ATR(*prices, 14) for prices in three],
        "adx": lambda: [talib.ADX(*prices, 14) for prices in three],
        "macd": lambda: [talib.MACD(close, 12, 26, 9) for _, _, close in three],
        "di": lambda: [(talib.PLUS_DI(*prices, 14), talib.MINUS_DI(*prices, 14)) for prices in three],
    }


def talib_through_pandas(high: pd.DataFrame, low: pd.DataFrame, close: pd.DataFrame) -> Works:
    def each(figure: Callable[..., object], *frames: pd.DataFrame) -> pd.DataFrame | list[pd.DataFrame]:
        """One symbol after the other; a figure of several Series becomes several frames."""
        found = {}
        for symbol in close.columns:
            traded = close[symbol].notna()
            found[symbol] = figure(*(frame.loc[traded, symbol] for frame in frames))
        if isinstance(next(iter(found.values())), tuple):
            return [pd.DataFrame(dict(zip(found, one, strict=True))) for one in zip(*found.values(), strict=True)]
        return pd.DataFrame(found)

    return {
        "rsi": lambda: each(lambda c: talib.RSI(c, 14), close),
        "atr": lambda: each(lambda h, l, c: talib.ATR(h, l, c, 14), high, low, close),  # noqa: E741
        "adx": lambda: each(lambda h, l, c: talib.ADX(h, l, c, 14), high, low, close),  # noqa: E741
        "macd": lambda: each(lambda c: talib.MACD(c, 12, 26, 9), close),
    }


def seconds_of(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    panel = panel_of(chosen.folder)
    high, low, close = (prices[:, : panel.stocks or None] for prices in (panel.high, panel.low, panel.close))
    bars = own_bars(close, high, low, close, close)
    bare = bare_talib(bars)
    both_directions = bare.pop("di")
    adx_alone = bare["adx"]
    ways = {
        "panel": over_panel(high, low, close),
        "own bars": over_own_bars(bars),
        "TA-Lib": bare,
        "TA-Lib, DI too": bare | {"adx": lambda: (adx_alone(), both_directions())},
        "TA-Lib through pandas": talib_through_pandas(*(pd.DataFrame(prices) for prices in (high, low, close))),
    }
    for works in list(ways.values())[:3]:
        for work in works.values():
            work()  # the kernels are compiled, or loaded from the disk's cache, before anything is measured
    taken: dict[tuple[str, str], list[float]] = {(way, figure): [] for way in ways for figure in FIGURES}
    for _ in range(chosen.rounds):
        for way, works in ways.items():
            for figure in FIGURES:
                taken[way, figure].append(seconds_of(works[figure]))
    table(close.shape, {key: median(seconds) for key, seconds in taken.items()}, list(ways))


def table(shape: tuple[int, ...], taken: dict[tuple[str, str], float], ways: list[str]) -> None:
    totals = {way: sum(taken[way, figure] for figure in FIGURES) for way in ways}
    print(f"{shape[1]} stocks × {shape[0]} sessions, processor milliseconds, median")
    print(f"{'':24s}" + "".join(f"{figure:>9s}" for figure in (*FIGURES, "all")))
    for way in ways:
        print(
            f"{way:24s}"
            + "".join(f"{1000 * taken[way, figure]:9.1f}" for figure in FIGURES)
            + f"{1000 * totals[way]:9.1f}"
        )
    for way in ways[2:]:
        print(f"the panel's way is {totals[way] / totals['panel']:.1f} times as fast as {way}")


if __name__ == "__main__":
    main()
