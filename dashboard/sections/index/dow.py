"""Dow's non-confirmation: one index closes at a year's high or low, and another does not follow.

Hamilton (1922), The Stock Market Barometer, and Rhea (1932), The Dow Theory, on closes, as they read the averages: a new extreme
of one that the other does not confirm says nothing for the trend and warns of its end. They named neither window nor patience, so:
1. The leader makes a pivot (5, 5) on closes that is its highest (lowest) close of 252 own bars.
2. A laggard has 252 own bars of its own and trades on the session the pivot becomes known, and has not closed at its own 252-bar
   extreme from 21 sessions before the pivot until then.
3. One divergence for each such pivot, of the leader, naming every laggard. It is confirmed when the leader closes beyond the swing
   since its previous pivot of that side, and fails when the last of the laggards has closed beyond its own extreme: they have
   confirmed the leader after all.
Strength: the largest shortfall of a laggard from its extreme, in standard deviations of its 21-bar return.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.events import DOW, EXPIRED, FAILED, NO_ROW, Divergences
from dashboard.sections.index.life import first_beyond, life_of
from dashboard.sections.index.windows import DOW_PATIENCE_SESSIONS, HORIZON
from dashboard.sections.index.yearly import Side

SESSIONS_PER_YEAR = 252
NEVER = np.iinfo(np.int64).max


def non_confirmations(sides: list[Side], volatility: list[FloatArray], sessions: int) -> list[Divergences]:
    """The divergences between N indices on one side; sides and volatility (yearly, own bars): one of each index."""
    followers = [_Follower(side, own, sessions) for side, own in zip(sides, volatility, strict=True)]
    return [_of_leader(index, side, followers, sessions) for index, side in enumerate(sides)]


class _Follower:
    """An index as a possible laggard, on the panel's sessions: float64 or int64 [T]."""

    def __init__(self, side: Side, volatility: FloatArray, sessions: int) -> None:
        self.sign = -side.direction
        self.close, self.level, self.deviation = (np.full(sessions, np.nan) for _ in range(3))
        self.close[side.rows], self.level[side.rows] = side.close, self.sign * side.top
        self.deviation[side.rows] = np.where(volatility > 0, volatility * np.sqrt(HORIZON / SESSIONS_PER_YEAR), np.nan)
        last = np.full(sessions, NO_ROW)
        last[side.rows[side.is_extreme]] = side.rows[side.is_extreme]
        self.last_extreme = np.maximum.accumulate(last)

    def lags(self, pivot: IntArray, known: IntArray) -> NDArray[np.bool_]:
        """Whether it could have confirmed pivots that became known then, bool [m], and has not."""
        trades: NDArray[np.bool_] = ~np.isnan(self.level[known]) & ~np.isnan(self.close[known])
        silent: NDArray[np.bool_] = self.last_extreme[known] < pivot - DOW_PATIENCE_SESSIONS
        lagging: NDArray[np.bool_] = trades & silent
        return lagging

    def shortfall(self, known: IntArray) -> FloatArray:
        """How far it then stood from its extreme, in standard deviations; NaN where its close never moved."""
        missing: FloatArray = np.abs(np.log(self.level[known] / self.close[known])) / self.deviation[known]
        return missing

    def makes_good(self, known: IntArray) -> IntArray:
        """The row at which it closed beyond that extreme after all, NO_ROW if it did not in time."""
        return first_beyond(self.close, float(self.sign), known, self.level[known])


def _of_leader(index: int, side: Side, followers: list[_Follower], sessions: int) -> Divergences:
    yearly = side.pivots_at_extreme
    pivot, known = side.rows[side.pivot[yearly]], side.rows[side.known[yearly]]
    lags = np.column_stack([follower.lags(pivot, known) for follower in followers])
    lags[:, index] = False
    found = lags.any(axis=1)
    lags, known = lags[found], known[found]
    good, strength = np.full(len(known), NO_ROW), np.full(len(known), np.nan)
    for s, follower in enumerate(followers):
        beyond = np.where(lags[:, s], follower.makes_good(known), NO_ROW)
        good = np.where(lags[:, s] & (beyond == NO_ROW), NEVER, np.maximum(good, beyond))
        strength = np.where(lags[:, s], np.fmax(strength, follower.shortfall(known)), strength)
    places = tuple(place[yearly][found] for place in (side.earlier, side.pivot, side.known))
    return _divergences(index, side, places, lags, np.where(good >= NEVER, NO_ROW, good), strength, sessions)


def _divergences(
    index: int, side: Side, places: tuple[IntArray, ...], laggards: NDArray[np.bool_], good: IntArray, strength: FloatArray, sessions: int
) -> Divergences:  # fmt: skip
    earlier, pivot, known = places
    life = life_of(side.close, side.rows, side.direction, (earlier, pivot, known), sessions, by_price=False)
    fails = (good != NO_ROW) & ((life.ended == NO_ROW) | (life.status == EXPIRED) | (good < life.ended))
    count, nothing = len(known), np.full(len(known), np.nan)
    ends = {"ended": np.where(fails, good, life.ended), "status": np.where(fails, FAILED, life.status)}
    return Divergences(
        kind=np.full(count, DOW), direction=np.full(count, side.direction), index=np.full(count, index),
        earlier=side.rows[earlier], pivot=side.rows[pivot], known=side.rows[known], laggards=laggards,
        price_earlier=side.close[earlier], price_pivot=side.close[pivot], other_earlier=nothing, other_pivot=nothing,
        strength=strength, **(life._asdict() | ends),
    )  # fmt: skip
