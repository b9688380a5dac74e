"""Participation: the share of a market's stocks above their averages, for the breadth component; continued session by session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

WINDOWS = np.array([20, 50, 200])  # those of breadth's own score
LONGEST = 200
MINIMUM_SYMBOLS, MINIMUM_PERCENT = 20, 60
TIE = 1e-9  # a close this near its average, as a fraction, is not above it: running sums carry rounding

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Participation:
    """Counts over T sessions, and where to go on.

    above, valid: int64 [T, 3], stocks that traded, have 20, 50, 200 own closes, and lie above their mean. members: int64 [T].
    rings [N, 200], sums [N, 3], seen [N]: every stock's last closes; not to be written to.
    """

    above: IntArray
    valid: IntArray
    members: IntArray
    rings: FloatArray
    sums: FloatArray
    seen: IntArray


def participation(close: FloatArray, member: BoolArray, previous: Participation | None = None) -> Participation:
    """Counts of close [T, N], NaN where a stock did not trade; member [T, N]; `previous` must come from a prefix of both.

    ValueError when the shapes differ.
    """
    if close.shape != member.shape:
        raise ValueError(f"closes {close.shape} and members {member.shape} differ in shape")
    stocks = close.shape[1]
    if previous is None:
        state = np.zeros((stocks, LONGEST)), np.zeros((stocks, len(WINDOWS))), np.zeros(stocks, dtype=np.int64)
        done, earlier = 0, np.zeros((0, 2 * len(WINDOWS) + 1), dtype=np.int64)
    else:
        state = previous.rings.copy(), previous.sums.copy(), previous.seen.copy()
        done = len(previous.members)
        earlier = np.column_stack([previous.above, previous.valid, previous.members])
    counts = np.vstack([earlier, count(close[done:], member[done:], *state)])
    return Participation(counts[:, :3], counts[:, 3:6], counts[:, 6], *state)


@compiled
def count(close: FloatArray, member: BoolArray, rings: FloatArray, sums: FloatArray, seen: IntArray) -> IntArray:
    """Per session: above and valid for each window, and members; int64 [T, 7]. The stocks' state is moved on in place."""
    counts = np.zeros((len(close), 7), dtype=np.int64)
    for t in range(len(close)):
        for s in range(close.shape[1]):
            counts[t, 6] += member[t, s]
            price = close[t, s]
            if np.isnan(price):
                continue
            push(price, rings[s], sums[s], seen[s])
            seen[s] += 1
            if not member[t, s]:
                continue
            for w in range(len(WINDOWS)):
                if seen[s] >= WINDOWS[w]:
                    counts[t, 3 + w] += 1
                    counts[t, w] += price > sums[s, w] / WINDOWS[w] * (1.0 + TIE)
    return counts


@compiled
def push(price: float, ring: FloatArray, sums: FloatArray, seen: int) -> None:
    """One more close of a stock into its ring and its running sums, which are summed afresh each time the ring comes round."""
    at = seen % LONGEST
    for w in range(len(sums)):
        leaving = ring[(seen - WINDOWS[w]) % LONGEST] if seen >= WINDOWS[w] else 0.0
        sums[w] += price - leaving
    ring[at] = price
    if at == LONGEST - 1:
        for w in range(len(sums)):
            sums[w] = ring[LONGEST - WINDOWS[w] :].sum()


def breadth(counted: Participation) -> FloatArray:
    """2 · mean share above SMA 20, 50, 200 − 1, float64 [T] in [−1, 1]; NaN unless each has 60 % of the members and 20 symbols."""
    enough = (100 * counted.valid >= MINIMUM_PERCENT * counted.members[:, None]) & (counted.valid >= MINIMUM_SYMBOLS)
    shares = np.divide(counted.above, counted.valid, out=np.full(counted.above.shape, np.nan), where=enough)
    first, second, third = shares.T
    balance: FloatArray = 2.0 * (first + second + third) / 3.0 - 1.0
    return balance


def equal_weighted(close: FloatArray) -> FloatArray:
    """An index of stocks [T, N] for a market that has none: 100, moved by the mean of the returns on previous own closes.

    float64 [T]; NaN before the first session with a return, and on sessions when nothing traded.
    """
    return _equal_weighted(np.ascontiguousarray(close))


@compiled
def _equal_weighted(close: FloatArray) -> FloatArray:
    level, index = 100.0, np.full(len(close), np.nan)
    last = np.full(close.shape[1], np.nan)
    for t in range(len(close)):
        total, traded = 0.0, 0
        for s in range(close.shape[1]):
            if np.isnan(close[t, s]):
                continue
            if not np.isnan(last[s]):
                total += close[t, s] / last[s] - 1.0
                traded += 1
            last[s] = close[t, s]
        if traded > 0:
            level *= 1.0 + total / traded
            index[t] = level
    return index
