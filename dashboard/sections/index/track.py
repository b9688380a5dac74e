"""The past record of each kind of divergence: what the index returned in the 21 bars after it, and whether that is more than chance.

1. Only divergences whose 21 bars had ended by session t, over all indices of the market, by kind and direction.
2. Excess: the return minus the mean of all 21-bar returns of the same index that had ended by t.
3. Outcomes overlap, in time and between indices, so they are far fewer than they look. The variance of their mean weights every
   pair by 1 − d / 21, d the sessions between them (Bartlett's kernel, Newey and West 1987, in calendar time, across indices), and
   the mean is judged by Student's t with one degree less than there are episodes: divergences at least 21 sessions apart.
4. p > .05, or fewer than 20 cases in 10 episodes: no measured edge. Twelve groups are tested, so one in twenty passes by chance.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.events import DIRECTIONS, KINDS, Divergences
from dashboard.sections.index.outcomes import Base
from dashboard.sections.index.student import two_sided
from dashboard.sections.index.windows import HORIZON

FEWEST_CASES, FEWEST_EPISODES = 20, 10
SIGNIFICANT = 0.05

Track = dict[str, Any]


def tracks_at(found: Divergences, base: Base, t: int) -> dict[tuple[int, int], Track]:
    """The record of each (kind, direction) as session t knew it."""
    ended = np.flatnonzero((found.outcome_row >= 0) & (found.outcome_row <= t))
    kinds, directions = found.kind[ended], found.direction[ended]
    return {
        (kind, direction): _track(found, base, t, ended[(kinds == kind) & (directions == direction)], kind, direction)
        for kind in range(len(KINDS))
        for direction in DIRECTIONS
    }


def _track(found: Divergences, base: Base, t: int, cases: IntArray, kind: int, direction: int) -> Track:
    returns, index = found.outcome[cases], found.index[cases]
    normal = base.total[t, index] / base.count[t, index]
    excess = returns - normal
    sessions, episodes = found.known[cases], episodes_of(found.known[cases])
    usual = (base.rose if direction > 0 else base.fell)[t, index] / base.count[t, index]
    p = p_of(excess, sessions, episodes)
    mean = _mean(excess)
    return {
        "kind": KINDS[kind], "direction": DIRECTIONS[direction], "horizon": HORIZON, "n": len(cases), "episodes": episodes,
        "mean_21_pct": _percent(_mean(returns)), "usual_21_pct": _percent(_mean(normal)), "excess_21_pct": _percent(mean),
        "hit_rate": _mean((direction * returns > 0).astype(np.float64)), "usual_hit_rate": _mean(usual),
        "p": p, **verdict(p, None if mean is None else direction * mean),
    }  # fmt: skip


def verdict(p: float | None, toward: float | None) -> dict[str, str | None]:
    """`edge`: measured, none, against (significant, but the other way), None without enough cases; and in words."""
    if p is None or toward is None:
        return {"edge": None, "words": "too few cases for a measured edge"}
    if p > SIGNIFICANT:
        return {"edge": "none", "words": "no measured edge"}
    if toward < 0:
        return {"edge": "against", "words": "no measured edge: the index went the other way"}
    return {"edge": "measured", "words": "measured edge"}


def p_of(excess: FloatArray, sessions: IntArray, episodes: int) -> float | None:
    """Two-sided p of a mean excess of zero; None with too few cases. sessions: int64 [n], ascending."""
    if len(excess) < FEWEST_CASES or episodes < FEWEST_EPISODES:
        return None
    deviations = np.zeros(sessions[-1] - sessions[0] + 1)
    np.add.at(deviations, sessions - sessions[0], excess - excess.mean())
    squares = float((deviations * deviations).sum())
    for apart in range(1, min(HORIZON, len(deviations))):
        squares += 2.0 * (1.0 - apart / HORIZON) * float((deviations[apart:] * deviations[:-apart]).sum())
    if squares <= 0:
        return None
    return two_sided(float(excess.mean()) * len(excess) / sqrt(squares), episodes - 1)


def episodes_of(sessions: IntArray) -> int:
    """How many of the ascending sessions can be picked, first come first, so that none is within HORIZON of the one before."""
    count, free = 0, -1
    for session in sessions.tolist():
        if session >= free:
            count, free = count + 1, session + HORIZON
    return count


def _mean(values: FloatArray) -> float | None:
    return float(values.mean()) if len(values) else None


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else 100.0 * fraction
