"""The share of stocks above their own 50-bar average: what an index's highs and lows are held against.

The definition is breadth's `above_sma_pct["50"]`, and a test holds the two against each other: symbols that traded, are listed
and have 50 own closes; missing below 60 % of the listed ones or 20. It is counted here anew because sections stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel

WINDOW = 50
MINIMUM_SYMBOLS, MINIMUM_PERCENT = 20, 60
GUARD = 1e-9  # of the largest possible sum: nearer than this to it, a running sum does not say which side a close is on
TIE = 1e-12


class State(NamedTuple):
    """Of S stocks. ring: float64 [S, 50], the last closes; sums, peaks: float64 [S], theirs and the highest; seen: int64 [S], bars."""

    ring: FloatArray
    sums: FloatArray
    peaks: FloatArray
    seen: IntArray


@dataclass(frozen=True)
class Participation:
    """share: float64 [T], percent. state: after the last session; never written to again, a continuation works on a copy."""

    share: FloatArray
    state: State


def participation(panel: Panel, before: Participation | None) -> Participation:
    """Counted over the panel's sessions, or only over those after `before`."""
    rows, start = len(panel.sessions), 0 if before is None else len(before.share)
    state = _fresh(panel.stocks) if before is None else _copy(before.state)
    first, last = _listed(panel)
    valid, above = np.zeros(rows - start, dtype=np.int64), np.zeros(rows - start, dtype=np.int64)
    count_above(panel.close[:, : panel.stocks], start, first, last, state, valid, above)
    shares = np.divide(100.0 * above, valid, out=np.full(rows - start, np.nan), where=valid > 0)
    share = np.where(_covered(valid, _members(first, last, rows)[start:]), shares, np.nan)
    return Participation(share if before is None else np.concatenate([before.share, share]), state)


def _fresh(stocks: int) -> State:
    return State(np.zeros((stocks, WINDOW)), np.zeros(stocks), np.zeros(stocks), np.zeros(stocks, dtype=np.int64))


def _copy(state: State) -> State:
    return State(state.ring.copy(), state.sums.copy(), state.peaks.copy(), state.seen.copy())


def _listed(panel: Panel) -> tuple[IntArray, IntArray]:
    """First and last row of each stock's listing, int64 [S]."""
    first = np.zeros(panel.stocks, dtype=np.int64)
    last = np.full(panel.stocks, len(panel.sessions), dtype=np.int64)
    for s, instrument in enumerate(panel.instruments[: panel.stocks]):
        if instrument.listed is not None:
            first[s] = np.searchsorted(panel.sessions, instrument.listed, side="left")
        if instrument.delisted is not None:
            last[s] = panel.row(instrument.delisted)
    return first, last


def _members(first: IntArray, last: IntArray, rows: int) -> IntArray:
    """How many stocks are listed at each session, int64 [T]."""
    known = first <= last
    come = np.bincount(np.minimum(first[known], rows), minlength=rows + 1)
    go = np.bincount(np.minimum(last[known] + 1, rows), minlength=rows + 1)
    return np.asarray(np.cumsum(come - go)[:rows])


def _covered(valid: IntArray, members: IntArray) -> NDArray[np.bool_]:
    return (100 * valid >= MINIMUM_PERCENT * members) & (valid >= MINIMUM_SYMBOLS)


@compiled
def count_above(
    close: FloatArray, start: int, first: IntArray, last: IntArray, state: State, valid: IntArray, above: IntArray
) -> None:
    """Move the stocks' state on from row `start`, and count at each session who has an average and who is above it."""
    ring, sums, peaks, seen = state
    for t in range(start, len(close)):
        for s in range(close.shape[1]):
            now = close[t, s]
            if np.isnan(now):
                continue
            place = seen[s] % WINDOW
            sums[s] = (sums[s] + now) - ring[s, place]
            ring[s, place] = now
            peaks[s] = max(peaks[s], now)
            seen[s] += 1
            if seen[s] >= WINDOW and first[s] <= t <= last[s]:
                valid[t - start] += 1
                above[t - start] += is_above(now, ring[s], sums[s], peaks[s])


@compiled
def is_above(now: float, closes: FloatArray, total: float, peak: float) -> bool:
    """Whether the close exceeds the mean of `closes`, which includes it; summed afresh where the running sum is too near to tell."""
    excess = now * WINDOW - total
    if abs(excess) > GUARD * WINDOW * peak:
        return excess > 0.0
    total, lost = 0.0, 0.0  # Neumaier (1974)
    for value in closes:
        summed = total + value
        lost += (total - summed) + value if abs(total) >= abs(value) else (value - summed) + total
        total = summed
    return now * WINDOW - (total + lost) > TIE * (total + lost)
