"""Regimes: bull, choppy and bear, a Markov chain with the market's own drift and volatility in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.sources.demo.streams import fat_tailed, stream

REGIMES = ("bull", "choppy", "bear")
EXPECTED_SESSIONS = np.array([170.0, 55.0, 65.0])
NEXT_REGIME = np.array([[0.0, 0.6, 0.4], [0.6, 0.0, 0.4], [0.55, 0.45, 0.0]])  # where a regime that ends goes

DRIFT = np.array([0.0009, 0.0000, -0.0018])  # log return per session
VOLATILITY = np.array([0.0062, 0.0088, 0.0140])  # per session, before clustering
RELIEF_SESSIONS = 12  # a bull market that follows a bear market starts with a rally: where breadth thrusts come from
RELIEF_DRIFT = 0.0045
GROWTH, PULL = (
    0.00022,
    0.0012,
)  # per session: the market's fair value grows, and its level comes back to it within years

PERSISTENCE, REACTION, LEVERAGE = 0.97, 0.09, 0.05  # of the log volatility (as EGARCH; Nelson 1991)
MEAN_ABSOLUTE = 0.74  # E|x| of the shocks, so that clustering neither raises nor lowers volatility on average


@dataclass(frozen=True, slots=True)
class MarketFactor:
    """What every stock shares. All [T]: true regime (index into REGIMES), log return, and volatility per session as known before it."""

    regime: IntArray
    log_return: FloatArray
    volatility: FloatArray
    next_volatility: FloatArray


def market_factor(seed: int, sessions: int) -> MarketFactor:
    """The market's regimes and returns over the first `sessions` sessions."""
    regime = true_regimes(seed, sessions)
    shock = fat_tailed(stream(seed, "market"), 5.0, sessions)
    heat = log_volatility(shock, LEVERAGE)
    volatility = VOLATILITY[regime] * np.exp(heat[:-1])
    drift = DRIFT[regime] + RELIEF_DRIFT * _in_relief(regime)
    log_return = _pulled_to_fair_value(drift + volatility * shock)
    return MarketFactor(regime, log_return, volatility, VOLATILITY[regime] * np.exp(heat[1:]))


def true_regimes(seed: int, sessions: int) -> IntArray:
    """int64 [T]: the regime of each session, starting in a bull market."""
    regime = np.zeros(sessions, dtype=np.int64)
    leaves, chooses = stream(seed, "regimes").random((sessions, 2)).T
    for t in range(1, sessions):
        now = regime[t - 1]
        ends = leaves[t] < 1 / EXPECTED_SESSIONS[now]
        regime[t] = int(np.searchsorted(np.cumsum(NEXT_REGIME[now]), chooses[t], side="right")) if ends else now
    return regime


def log_volatility(shock: FloatArray, leverage: float) -> FloatArray:
    """How far volatility stands from its usual level before each session, and after the last: float64 [T+1, ...] of shocks [T, ...]."""
    heat = np.zeros((len(shock) + 1, *shock.shape[1:]))
    kick = REACTION * (np.minimum(np.abs(shock), 6.0) - MEAN_ABSOLUTE) - leverage * np.clip(shock, -6.0, 6.0)
    for t in range(len(shock)):
        heat[t + 1] = PERSISTENCE * heat[t] + kick[t]
    return heat


def _in_relief(regime: IntArray) -> FloatArray:
    relief = np.zeros(len(regime))
    turns = np.flatnonzero((regime[1:] != 2) & (regime[:-1] == 2)) + 1
    for turn in turns:
        relief[turn : turn + RELIEF_SESSIONS] = regime[turn : turn + RELIEF_SESSIONS] != 2
    return relief


def _pulled_to_fair_value(log_return: FloatArray) -> FloatArray:
    pulled = np.empty_like(log_return)
    level = 0.0
    for t, free in enumerate(log_return):
        pulled[t] = free - PULL * (level - GROWTH * t)
        level += pulled[t]
    return pulled
