"""The interval of a win rate: Jeffreys', from the regularised incomplete beta function and its inverse."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import numpy as np

from dashboard.errors import BadTrade
from dashboard.indicators.compiled import compiled

TINY = 1e-300
CLOSE = 1e-15
TERMS = 100_000  # of the continued fraction; it needs about the root of the larger parameter
HALVINGS = 200


def win_rate_interval(wins: int, n: int, level: float = 0.9) -> tuple[float, float]:
    """Jeffreys' interval of a probability after `wins` in n independent trials, fractions.

    The central `level` of Beta(wins + ½, n − wins + ½), down to 0 without a win and up to 1 without a loss. Brown, Cai, DasGupta
    (2001), Interval Estimation for a Binomial Proportion, section 4.3: it covers as often as it says, where Wald's does not.
    """
    if not (0 <= wins <= n and n >= 1 and 0.0 < level < 1.0):
        raise BadTrade(f"{wins} wins in {n} trades at a level of {level} make no interval.")
    tail = (1.0 - level) / 2.0
    low = 0.0 if wins == 0 else beta_quantile(wins + 0.5, n - wins + 0.5, tail)
    high = 1.0 if wins == n else beta_quantile(wins + 0.5, n - wins + 0.5, 1.0 - tail)
    return float(low), float(high)


@compiled
def beta_share(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta I_x(a, b), the share of a Beta(a, b) below x: Press et al., Numerical Recipes (2007), 6.4."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * beta_fraction(a, b, x) / a
    return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b


@compiled
def beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta by Lentz's method: fast for x below its mean."""
    c, d = 1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    fraction = d
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d, c = 1.0 / away_from_zero(1.0 + even * d), away_from_zero(1.0 + even / c)
        fraction *= d * c
        d, c = 1.0 / away_from_zero(1.0 + odd * d), away_from_zero(1.0 + odd / c)
        fraction *= d * c
        if abs(d * c - 1.0) < CLOSE:
            break
    return fraction


@compiled
def away_from_zero(x: float) -> float:
    """x, or a number too small to matter in place of 0, by which Lentz's method would divide."""
    return TINY if np.abs(x) < TINY else x


@compiled
def beta_quantile(a: float, b: float, share: float) -> float:
    """The x below which this share of a Beta(a, b) lies, by halving: sixty steps, and no start to get wrong."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if beta_share(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
