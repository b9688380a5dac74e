"""Bad weeks: the worst of the record, how deep the next quarter could fall, and stops that are jumped over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray
from dashboard.sizing.positions import Holding
from dashboard.sizing.value_at_risk import compounded

AHEAD = 63
BLOCK = 21  # sessions drawn together: long enough for storms to stay storms
PATHS = 4000
FEWEST = 250
DEPTHS = (0.05, 0.10, 0.20)
STRESS = (1, 5, 21)


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst stretch of `sessions` in the record: change, a fraction, and ended, the index of its last session."""

    sessions: int
    change: float
    ended: int


@dataclass(frozen=True, slots=True)
class DrawdownOdds:
    """How deep the deepest fall of the next `sessions` may be. median, bad: half of the paths and one in twenty fall deeper,
    fractions ≤ 0. at_least: probability of a fall of this fraction or more. n: returns that the paths were made of."""

    sessions: int
    median: float
    bad: float
    at_least: dict[float, float]
    n: int


@dataclass(frozen=True, slots=True)
class GapHeat:
    """Heat if every position opens on a bad gap, in money: per position the stop's loss or the gap's, whichever is more.

    heat: at the stops. adjusted: with gaps. unknown: positions whose gaps are not known, counted at their stops.
    """

    heat: float
    adjusted: float
    unknown: int


def worst_stretches(returns: FloatArray, over: tuple[int, ...] = STRESS) -> list[Worst]:
    """The worst stretches of returns, float64 [T], NaN where not known; a stretch with a gap in it is none. The first of equal ones."""
    found = []
    for sessions in over:
        together = compounded(returns, sessions)
        if not np.isnan(together).all():
            ended = int(np.nanargmin(together))
            found.append(Worst(sessions, float(together[ended]), ended))
    return found


def drawdown_odds(
    returns: FloatArray, *, seed: int, sessions: int = AHEAD, depths: tuple[float, ...] = DEPTHS, paths: int = PATHS
) -> DrawdownOdds | None:
    """Deepest drawdowns of paths made of the record's own stretches, returns float64 [T]; None with fewer than 250 known.

    Circular block bootstrap with blocks of 21 sessions: Politis & Romano (1992). The same seed gives the same figures.
    """
    known = np.ascontiguousarray(returns[~np.isnan(returns)])
    if len(known) < FEWEST:
        return None
    falls = np.sort(drawn_falls(known, sessions, paths, np.random.default_rng(seed)))
    odds = {depth: float((falls <= -depth).mean()) for depth in depths}
    return DrawdownOdds(sessions, float(falls[paths // 2]), float(falls[paths // 20]), odds, len(known))


@compiled
def drawn_falls(returns: FloatArray, sessions: int, paths: int, random: np.random.Generator) -> FloatArray:
    """The deepest drawdown of each path, float64 [paths]; blocks that start near the end go on at the beginning."""
    falls = np.zeros(paths)
    for path in range(paths):
        wealth, peak, place = 1.0, 1.0, 0
        for step in range(sessions):
            place = int(random.random() * len(returns)) if step % BLOCK == 0 else (place + 1) % len(returns)
            wealth *= max(1.0 + returns[place], 0.0)
            peak = max(peak, wealth)
            falls[path] = min(falls[path], wealth / peak - 1.0)
    return falls


def gap_heat(holdings: Sequence[Holding], gaps: FloatArray) -> GapHeat:
    """Heat of the holdings with a bad gap each, gaps float64 [C], fractions of the last price, NaN where not known (`bad_gaps`)."""
    risks = np.array([one.risk for one in holdings], dtype=np.float64)
    jumped = np.array([abs(one.value) for one in holdings], dtype=np.float64) * np.nan_to_num(gaps)
    return GapHeat(float(risks.sum()), float(np.maximum(risks, jumped).sum()), int(np.isnan(gaps).sum()))
