"""Values too near to their average for running sums to tell, which are rare: their windows are summed afresh, symbol by symbol."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.bars import GUARD
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
def settle(value: float, n: int, total: float) -> float:
    """1 if the value is above the average of n that sum up to total, else -1."""
    return 1.0 if value * n - total > TIE * total else -1.0


@compiled
def settle_averages(ring: Any, tile: int, rows: IntArray, t: int, own: FloatArray, bar: FloatArray) -> None:
    """Where the running sums leave open whether a close is above its average, sum afresh: the excess becomes 1 or -1."""
    for w in range(len(at.SMA_WINDOWS)):
        n, excess = at.SMA_WINDOWS[w], w * at.TILE + at.EXCESS[0]
        for s in range(at.TILE):
            if abs(bar[excess + s]) <= GUARD * n * own[at.PEAK + s] and own[at.BARS + s] >= n - 1:
                total = sum_of_rows(ring, tile, s, oldest_row(rows, w, n, t, s), t)
                bar[excess + s] = settle(bar[at.NOW + s], n, total)


@compiled
def settle_volumes(ring: Any, tile: int, rows: IntArray, t: int, own: FloatArray, bar: FloatArray) -> None:
    """The same for volumes, whose average is that of the bars before session t."""
    n = at.VOLUME_WINDOW
    for s in range(at.TILE):
        if abs(bar[at.EXCESS_VOLUME + s]) <= GUARD * n * own[at.VOLUME_PEAK + s] and own[at.VOLUME_BARS + s] >= n:
            total = sum_of_rows(ring, tile, s, first_of_last(ring, tile, s, n, t - 1), t - 1)
            bar[at.EXCESS_VOLUME + s] = settle(bar[at.VOLUME + s], n, total)
