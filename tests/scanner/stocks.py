"""Markets of a few stocks for the scanner's tests: seeded walks that fall, gap, pause and tie, and bars typed by hand behind them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from panels_for_tests import real_panel
from shared_data import SHARED

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.scanner.hits import Scan
from dashboard.scanner.reversal import scan

NAMES = ("open", "high", "low", "close", "volume")
NAN = float("nan")


def panel_of(bars: np.ndarray, instruments: tuple[Instrument, ...] | None = None) -> Panel:
    """A panel of bars, float64 [5, T, S], on weekdays from 2018."""
    sessions = np.busday_offset("2018-01-01", np.arange(bars.shape[1]), roll="forward").astype("datetime64[D]")
    named = instruments or tuple(Instrument(f"S{s:02d}") for s in range(bars.shape[2]))
    columns = {name: frozen(np.ascontiguousarray(values)) for name, values in zip(NAMES, bars, strict=True)}
    return Panel(Market("by hand", "XNYS"), named, sessions, **columns, adjusted=False, revision="1", lineage="1")


def walks(stocks: int = 6, sessions: int = 320, seed: int = 5) -> np.ndarray:
    """Seeded bars, float64 [5, T, S], on a grid of 1/64: closes tie, opens gap, one bar in fifty is missing, some lack a value."""
    draw = np.random.default_rng(seed)
    shape = (sessions, stocks)
    close = 60 + np.round(np.cumsum(draw.normal(0, 0.8, shape), axis=0) * 64) / 64
    opened = np.vstack([close[:1], close[:-1]]) + np.round(draw.normal(0, 0.5, shape) * 64) / 64
    high = np.maximum(opened, close) + np.round(draw.exponential(0.3, shape) * 64) / 64
    low = np.minimum(opened, close) - np.round(draw.exponential(0.3, shape) * 64) / 64
    volume = np.floor(draw.lognormal(10, 0.5, shape))
    bars = np.stack([opened, high, low, close, volume])
    bars[:, draw.random(shape) < 0.02] = NAN
    bars[4][draw.random(shape) < 0.01] = NAN
    bars[0][draw.random(shape) < 0.01] = NAN
    bars[1][draw.random(shape) < 0.002] = NAN
    bars[:, 100:104, 1] = bars[:, 99:100, 1]
    bars[:, :150, 2] = NAN
    return bars


@cache
def real_sample(every: int) -> Panel:
    """Every so manieth stock of the real market of 2010 to 2019."""
    whole = real_panel(SHARED / "us-2010-2019")
    chosen = list(range(0, whole.stocks, every))
    columns = {name: frozen(np.ascontiguousarray(getattr(whole, name)[:, chosen])) for name in NAMES}
    return replace(whole, instruments=tuple(whole.instruments[c] for c in chosen), **columns)


def ended_by(*last: tuple[float, float, float, float, float], before: int = 160) -> np.ndarray:
    """One stock, float64 [5, T, 1]: a saw between 99.5 and 100.5 on 1,000 shares, then the bars typed (open, high, low, close, volume)."""
    close = 100 + 0.5 * (-1.0) ** np.arange(before)
    saw = np.stack([close, close + 0.5, close - 0.5, close, np.full(before, 1000.0)])
    return np.concatenate([saw, np.array(last).reshape(-1, 5).T], axis=1)[:, :, None]


def rows_on(panel: Panel, *rows: tuple[int, int, int, float, float]) -> Scan:
    """A scan with rows typed by hand: (session, stock, direction, entry, stop), in order of session."""
    empty = scan(replace(panel, instruments=tuple(replace(i, kind="index") for i in panel.instruments)))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return replace(
        empty,
        symbols=panel.symbols,
        row=columns[0].astype(np.int32),
        column=columns[1].astype(np.int32),
        direction=columns[2].astype(np.int8),
        entry=columns[3].astype(np.float64),
        stop=columns[4].astype(np.float64),
        rules=np.full(len(rows), 31, dtype=np.uint8),
        judged=np.full(len(rows), 127, dtype=np.uint8),
        offsets=np.searchsorted(columns[0], np.arange(len(panel.sessions) + 1)),
    )
