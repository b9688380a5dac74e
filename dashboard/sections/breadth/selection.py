"""Exact medians and rankings of one session's figures, without sorting all of them."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

HALVINGS = 24
FEW = 24
STRIP = 64


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
def count_from(values: FloatArray, sign: float, least: float) -> int:
    """How many of sign · values reach `least`."""
    n = 0
    for s in range(len(values)):
        n += sign * values[s] >= least
    return n


@compiled
def largest(values: FloatArray, order: IntArray, sign: float, least: float, chosen: IntArray) -> int:
    """Places of the largest sign · values from `least` on, best first, ties by `order`, into `chosen`; how many there are.

    Strips of which none reaches the least of those chosen are passed over.
    """
    n = 0
    for begin in range(0, len(order), STRIP):
        end = min(begin + STRIP, len(order))
        if count_from(values[begin:end], sign, least) == 0:
            continue
        for s in range(begin, end):
            if sign * values[s] >= least:
                n = insert(values, order, sign, s, n, chosen)
        if n == len(chosen):
            least = sign * values[chosen[n - 1]]
    return n


@compiled
def insert(values: FloatArray, order: IntArray, sign: float, s: int, n: int, chosen: IntArray) -> int:
    """Put s among the n chosen, where it stands; the last one falls out when there is no room. How many there are now."""
    place, value = n, sign * values[s]
    while place > 0:
        other = sign * values[chosen[place - 1]]
        if other > value or (other == value and order[chosen[place - 1]] < order[s]):
            break
        if place < len(chosen):
            chosen[place] = chosen[place - 1]
        place -= 1
    if place < len(chosen):
        chosen[place] = s
    return min(n + 1, len(chosen))
