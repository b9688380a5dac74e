"""Prices: what the stocks return (market, sector, their own), and the bars that come of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray
from dashboard.market.sources.demo.regimes import MarketFactor, log_volatility
from dashboard.market.sources.demo.streams import fat_tailed, stream
from dashboard.market.sources.demo.universe import NEVER, SECTORS, Universe

SECTOR_VOLATILITY = 0.0040
TREND_PERSISTENCE, TREND_SIZE = 0.985, 0.00012  # sectors lead and lag for months
OWN_BY_REGIME = np.array(
    [1.0, 1.1, 1.35]
)  # bears raise a stock's own volatility less than the market's: correlations rise
PULL = 0.0009  # a stock's own part comes back to its sector with a half-life of three years, so that no price runs away
LARGEST_MOVE = 0.38  # log; below a 3:2 split (0.405), so that no real move looks like one
QUARTER = 63
REPORT_SIZE = 0.035
TAKEOVER_PREMIUM, TAKEOVER_SESSIONS, TAKEOVER_CALM = 0.20, 30, 0.12
FADE_DRIFT, FADE_SESSIONS = -0.004, 150
GAP_SHARE, GAP_NOISE = 0.30, 0.25  # of a session's move, and of its volatility, that happens before the open
RANGE = 0.85  # of a session's volatility that is left for the trading hours
HALT_RATE = 0.0004  # of symbol-sessions in which a halt begins; a quarter of them lasts three sessions
VOLUME_NOISE, VOLUME_ON_MOVE, MARKET_VOLUME = 0.28, 0.32, 0.25


@dataclass(frozen=True, slots=True)
class StockBars:
    """float64 [T, N]: prices in cents' precision and volumes, NaN where a company isn't listed or is halted."""

    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray


def stock_bars(seed: int, companies: Universe, market: MarketFactor) -> StockBars:
    """Every company's bars over the market's T sessions."""
    shape = (len(market.regime), len(companies.symbols))
    surprise = _report_surprises(seed, companies, shape[0])
    own, volatility = _own_returns(seed, companies, market)
    shared = (
        companies.beta * market.log_return[:, None]
        + companies.sector_beta * _sector_returns(seed, market)[:, companies.sector]
    )
    moves = np.clip(shared + own + surprise + _farewells(companies, shape[0]), -LARGEST_MOVE, LARGEST_MOVE)
    volatility = np.hypot(volatility, companies.beta * market.volatility[:, None])
    close = np.log(companies.price) + np.cumsum(moves, axis=0)
    before = close - moves
    noise = stream(seed, "gaps").standard_normal(shape)
    opened = before + GAP_SHARE * (moves - surprise) + surprise + GAP_NOISE * volatility * noise
    high, low = _extremes(seed, opened, close, RANGE * volatility)
    volume = _volumes(seed, companies, market, moves / volatility)
    absent = ~(membership(companies, shape[0]) & ~_halted(seed, companies, shape[0]))
    for values in (opened, high, low, close, volume):
        values[absent] = np.nan
    return from_logs(opened, high, low, close, volume)


def membership(companies: Universe, sessions: int) -> NDArray[np.bool_]:
    """Bool [T, N]: whether the company is listed at that session."""
    t = np.arange(sessions)[:, None]
    return np.asarray((t >= companies.first) & (t <= companies.last))


def from_logs(
    opened: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray, volume: FloatArray
) -> StockBars:
    """Bars of the given log prices, in cents."""
    return StockBars(cents(np.exp(opened)), cents(np.exp(high)), cents(np.exp(low)), cents(np.exp(close)), volume)


def cents(prices: FloatArray) -> FloatArray:
    """The prices rounded to cents, never under one."""
    return np.asarray(np.maximum(np.rint(prices * 100), 1.0) / 100)


def extremes_between(
    opened: FloatArray, close: FloatArray, volatility: FloatArray | float, u: FloatArray, *, up: bool
) -> FloatArray:
    """The highest (lowest) log price between open and close: exact for a Brownian bridge, by inverting its distribution at u."""
    reach = np.sqrt((close - opened) ** 2 - 2 * volatility**2 * np.log1p(-u))
    return np.asarray((opened + close + (reach if up else -reach)) / 2)


def _extremes(
    seed: int, opened: FloatArray, close: FloatArray, volatility: FloatArray
) -> tuple[FloatArray, FloatArray]:
    above = stream(seed, "highs").random(opened.shape)
    below = stream(seed, "lows").random(opened.shape)
    return (
        extremes_between(opened, close, volatility, above, up=True),
        extremes_between(opened, close, volatility, below, up=False),
    )


def _sector_returns(seed: int, market: MarketFactor) -> FloatArray:
    shape = (len(market.regime), len(SECTORS))
    shock = fat_tailed(stream(seed, "sectors"), 5.0, shape)
    push = stream(seed, "trends").standard_normal(shape) * TREND_SIZE
    trend = np.zeros(len(SECTORS))
    returns = (
        SECTOR_VOLATILITY * OWN_BY_REGIME[market.regime][:, None] * np.exp(log_volatility(shock, 0.0)[:-1]) * shock
    )
    for t in range(shape[0]):
        trend = TREND_PERSISTENCE * trend + push[t]
        returns[t] += trend
    return returns


def _own_returns(seed: int, companies: Universe, market: MarketFactor) -> tuple[FloatArray, FloatArray]:
    shape = (len(market.regime), len(companies.symbols))
    shock = fat_tailed(stream(seed, "stocks"), 4.5, shape)
    volatility = log_volatility(shock, 0.0)[:-1]
    np.exp(volatility, out=volatility)
    volatility *= companies.volatility * OWN_BY_REGIME[market.regime][:, None]
    _calm_after_takeovers(companies, volatility)
    returns: FloatArray = np.multiply(shock, volatility, out=shock)
    strayed = np.zeros(shape[1])
    for t in range(shape[0]):
        returns[t] -= PULL * strayed
        strayed += returns[t]
    return returns, volatility


def _report_surprises(seed: int, companies: Universe, sessions: int) -> FloatArray:
    """Once a quarter each company reports before the open, and its price gaps."""
    quarters = sessions // QUARTER + 2
    size = REPORT_SIZE * fat_tailed(stream(seed, "earnings"), 5.0, (quarters, len(companies.symbols)))
    surprises = np.zeros((sessions, len(companies.symbols)))
    for phase in range(QUARTER):
        columns = np.flatnonzero(companies.phase == phase)
        rows = np.arange(phase, sessions, QUARTER)
        surprises[np.ix_(rows, columns)] = size[: len(rows), columns]
    return surprises


def _farewells(companies: Universe, sessions: int) -> FloatArray:
    """What delisting does to a price: a premium when the bid comes, or a long fade."""
    moves = np.zeros((sessions, len(companies.symbols)))
    for column in np.flatnonzero(companies.last < NEVER):
        last = int(companies.last[column])
        if companies.taken_over[column]:
            moves[last - TAKEOVER_SESSIONS : last - TAKEOVER_SESSIONS + 1, column] = TAKEOVER_PREMIUM
        else:
            moves[last - FADE_SESSIONS : last + 1, column] = FADE_DRIFT
    return moves


def _calm_after_takeovers(companies: Universe, volatility: FloatArray) -> None:
    for column in np.flatnonzero((companies.last < NEVER) & (companies.taken_over == 1)):
        volatility[int(companies.last[column]) - TAKEOVER_SESSIONS + 1 :, column] *= TAKEOVER_CALM


def _volumes(seed: int, companies: Universe, market: MarketFactor, move: FloatArray) -> FloatArray:
    noise = stream(seed, "volumes").standard_normal(move.shape)
    busy = MARKET_VOLUME * np.log(market.volatility / 0.008)[:, None]
    return np.rint(
        companies.turnover
        * np.exp(busy + VOLUME_ON_MOVE * (np.minimum(np.abs(move), 8.0) - 0.8) + VOLUME_NOISE * noise)
    )


def _halted(seed: int, companies: Universe, sessions: int) -> NDArray[np.bool_]:
    u = stream(seed, "halts").random((sessions, len(companies.symbols)))
    halted, long = u < HALT_RATE, u < HALT_RATE / 4
    halted[1:] |= long[:-1]
    halted[2:] |= long[:-2]
    t = np.arange(sessions)[:, None]
    return np.asarray(halted & (t != companies.first) & (t != companies.last))
