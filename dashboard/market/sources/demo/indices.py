"""Indices: three made from the stocks themselves, so that breadth and index tell one story, and one of volatility."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray
from dashboard.market.sources.demo.prices import StockBars, extremes_between, from_logs
from dashboard.market.sources.demo.regimes import MarketFactor
from dashboard.market.sources.demo.streams import stream

BASE = 1000.0
SHARED_EXTREMES = (
    0.55  # stocks don't reach their highs at the same moment: the index reaches this share of the mean distance
)
DECAY = 0.94  # of the squared returns behind realised volatility (RiskMetrics)
SESSIONS_A_YEAR = 252
FLOOR, WILDEST = (
    4.0,
    95.0,
)  # percent a year: what insurance costs when nothing happens, and the most that anybody has paid
SMALLEST = 1e-300  # a divisor for sessions in which no stock counts yet


def index_bars(stocks: StockBars, held: FloatArray, weight: FloatArray) -> StockBars:
    """An index of the stocks weighted by weight·price at the previous close: [T, 1].

    held: `held_prices` of the same stocks. weight: float64 [T, N] or [N], 0 leaves a stock out. A stock counts from its second
    bar; one that is halted stands still until it trades again.
    """
    value = held[:-1] * np.broadcast_to(weight, held.shape)[:-1]
    counts = ~np.isnan(held[:-1]) & ~np.isnan(held[1:]) & (value > 0)
    value = np.where(counts, value, 0.0)
    growth = {name: _growth(getattr(stocks, name), held, value) for name in ("open", "high", "low", "close")}
    level = BASE * np.cumprod(np.append(1.0, growth["close"]))
    before = np.append(BASE, level[:-1])
    opened = before * np.append(1.0, growth["open"])
    top, bottom = np.maximum(opened, level), np.minimum(opened, level)
    high = top + SHARED_EXTREMES * np.maximum(before * np.append(1.0, growth["high"]) - top, 0.0)
    low = bottom - SHARED_EXTREMES * np.maximum(bottom - before * np.append(1.0, growth["low"]), 0.0)
    volume = np.nansum(np.where(np.broadcast_to(weight, held.shape) > 0, stocks.volume, 0.0), axis=1)
    return from_logs(_column(opened), _column(high), _column(low), _column(level), volume[:, None])


def held_prices(close: FloatArray, member: NDArray[np.bool_]) -> FloatArray:
    """Each stock's last close at or before each session while it is listed, [T, N]; NaN while it isn't."""
    row = np.maximum.accumulate(np.where(np.isnan(close), 0, np.arange(len(close))[:, None]), axis=0)
    return np.where(member, np.take_along_axis(close, row, axis=0), np.nan)


def volatility_bars(seed: int, benchmark: FloatArray, market: MarketFactor) -> StockBars:
    """An implied volatility in percent a year, [T, 1]: part realised (lags), part what the market will be like next (leads), plus fear."""
    returns = np.diff(np.log(benchmark), prepend=np.log(benchmark[0]))
    realised = _ewma_volatility(returns, market.volatility[0])
    noise = stream(seed, "fear").standard_normal((len(returns), 2))
    mood = _decaying(0.03 * noise[:, 0] - 1.2 * np.clip(returns, -0.08, 0.08), 0.90)
    expected = 100 * np.sqrt(SESSIONS_A_YEAR * realised * market.next_volatility)
    level = np.log(np.minimum(FLOOR + expected * np.exp(mood), WILDEST))
    before = np.append(level[0], level[:-1])
    opened = before + 0.3 * (level - before) + 0.01 * noise[:, 1]
    u = stream(seed, "fear_range").random((len(returns), 2))
    high, low = (extremes_between(opened, level, 0.03, u[:, i], up=i == 0) for i in (0, 1))
    nothing = np.full((len(returns), 1), np.nan)
    return from_logs(opened[:, None], high[:, None], low[:, None], level[:, None], nothing)


def _column(prices: FloatArray) -> FloatArray:
    return np.asarray(np.log(prices)[:, None])


def _growth(price: FloatArray, held: FloatArray, value: FloatArray) -> FloatArray:
    now = np.where(np.isnan(price[1:]), held[1:], price[1:])
    ratio = np.where(value > 0, now / held[:-1], 0.0)
    return np.asarray(np.sum(value * ratio, axis=1) / np.maximum(np.sum(value, axis=1), SMALLEST))


def _ewma_volatility(returns: FloatArray, start: float) -> FloatArray:
    squares = np.append(start**2, (1 - DECAY) * returns[1:] ** 2)
    return np.sqrt(_decaying(squares, DECAY))


def _decaying(pushes: FloatArray, keep: float) -> FloatArray:
    kept = np.empty_like(pushes)
    total = 0.0
    for t, push in enumerate(pushes):
        total = keep * total + push
        kept[t] = total
    return kept
