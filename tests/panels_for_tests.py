"""Panels for tests: real ones straight from Parquet, defects and all, and small ones written by hand."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import numpy as np

from dashboard.market.panel import Instrument, Market, Panel, frozen


def panel_of(close, volume=None, sectors=None, listed=None, delisted=None, benchmark=None, first="2020-01-01") -> Panel:
    """A panel of S stocks (and the benchmark's closes, if given) on consecutive days; highs and lows are the closes."""
    close = np.array(close, dtype=np.float64)
    rows, stocks = close.shape
    volume = np.where(np.isnan(close), np.nan, 1000.0) if volume is None else np.array(volume, dtype=np.float64)
    dates = [(None if listed is None else listed[s], None if delisted is None else delisted[s]) for s in range(stocks)]
    instruments = [
        Instrument(f"S{s:03d}", f"Stock {s}", "stock", sectors[s] if sectors else "", *dates[s]) for s in range(stocks)
    ]
    if benchmark is not None:
        instruments.append(Instrument("BENCH", kind="index"))
        close = np.column_stack([close, benchmark])
        volume = np.column_stack([volume, np.full(rows, np.nan)])
    sessions = np.datetime64(first) + np.arange(rows)
    market = Market("by hand", "XNYS", benchmark=None if benchmark is None else "BENCH")
    close, volume = frozen(np.ascontiguousarray(close)), frozen(np.ascontiguousarray(volume))
    return Panel(market, tuple(instruments), sessions, close, close, close, close, volume, False, "hand", "hand")


def real_panel(folder: Path) -> Panel:
    """The market folder's Parquet files pivoted as they are; of repeated rows the last one stays."""
    import pandas as pd

    market = tomllib.loads((folder / "market.toml").read_text())
    with (folder / "universe.csv").open() as lines:
        rows = {row["symbol"]: row for row in csv.DictReader(lines)}
    bars = pd.concat([pd.read_parquet(folder / name) for name in ("stocks.parquet", "indices.parquet")])
    bars["day"] = np.asarray(pd.to_datetime(bars["date"]).to_numpy(), dtype="datetime64[D]")
    bars = bars.drop_duplicates(["day", "symbol"], keep="last")
    kinds = ("stock", "index", "volatility")
    symbols = sorted(set(bars["symbol"]) & set(rows), key=lambda s: (kinds.index(rows[s]["kind"]), s))
    wide = {
        c: bars.pivot(index="day", columns="symbol", values=c)[symbols]
        for c in ("open", "high", "low", "close", "volume")
    }
    arrays = {c: frozen(np.ascontiguousarray(frame.to_numpy(dtype=np.float64))) for c, frame in wide.items()}
    instruments = tuple(Instrument(s, rows[s]["name"], rows[s]["kind"], rows[s]["sector"] or "") for s in symbols)
    sessions = wide["close"].index.to_numpy().astype("datetime64[D]")
    about = Market(market["name"], market["calendar"], benchmark=market["benchmark"], indices=tuple(market["indices"]))
    return Panel(about, instruments, sessions, **arrays, adjusted=False, revision=folder.name, lineage=folder.name)
