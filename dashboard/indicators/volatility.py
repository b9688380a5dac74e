"""Volatility of own closes: how far log returns scatter, per year, as a fraction."""

from __future__ import annotations

from math import sqrt

import numpy as np

from dashboard.indicators.by_symbol import by_symbol
from dashboard.indicators.compiled import compiled
from dashboard.indicators.rows import checked
from dashboard.market.bars import FloatArray

SESSIONS_PER_YEAR = 252
ANNUAL = sqrt(SESSIONS_PER_YEAR)
FEWEST_RETURNS = 20  # of an exponentially weighted one; fewer say little, and would size a position


@compiled
def log_returns_own(close: FloatArray) -> FloatArray:
    """ln(close / previous close), float64 [n bars]; the first is NaN."""
    returns = np.full(len(close), np.nan)
    for t in range(1, len(close)):
        returns[t] = np.log(close[t] / close[t - 1])
    return returns


@compiled
def realised_own(close: FloatArray, n: int) -> FloatArray:
    """Standard deviation (ddof 1) of the last n log returns · √252, a fraction, float64 [n bars]; first value at bar n.

    Each window is summed afresh around its own mean: a quiet stretch after a crash is not drowned by what the crash left in a
    running sum of squares. n of at least 2.
    """
    deviations = np.full(len(close), np.nan)
    returns = log_returns_own(close)
    for t in range(n, len(close)):
        window = returns[t - n + 1 : t + 1]
        mean = window.sum() / n
        squares = 0.0
        for k in range(n):
            squares += (window[k] - mean) * (window[k] - mean)
        deviations[t] = np.sqrt(squares / (n - 1)) * ANNUAL
    return deviations


@compiled
def ewma_own(close: FloatArray, decay: float) -> FloatArray:
    """Exponentially weighted volatility · √252, a fraction, float64 [n bars]; first value after 20 returns.

    Root of the weighted mean of squared log returns (their mean is taken as 0), weights decay^age over those there are, which
    add up to 1 from the first. decay = .94: RiskMetrics Technical Document (1996), p. 78.
    """
    deviations = np.full(len(close), np.nan)
    returns = log_returns_own(close)
    squares, weights = 0.0, 0.0
    for t in range(1, len(close)):
        squares = decay * squares + returns[t] * returns[t]
        weights = decay * weights + 1.0
        if t >= FEWEST_RETURNS:
            deviations[t] = np.sqrt(squares / weights) * ANNUAL
    return deviations


@compiled
def ewma_com_own(close: FloatArray, centre_of_mass: float) -> FloatArray:
    """Exponentially weighted volatility around the equally weighted mean, · √252, a fraction, float64 [n bars].

    Weights fall by com / (1 + com) with each bar of age, over those there are; first value after as many returns as the centre
    of mass, and at least 20. com = 60: Moskowitz, Ooi, Pedersen (2012), Time Series Momentum, eq. 1, p. 233, who annualise
    with 261 days. The value at a bar includes that bar's return: it is known at the close, for the position after it.
    """
    deviations = np.full(len(close), np.nan)
    returns = log_returns_own(close)
    decay = centre_of_mass / (1.0 + centre_of_mass)
    mean, squares, weights = 0.0, 0.0, 0.0
    for t in range(1, len(close)):
        weights = decay * weights + 1.0
        surprise = returns[t] - mean
        mean += surprise / weights
        squares = decay * squares + surprise * (returns[t] - mean)
        if t >= max(centre_of_mass, FEWEST_RETURNS):
            deviations[t] = np.sqrt(squares / weights) * ANNUAL
    return deviations


def realised(close: FloatArray, n: int = 20) -> FloatArray:
    """Volatility of the last n own log returns, a fraction per year: float64 [T] or [T, N]; see `realised_own`."""
    checked(**{"n − 1": n - 1})
    return by_symbol(realised_own, close, n)


def ewma(close: FloatArray, decay: float = 0.94) -> FloatArray:
    """Exponentially weighted volatility, a fraction per year: float64 [T] or [T, N]; see `ewma_own`. ValueError unless 0 < decay < 1."""
    if not 0.0 < decay < 1.0:
        raise ValueError(f"decay must lie between 0 and 1, not {decay}")
    return by_symbol(ewma_own, close, decay)
