"""What betting a multiple c of Kelly does to growth and to drawdowns, in the limit of many small bets.

Thorp (2006), The Kelly Criterion in Blackjack, Sports Betting and the Stock Market, sections 3 and 7.3; MacLean, Thorp, Ziemba (2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from dashboard.errors import BadAccount
from dashboard.market.bars import FloatArray

CURVE = np.arange(0, 201, 5) / 100.0  # multiples of Kelly: at twice Kelly nothing grows any more
HALF = 0.5


@dataclass(frozen=True)
class Curve:
    """The bargain over multiples of Kelly: c, growth_share and p_half, each float64 [K]; here: the index of the account's own c."""

    c: FloatArray
    growth_share: FloatArray
    p_half: FloatArray
    here: int


def growth_share(c: float) -> float:
    """c(2 − c): growth at c times Kelly over growth at Kelly. Half of Kelly keeps three quarters; above 2 wealth shrinks."""
    return c * (2.0 - c)


def p_ever_at(share: float, c: float) -> float:
    """share^(2/c − 1): the probability of ever falling to this share (0 to 1) of starting wealth when betting c times Kelly.

    0 for c = 0, and 1 from twice Kelly on. BadAccount for a share outside (0, 1] or a c below 0.
    """
    if not 0.0 < share <= 1.0:
        raise BadAccount(f"A share of starting wealth lies above 0 and at most at 1, but this one is {share}.")
    if not (c >= 0.0 and isfinite(c)):
        raise BadAccount(f"A multiple of Kelly is a number from 0, but this one is {c}.")
    if c == 0.0:
        return float(share == 1.0)
    return float(share ** max(2.0 / c - 1.0, 0.0))


def curve(c: float) -> Curve:
    """The curve over c from 0 to 2 in steps of .05, with the account's own c among them."""
    p_ever_at(HALF, c)  # says what is wrong with c, if anything is
    multiples = np.union1d(CURVE, [c])
    halves = np.array([p_ever_at(HALF, float(one)) for one in multiples])
    return Curve(multiples, growth_share(multiples), halves, int(np.searchsorted(multiples, c)))  # type: ignore[arg-type]
