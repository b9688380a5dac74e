"""Values too near to their average for running sums to tell, which are rare: their windows are summed afresh, symbol by symbol."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.windows import first_of_last, oldest_row, read_lane

TIE = 1e-12  # of the sum: a value within it of its average counts as equal to it, which is not above


@compiled
def afresh(values: FloatArray) -> float:
    """The sum of the values that are not NaN, compensated (Neumaier 1974)."""
    total, lost = 0.0, 0.0
    for value in values:
        if np.isnan(value):
            continue
        summed = total + value
        lost += (total - summed) + value if abs(total) >= abs(value) else (value - summed) + total
        total = summed
    return total + lost


@compiled
def sum_of_rows(ring: Any, tile: int, s: int, first: int, last: int) -> float:
    """The sum of lane s's own bars in rows first..last."""
    values = np.empty(last - first + 1)
    read_lane(ring, tile, s, first, last, values)
    return afresh(values)


@compiled
def settle(words: IntArray, place: int, flag: int, value: float, n: int, total: float) -> None:
    """Set the flag if the value is above the average of n that sum up to total, else clear it."""
    words[place] = (words[place] & ~flag) | (flag if value * n - total > TIE * total else 0)


@compiled
def settle_averages(ring: Any, tile: int, rows: IntArray, t: int, now: FloatArray, words: IntArray) -> None:
    """Where the running sums leave open whether a close is above its average, sum afresh."""
    for s in range(at.TILE):
        for w in range(len(at.SMA_WINDOWS)):
            if (words[at.DOUBTS + s] >> w) & 1:
                n = at.SMA_WINDOWS[w]
                total = sum_of_rows(ring, tile, s, oldest_row(rows, w, n, t, s), t)
                settle(words, at.AVERAGES + s, at.FLAG[at.ABOVE_SMA[w]], now[s], n, total)


@compiled
def settle_volumes(ring: Any, tile: int, t: int, now: FloatArray, words: IntArray) -> None:
    """The same for volumes, whose average is that of the bars before session t."""
    n = at.VOLUME_WINDOW
    for s in range(at.TILE):
        if words[at.DOUBTS + s]:
            total = sum_of_rows(ring, tile, s, first_of_last(ring, tile, s, n, t - 1), t - 1)
            settle(words, at.REST + s, at.FLAG[at.ABOVE_VOLUME], now[s], n, total)
