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

from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.events import DOW, EXPIRED, FAILED, NO_ROW, Divergences
from dashboard.sections.index.life import first_beyond, life_of
from dashboard.sections.index.windows import DOW_PATIENCE_SESSIONS, HORIZON
from dashboard.sections.index.yearly import Side


def non_confirmations(sides: list[Side], volatility: list[FloatArray], sessions: int) -> list[Divergences]:
    """The divergences between N indices on one side; sides and volatility (yearly, own bars): one of each index."""
    spread = [_Follower(side, own, sessions) for side, own in zip(sides, volatility, strict=True)]
    return [_of_leader(index, side, spread, sessions) for index, side in enumerate(sides)]


class _Follower:
    """An index as a possible laggard, on the panel's sessions: float64 or int64 [T]."""

    def __init__(self, side: Side, volatility: FloatArray, sessions: int) -> None:
        self.close, self.top, self.deviation = (np.full(sessions, np.nan) for _ in range(3))
        self.close[side.rows], self.top[side.rows] = side.close, side.top
        self.deviation[side.rows] = volatility * np.sqrt(HORIZON / 252.0)
        last = np.full(sessions, NO_ROW)
        last[side.rows[side.is_extreme]] = side.rows[side.is_extreme]
        self.last_extreme = np.maximum.accumulate(last)


def _of_leader(index: int, side: Side, followers: list[_Follower], sessions: int) -> Divergences:
    yearly = side.pivots_at_extreme
    pivot, known = side.rows[side.pivot[yearly]], side.rows[side.known[yearly]]
    laggards, made_good, shortfall = (
        np.zeros(len(known), dtype=np.int64),
        np.full(len(known), NO_ROW),
        np.zeros(len(known)),
    )
    still_lags = np.zeros(len(known), dtype=bool)
    for s, follower in enumerate(followers):
        top, close = -side.direction * follower.top[known], follower.close[known]
        lags = (
            ~np.isnan(top)
            & ~np.isnan(close)
            & (follower.last_extreme[known] < pivot - DOW_PATIENCE_SESSIONS)
            & (s != index)
        )
        beyond = first_beyond(follower.close, float(-side.direction), known, top)
        laggards |= lags.astype(np.int64) << s
        still_lags |= lags & (beyond == NO_ROW)
        made_good = np.where(lags, np.maximum(made_good, beyond), made_good)
        missing = np.abs(np.log(top / close)) / follower.deviation[known]
        shortfall = np.where(lags, np.fmax(shortfall, missing), shortfall)
    found = laggards != 0
    places = tuple(place[yearly][found] for place in (side.earlier, side.pivot, side.known))
    made_good = np.where(still_lags, NO_ROW, made_good)
    return _divergences(index, side, places, laggards[found], made_good[found], shortfall[found], sessions)


def _divergences(
    index: int, side: Side, places: tuple[IntArray, ...], laggards: IntArray, made_good: IntArray, strength: FloatArray, sessions: int
) -> Divergences:  # fmt: skip
    earlier, pivot, known = places
    life = life_of(side.close, side.rows, side.direction, (earlier, pivot, known), sessions, by_price=False)
    fails = (made_good != NO_ROW) & ((life.ended == NO_ROW) | (life.status == EXPIRED) | (made_good < life.ended))
    count, nothing = len(known), np.full(len(known), np.nan)
    ends = {"ended": np.where(fails, made_good, life.ended), "status": np.where(fails, FAILED, life.status)}
    return Divergences(
        kind=np.full(count, DOW), direction=np.full(count, side.direction), index=np.full(count, index),
        earlier=side.rows[earlier], pivot=side.rows[pivot], known=side.rows[known], laggards=laggards,
        price_earlier=side.close[earlier], price_pivot=side.close[pivot], other_earlier=nothing, other_pivot=nothing,
        strength=strength, **(life._asdict() | ends),
    )  # fmt: skip
