"""Own bars out of a panel and figures back into it: the two directions between sessions × symbols and one symbol after another."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray


@compiled
def starts_of(close: FloatArray) -> IntArray:
    """Where each symbol's own bars begin when they lie end to end, int64 [N + 1]; close: [T, N], NaN where there is no bar."""
    starts = np.zeros(close.shape[1] + 1, dtype=np.int64)
    counts = starts[1:]
    for t in range(close.shape[0]):
        for s in range(close.shape[1]):
            counts[s] += close[t, s] == close[t, s]
    for s in range(1, len(starts)):
        starts[s] += starts[s - 1]
    return starts


@compiled
def gather(values: FloatArray, close: FloatArray, starts: IntArray, own: FloatArray) -> None:
    """Write the values [T, N] where close is not NaN to own [B], symbol s's from starts[s] on: row by row, as memory lies."""
    place = starts[:-1].copy()
    for t in range(close.shape[0]):
        for s in range(close.shape[1]):
            if close[t, s] == close[t, s]:
                own[place[s]] = values[t, s]
                place[s] += 1


@compiled
def gather_rows(close: FloatArray, starts: IntArray, rows: IntArray) -> None:
    """Write the panel row of each own bar to rows [B]."""
    place = starts[:-1].copy()
    for t in range(close.shape[0]):
        for s in range(close.shape[1]):
            if close[t, s] == close[t, s]:
                rows[place[s]] = t
                place[s] += 1


@compiled
def spread_where(own: FloatArray, close: FloatArray, starts: IntArray, target: FloatArray) -> None:
    """Write own values [B] to target [T, N] where close is not NaN, and NaN elsewhere."""
    place = starts[:-1].copy()
    for t in range(close.shape[0]):
        for s in range(close.shape[1]):
            if close[t, s] == close[t, s]:
                target[t, s] = own[place[s]]
                place[s] += 1
            else:
                target[t, s] = np.nan


@compiled
def spread_rows(own: FloatArray, rows: IntArray, starts: IntArray, target: FloatArray) -> None:
    """Write own values [B] to target [T, N] at their rows, and NaN elsewhere."""
    place = starts[:-1].copy()
    for t in range(target.shape[0]):
        for s in range(target.shape[1]):
            if place[s] < starts[s + 1] and rows[place[s]] == t:
                target[t, s] = own[place[s]]
                place[s] += 1
            else:
                target[t, s] = np.nan
