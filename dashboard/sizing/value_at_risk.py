"""What a book could lose: historical value at risk and expected shortfall, and whether the former has kept its word.

Losses are positive fractions of equity. The quantile is an order statistic: no loss is shown that the record does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, erfc, log, sqrt

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray

WINDOW = 500  # sessions of the record that a figure of today looks back on
FEWEST = 250
TESTED = 250  # sessions, as supervisors do
SIGNIFICANT = 0.05
DIGITS = 9  # 100 · (1 − .95) is 5.000000000000004, and must not be six losses


@dataclass(frozen=True, slots=True)
class Tail:
    """The loss over `sessions` that is not exceeded with probability `level` (var), and its mean when it is (es). n: returns used."""

    level: float
    sessions: int
    var: float
    es: float
    n: int


@dataclass(frozen=True, slots=True)
class Kupiec:
    """Losses beyond the value at risk of the evening before, over n sessions, against how many there should be.

    ratio: Kupiec's likelihood ratio. p_value: of as bad a count if the model is right. verdict: "kept", or "too_many" or
    "too_few" breaches when p < .05.
    """

    level: float
    n: int
    breaches: int
    expected: float
    ratio: float
    p_value: float
    verdict: str


def tail(returns: FloatArray, level: float, sessions: int = 1) -> Tail | None:
    """Historical tail of returns, float64 [n] without NaN; None when not even one of them lies in it, 1/(1 − level) being needed.

    VaR: the ⌈n(1 − level)⌉-th worst return. ES: the mean of the worst n(1 − level), the last of them in part: Acerbi & Tasche
    (2002), On the Coherence of Expected Shortfall, definition 2.6. sessions only says what the returns are over.
    """
    share = round(len(returns) * (1.0 - level), DIGITS)
    if share < 1.0:
        return None
    worst = np.sort(returns)[: ceil(share)]
    whole = int(share)
    beyond = float(worst[:whole].sum()) + (share - whole) * float(worst[-1])
    return Tail(level, sessions, -float(worst[-1]), -beyond / share, len(returns))


@compiled
def compounded(returns: FloatArray, sessions: int) -> FloatArray:
    """Return over the last `sessions`, float64 [T], overlapping; NaN where one of them is, −1 from the loss of everything."""
    together = np.full(len(returns), np.nan)
    for t in range(sessions - 1, len(returns)):
        wealth = 1.0
        for k in range(t - sessions + 1, t + 1):
            wealth *= max(1.0 + returns[k], 0.0) if not np.isnan(returns[k]) else np.nan
        together[t] = wealth - 1.0
    return together


def tails(returns: FloatArray, levels: tuple[float, ...] = (0.95, 0.99), over: tuple[int, ...] = (1, 10)) -> list[Tail]:
    """The tails of today, from the last 500 sessions of returns, float64 [T], NaN where not known; without those not to be told.

    Returns over more than one session overlap: ten times as many as there are separate ones, and worth less than their number.
    """
    found = []
    for sessions in over:
        recent = compounded(returns, sessions)[-WINDOW:]
        known = recent[~np.isnan(recent)]
        found += [tail(known, level, sessions) for level in levels] if len(known) >= FEWEST else []
    return [one for one in found if one is not None]


def backtest(returns: FloatArray, level: float) -> Kupiec | None:
    """Kupiec's test over the last 250 known returns of float64 [T], each against the value at risk of up to 500 before it.

    None when the first of them has fewer than 250 before it.
    """
    known = returns[~np.isnan(returns)]
    if len(known) < FEWEST + TESTED:
        return None
    breaches = 0
    for t in range(len(known) - TESTED, len(known)):
        before = tail(known[max(0, t - WINDOW) : t], level)
        breaches += int(before is not None and known[t] < -before.var)
    return kupiec(breaches, TESTED, level)


def kupiec(breaches: int, n: int, level: float) -> Kupiec:
    """Test of the proportion of failures; χ² with one degree of freedom. Kupiec (1995), Journal of Derivatives 3(2), p. 79."""
    expected = 1.0 - level
    ratio = max(0.0, 2.0 * (_likelihood(breaches, n, breaches / n) - _likelihood(breaches, n, expected)))
    p_value = erfc(sqrt(ratio / 2.0))
    wrong = "too_many" if breaches > n * expected else "too_few"
    return Kupiec(level, n, breaches, n * expected, ratio, p_value, wrong if p_value < SIGNIFICANT else "kept")


def _likelihood(breaches: int, n: int, share: float) -> float:
    """Logarithm of the probability of these breaches in their order; 0 · log 0 is 0."""
    hit = breaches * log(share) if breaches else 0.0
    missed = (n - breaches) * log(1.0 - share) if breaches < n else 0.0
    return hit + missed
