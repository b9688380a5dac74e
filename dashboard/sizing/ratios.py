"""Return against risk: Sharpe, Sortino, Calmar, drawdown, volatility and beta of returns per session, as empyrical-reloaded has them.

Each takes returns, float64 [T], NaN where not known, and is None where there is nothing to divide by.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.indicators.volatility import FEWEST_RETURNS, SESSIONS_PER_YEAR
from dashboard.market.bars import FloatArray

DECAY = 0.94  # RiskMetrics (1996), p. 78
BETA_SESSIONS = 252
FEWEST_FOR_BETA = 60
STILL = 1e-14  # a spread that is rounding


def sharpe(returns: FloatArray, risk_free: float = 0.0) -> float | None:
    """Mean excess return over its standard deviation (ddof 1), · √252. risk_free: per session."""
    known = _known(returns) - risk_free
    spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return float(known.mean()) / spread * sqrt(SESSIONS_PER_YEAR) if spread > STILL else None


def sortino(returns: FloatArray, required: float = 0.0) -> float | None:
    """Mean excess return over the root mean square of its negative part, over all sessions and not the losing ones only, · √252."""
    known = _known(returns) - required
    if len(known) < 2:
        return None
    downside = sqrt(float((np.minimum(known, 0.0) ** 2).mean()))
    return float(known.mean()) / downside * sqrt(SESSIONS_PER_YEAR) if downside > STILL else None


def calmar(returns: FloatArray) -> float | None:
    """Compound annual growth over the deepest drawdown."""
    known = _known(returns)
    depth = float(deepest(known)) if len(known) else 0.0
    if depth >= 0.0:
        return None
    wealth = float(np.prod(np.maximum(1.0 + known, 0.0)))
    growth: float = wealth ** (SESSIONS_PER_YEAR / len(known)) - 1.0
    return growth / -depth


def max_drawdown(returns: FloatArray) -> float | None:
    """The deepest fall from a peak, the start being one, a fraction ≤ 0."""
    known = _known(returns)
    return float(deepest(known)) if len(known) else None


@compiled
def deepest(returns: FloatArray) -> float:
    """Deepest drawdown of wealth that starts at 1 and makes these returns; −1 once everything is lost."""
    wealth, peak, depth = 1.0, 1.0, 0.0
    for k in range(len(returns)):
        wealth *= max(1.0 + returns[k], 0.0)
        peak = max(peak, wealth)
        depth = min(depth, wealth / peak - 1.0)
    return depth


def ewma_volatility(returns: FloatArray) -> float | None:
    """Root of the exponentially weighted mean square of the returns, λ = .94, · √252; None with fewer than 20."""
    known = _known(returns)
    return float(weighted_deviation(known)) * sqrt(SESSIONS_PER_YEAR) if len(known) >= FEWEST_RETURNS else None


@compiled
def weighted_deviation(returns: FloatArray) -> float:
    """Root of the mean square with weights λ^age over those there are: the weights add up to 1 however few."""
    squares, weights = 0.0, 0.0
    for k in range(len(returns)):
        squares = DECAY * squares + returns[k] * returns[k]
        weights = DECAY * weights + 1.0
    return np.sqrt(squares / weights)  # type: ignore[no-any-return]


def beta(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """Covariance with the benchmark's returns, float64 [T], over its variance, last 252 sessions; None with fewer than 60 in common."""
    recent, market = returns[-BETA_SESSIONS:], benchmark[-BETA_SESSIONS:]
    both = ~np.isnan(recent + market)
    if both.sum() < FEWEST_FOR_BETA or float(market[both].std()) <= STILL:
        return None
    centred = market[both] - market[both].mean()
    return float((centred * recent[both]).sum() / (centred**2).sum())


def _known(returns: FloatArray) -> FloatArray:
    return np.ascontiguousarray(returns[~np.isnan(returns)])
