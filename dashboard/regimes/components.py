"""The components of the score: what a market's trend, momentum, participation, volatility, scans and model say, each in [−1, 1].

Everything is measured in units of what a random walk of the market's own volatility would do, so that the same numbers mean
the same in a quiet index and a wild one. `persistence` decides two things: how fast the averages are, and how much trend,
momentum and breadth are believed (`evidence`: half where moves have not carried on, whole where they have).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.averages import sma_own
from dashboard.indicators.percentile import YEAR, percentile
from dashboard.indicators.volatility import ANNUAL, ewma_com_own, log_returns_own, realised_own
from dashboard.market.bars import FloatArray
from dashboard.regimes.persistence import persistence

NAMES = ("trend", "momentum", "breadth", "volatility", "scanner", "model")
WEIGHTS = np.array([1.0, 1.0, 0.5, 0.5, 0.25, 0.5])
SLOW, FAST = 200, 50  # sessions of the moving averages
SLOPE = 20  # sessions over which the slow average's slope is taken
HORIZONS, SHORT_HORIZON = (63, 126, 252), 21  # sessions of time-series momentum
MEMORY = 60.0  # centre of mass of the volatility that scales everything (Moskowitz, Ooi, Pedersen 2012)
QUARTER = 63  # sessions of realised, and of averaged implied, volatility whose percentile is taken
FASTER = 0.5  # share of the fast measure where moves carry on altogether
LEAST_EVIDENCE = 0.5  # what is left of trend, momentum and breadth where they do not
SHRINK = 20.0  # scans of nothing in particular that are added to the scanner's counts


@dataclass(frozen=True, slots=True)
class Measured:
    """What the benchmark's own closes say. All float64 [n]: components in [−1, 1], persistence and evidence in [0, 1]; NaN = not yet."""

    trend: FloatArray
    momentum: FloatArray
    volatility: FloatArray
    persistence: FloatArray
    evidence: FloatArray


def measured(close: FloatArray, implied: FloatArray) -> Measured:
    """Trend, momentum and volatility of a benchmark's own closes [n], without NaN.

    implied: float64 [n], the volatility index's closes, NaN where there is none: realised volatility speaks then.
    """
    sigma = ewma_com_own(close, MEMORY) / ANNUAL
    carried = persistence(log_returns_own(close), sigma)
    evidence = LEAST_EVIDENCE + (1.0 - LEAST_EVIDENCE) * carried
    faster = FASTER * carried
    return Measured(
        evidence * _blend(slow_trend(close, sigma), distance(close, FAST, sigma), faster),
        evidence * _blend(slow_momentum(close, sigma), move(close, SHORT_HORIZON, sigma), faster),
        calm(close, implied),
        carried,
        evidence,
    )


def distance(close: FloatArray, n: int, sigma: FloatArray) -> FloatArray:
    """Close against SMA(n), in standard deviations of that distance for a random walk (σ·√(n/3)), clipped to ±1."""
    return _clipped(close / sma_own(close, n) - 1.0, sigma * np.sqrt(n / 3.0))


def slope(close: FloatArray, sigma: FloatArray) -> FloatArray:
    """SMA200 against itself SLOPE sessions ago, in twice the standard deviation of that for a random walk, clipped to ±1."""
    average = sma_own(close, SLOW)
    return _clipped(average / _earlier(average, SLOPE) - 1.0, sigma * (2.0 * SLOPE / np.sqrt(SLOW)))


def move(close: FloatArray, n: int, sigma: FloatArray) -> FloatArray:
    """Log return over n sessions in its standard deviations (σ·√n), clipped to ±1."""
    return _clipped(np.log(close / _earlier(close, n)), sigma * np.sqrt(n))


def slow_trend(close: FloatArray, sigma: FloatArray) -> FloatArray:
    """Mean of the distances from SMA50 and SMA200 and of the slope of SMA200."""
    return (distance(close, FAST, sigma) + distance(close, SLOW, sigma) + slope(close, sigma)) / 3.0


def slow_momentum(close: FloatArray, sigma: FloatArray) -> FloatArray:
    """Mean of the moves over a quarter, a half and a whole year."""
    first, second, third = (move(close, n, sigma) for n in HORIZONS)
    return (first + second + third) / 3.0


def calm(close: FloatArray, implied: FloatArray) -> FloatArray:
    """1 − 2·percentile of volatility among its last 252 values: the calmest quarter is near 1, the wildest −1.

    Realised over a quarter; where a volatility index has the history for it, the mean of that and of the index's own, averaged
    over a quarter as well. A percentile of daily readings changes its mind every week, and the market's direction with it.
    """
    realised = 1.0 - percentile(realised_own(close, QUARTER), YEAR) / 50.0
    told = 1.0 - percentile(sma_own(implied, QUARTER), YEAR) / 50.0
    return np.where(np.isnan(told), realised, (realised + told) / 2.0)


def scanner(long: FloatArray, short: FloatArray) -> FloatArray:
    """(L − S) / (L + S + 20), float64 [T]: one scan of 1 against 0 is next to nothing; NaN where either count is missing."""
    return (long - short) / (long + short + SHRINK)


def _blend(slow: FloatArray, fast: FloatArray, share: FloatArray) -> FloatArray:
    return (1.0 - share) * slow + share * fast


def _earlier(values: FloatArray, n: int) -> FloatArray:
    """The values n places before, NaN for the first n."""
    before = np.full(len(values), np.nan)
    before[n:] = values[: max(len(values) - n, 0)]
    return before


def _clipped(figure: FloatArray, unit: FloatArray) -> FloatArray:
    """figure / unit within ±1; NaN where either is missing, and in a market that does not move at all."""
    units: FloatArray = np.divide(figure, unit, out=np.full(len(figure), np.nan), where=unit > 0)
    return np.minimum(np.maximum(units, -1.0), 1.0)
