"""Exact medians and rankings of one session's figures, without sorting all of them."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

HALVINGS = 24
FEW = 24


@compiled
def smallest(values: FloatArray, n: int, k: int) -> float:
    """The k-th smallest (from 0) of values[:n], which are reordered: Hoare's selection, median of three as pivot."""
    low, high = 0, n - 1
    while low < high:
        a, b, c = values[low], values[(low + high) // 2], values[high]
        pivot = max(min(a, b), min(max(a, b), c))
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if k <= right:
            high = right
        elif k >= left:
            low = left
        else:
            break
    return float(values[k])


@compiled
def at_most(values: FloatArray, bound: float) -> int:
    """How many values are ≤ bound; no NaN is. Kept apart because it is the loop that vectorises."""
    n = 0
    for s in range(len(values)):
        n += values[s] <= bound
    return n


@compiled
def median(values: FloatArray, n: int, low: float, high: float, room: FloatArray) -> float:
    """The median of the n values that are not NaN; NaN when n is 0. low and high: where it is likely to lie; room: like values.

    1. Halve (low, high] by counting until few values are left in it, or the two middle ones fall apart. Counting has no
       branches, so it costs a fraction of what partitioning does.
    2. Gather what is left and select. A guess that does not hold the median only costs time.
    """
    if n == 0:
        return np.nan
    first, second = (n - 1) // 2, n // 2
    below, within = at_most(values, low), at_most(values, high)
    if below > first or within <= second:
        low, high, below, within = -np.inf, np.inf, 0, n
    few = FEW + n // 100
    for _ in range(HALVINGS):
        if within - below <= few or np.isinf(low):
            break
        middle = (low + high) / 2
        counted = at_most(values, middle)
        if counted > second:
            high, within = middle, counted
        elif counted <= first:
            low, below = middle, counted
        else:
            break
    return _between(values, low, high, first - below, second - below, room)


@compiled
def _between(values: FloatArray, low: float, high: float, first: int, second: int, room: FloatArray) -> float:
    """Mean of the first-th and second-th smallest (second is first or first + 1) of the values in (low, high]."""
    n = 0
    for s in range(len(values)):
        room[n] = values[s]
        n += (values[s] > low) & (values[s] <= high)
    upper = smallest(room, n, second)
    return upper if first == second else (smallest(room, n, first) + upper) / 2


@compiled
def largest(values: FloatArray, sign: float, least: float, chosen: IntArray) -> int:
    """Indices of the largest sign·values above `least`, best first, ties in order, into `chosen`; how many there are."""
    n = 0
    for s in range(len(values)):
        value = sign * values[s]
        if not value > least:
            continue
        place = min(n, len(chosen) - 1)
        while place > 0 and sign * values[chosen[place - 1]] < value:
            chosen[place] = chosen[place - 1]
            place -= 1
        chosen[place] = s
        n = min(n + 1, len(chosen))
        if n == len(chosen):
            least = sign * values[chosen[n - 1]]
    return n
