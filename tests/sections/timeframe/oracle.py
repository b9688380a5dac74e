"""The votes of one symbol at one session, naively: pandas groups the bars, TA-Lib averages them, plain loops find the pivots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import talib


def own(panel, column, t):
    """The symbol's own bars up to session t, by date."""
    columns = {name: getattr(panel, name)[: t + 1, column] for name in ("open", "high", "low", "close")}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(panel.sessions[: t + 1])).dropna(subset="close")


def closed_and_running(panel, column, t, period):
    """The period's closed bars and, where one is forming, the closed bars with it."""
    bars = own(panel, column, t)
    if period == "daily" or bars.empty:
        return bars, None
    key = "W-SUN" if period == "weekly" else "M"
    wide = bars.assign(day=bars.index).groupby(bars.index.to_period(key))
    whole = wide.agg({"open": "first", "high": "max", "low": "min", "close": "last", "day": "last"})
    days = pd.DatetimeIndex(panel.schedule)
    last = days[days.to_period(key) == whole.index[-1]][-1]
    is_over = pd.Timestamp(panel.sessions[t]) >= last
    return (whole, None) if is_over else (whole.iloc[:-1], whole)


def votes(bars):
    """The four votes of the last bar, NaN where missing, and the score."""
    close = bars["close"].to_numpy(dtype=np.float64)
    n, missing = len(close), float("nan")
    trend = np.mean([near(close[-1], talib.SMA(close, k)[-1]) for k in (10, 20, 50)]) if n >= 50 else missing
    momentum = missing
    if n >= 34:
        histogram = talib.MACD(close)[2][-1]
        rising = 0.0 if abs(histogram) <= 1e-12 * close[-1] else np.sign(histogram)
        momentum = (np.sign(close[-1] - close[-11]) + rising) / 2
    oscillator = missing
    if n >= 150 and (close != close[0]).any():
        oscillator = float(np.clip((talib.RSI(close, 14)[-1] - 50) / 20, -1, 1))
    found = [trend, momentum, oscillator, structure(bars)]
    have = [vote for vote in found if not np.isnan(vote)]
    return (*found, float(np.mean(have)) if len(have) >= 2 else missing)


def near(close, average):
    return 0.0 if abs(close - average) <= 1e-12 * average else np.sign(close - average)


def structure(bars):
    high, low = bars["high"].to_numpy(), bars["low"].to_numpy()
    tops = [high[p] for p in range(5, len(high) - 5) if stands_out(high, p)]
    bottoms = [low[p] for p in range(5, len(low) - 5) if stands_out(-low, p)]
    if len(tops) < 2 or len(bottoms) < 2:
        return float("nan")
    return (np.sign(tops[-1] - tops[-2]) + np.sign(bottoms[-1] - bottoms[-2])) / 2


def stands_out(values, p):
    return bool((values[p] > values[p - 5 : p]).all() and (values[p] >= values[p + 1 : p + 6]).all())


def closing_at(bars, close, begun):
    """The bars with the last one closing elsewhere; where it had not begun, with a new one that holds this close alone."""
    if not begun:
        new = pd.DataFrame({"open": [close], "high": [close], "low": [close], "close": [close]})
        return pd.concat([bars[["open", "high", "low", "close"]].reset_index(drop=True), new], ignore_index=True)
    moved = bars.reset_index(drop=True).copy()
    moved.loc[len(moved) - 1, ["high", "low", "close"]] = [
        max(moved["high"].iloc[-1], close), min(moved["low"].iloc[-1], close), close,
    ]  # fmt: skip
    return moved
