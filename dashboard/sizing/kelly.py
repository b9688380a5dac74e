"""The Kelly criterion three ways: for two outcomes, for a record of outcomes, and for an asset that is held all the time.

What a fraction is a fraction of differs, and mixing them up has cost money: the two-outcome fraction is equity *lost when the
bet is lost*, which for a trade with a stop is equity risked to the stop, not equity put into the position (`exposure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, sqrt

import numpy as np

from dashboard.errors import BadTrade
from dashboard.indicators.compiled import compiled
from dashboard.indicators.volatility import SESSIONS_PER_YEAR
from dashboard.market.bars import FloatArray

STEPS = 200  # of the search; halving alone needs some 60, Newton's about six
SAME = 1e-15  # relative width at which the search has nowhere left to go
NORMAL_95 = 1.6448536269514722  # 95th percentile of the normal distribution: both sides leave a 90 % interval


@dataclass(frozen=True, slots=True)
class Continuous:
    """Kelly for an asset held all the time, as a fraction of equity invested in it.

    kelly: max(0, (μ − r)/σ²). sd: its standard error, about 1/(σ√T). interval: of 90 %, not cut at 0. excess, volatility: μ − r
    and σ per year, fractions. years: T.
    """

    kelly: float
    sd: float
    interval: tuple[float, float]
    excess: float
    volatility: float
    years: float


def two_outcome(win_rate: float, payoff: float) -> float:
    """f* = p − (1 − p)/b, never below 0: the fraction of equity to lose when the bet is lost. Kelly (1956); Thorp (2006), eq. 2.

    win_rate: p, a fraction. payoff: b, what is won over what is lost, positive. BadTrade for anything else.
    """
    if not (0.0 <= win_rate <= 1.0):
        raise BadTrade(f"A win rate lies between 0 and 1, but this one is {win_rate}.")
    if not payoff > 0.0:
        raise BadTrade(f"A payoff, what is won over what is lost, is above 0, but this one is {payoff}.")
    return max(0.0, win_rate - (1.0 - win_rate) / payoff)


def of_wealth(win_rate: float, gain: float, loss: float) -> float:
    """The fraction of wealth to invest when the investment gains `gain` or loses `loss`, both positive fractions of itself.

    p/loss − (1 − p)/gain, never below 0: for p = .6, 2 % and 1 % forty times wealth, of which 40 % are lost when it loses.
    """
    if not (loss > 0.0 and gain > 0.0):
        raise BadTrade(f"A gain and a loss are fractions above 0, but these are {gain} and {loss}.")
    return two_outcome(win_rate, gain / loss) / loss


def exposure(risked: float, entry: float, stop: float) -> float:
    """The position, as a fraction of equity, that risks the fraction `risked` of equity between entry and stop, both prices.

    A quarter of equity at risk with a stop 4 % away is 6.25 times equity in the position. BadTrade when they are one price.
    """
    if not (entry > 0.0 and stop > 0.0 and isfinite(entry) and isfinite(stop) and entry != stop):
        raise BadTrade(f"Entry and stop are two different prices above 0, but these are {entry} and {stop}.")
    return risked * entry / abs(entry - stop)


def empirical(outcomes: FloatArray) -> float:
    """The f ≥ 0 that maximises the mean of log(1 + f·R) over outcomes R, float64 [n]: exact for outcomes of any shape.

    In R to the stop it is equity risked to the stop; in returns it is equity invested. Below 1/|worst R|, where one repetition
    of the worst outcome would take everything; inf when none of them lost; 0 when they did not gain on average.
    """
    values = np.ascontiguousarray(outcomes, dtype=np.float64)
    if not np.isfinite(values).all():
        raise BadTrade("An outcome is not a finite number.")
    if len(values) == 0 or float(values.mean()) <= 0.0:
        return 0.0
    worst = float(values.min())
    return inf if worst >= 0.0 else float(growth_optimum(values, -1.0 / worst))


@compiled
def growth_optimum(outcomes: FloatArray, bound: float) -> float:
    """Root of the mean of R/(1 + f·R) in (0, bound), where it falls all the way: Newton's steps, halving where one leaves the bracket."""
    low, high, f = 0.0, bound, 0.5 * bound
    for _ in range(STEPS):
        slope, bend = 0.0, 0.0
        for k in range(len(outcomes)):
            share = outcomes[k] / (1.0 + f * outcomes[k])
            slope += share
            bend -= share * share
        if slope > 0.0:
            low = f
        else:
            high = f
        step = f - slope / bend
        following = step if low < step < high else 0.5 * (low + high)
        if abs(following - f) <= SAME * bound or high - low <= SAME * bound:
            return following
        f = following
    return f


def continuous(returns: FloatArray, risk_free: float = 0.0) -> Continuous | None:
    """Kelly of holding an asset with these returns per session, float64 [n], NaN where it did not trade; None without variance.

    risk_free: per year, a fraction. Merton (1969); Thorp (2006), section 7. The standard error is that of the mean alone: σ is
    known far better, and √T says why ten years of a market settle so little.
    """
    known = returns[np.isfinite(returns)]
    if len(known) < 2 or float(known.std(ddof=1)) == 0.0:
        return None
    excess = float(known.mean()) * SESSIONS_PER_YEAR - risk_free
    volatility = float(known.std(ddof=1)) * sqrt(SESSIONS_PER_YEAR)
    years = len(known) / SESSIONS_PER_YEAR
    estimate, sd = excess / volatility**2, 1.0 / (volatility * sqrt(years))
    interval = (estimate - NORMAL_95 * sd, estimate + NORMAL_95 * sd)
    return Continuous(max(0.0, estimate), sd, interval, excess, volatility, years)
