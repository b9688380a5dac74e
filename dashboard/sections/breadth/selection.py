"""Exact medians and rankings of one session's figures, without sorting all of them."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

NARROWINGS = 18
REACHES, FURTHER = 6, 4.0
WITHIN_REACH, LEAST_REACH = 0.12, 0.15
NEAR, FEW = 1, 12
STRIP = 64
LAST = 0x7FFF_FFFF_FFFF_FFFF


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
    """How many values are ≤ bound; no NaN is. Kept apart because it is the loop that vectorises, on int32 at half the price."""
    n = 0
    for s in range(len(values)):
        n += values[s] <= bound
    return int(np.int32(n))


@compiled
def next_above(values: FloatArray, bits: IntArray, bound: float) -> int:
    """The smallest of the values > bound, as an integer that orders as they do (`LAST` if there is none); bits: their bits.

    The smallest of integers is found with vector instructions, that of floating-point numbers, because of NaN, is not.
    """
    found = LAST
    for s in range(len(values)):
        ordered = bits[s] ^ ((bits[s] >> 63) & LAST)
        found = min(found, ordered if values[s] > bound else LAST)
    return found


@compiled
def median(values: FloatArray, bits: IntArray, n: int, likely: float, reach: float, room: FloatArray) -> float:
    """The median of the n values that are not NaN; NaN when n is 0. bits: theirs, int64; room: at least as long.

    1. Count how many are ≤ `likely`, near which a share WITHIN_REACH should lie in every `reach`, then from there on to the
       middle's other side.
    2. Narrow that by counting at where the middle should be, until the next value or so above `low` is it. Counting has no
       branches, so it costs a fraction of what partitioning does; every third count halves, whatever the values are.
    3. Walk up the last few. Where too many are left, all the same for instance, gather and select. A guess only costs time.
    """
    if n == 0:
        return np.nan
    first, second = (n - 1) // 2, n // 2
    low, high, below, within = _around(values, n, likely, reach)
    for k in range(NARROWINGS):
        if first - below <= NEAR or np.isinf(low):
            break
        middle = (low + high) / 2 if k % 3 == 2 else low + (high - low) * (first - below) / (within - below)
        counted = at_most(values, middle)
        if counted > first:
            high, within = middle, counted
        else:
            low, below = middle, counted
    if first - below > FEW:
        return _between(values, low, high, first - below, second - below, room)
    return _walk(values, bits, low, below, first, second, room)


@compiled
def _around(values: FloatArray, n: int, likely: float, reach: float) -> tuple[float, float, int, int]:
    """low, high with the middle of the n values in (low, high], and how many are ≤ each: as far as it should be, then further."""
    first, second = (n - 1) // 2, n // 2
    low, high = likely, likely
    below = within = at_most(values, likely)
    away = reach * (LEAST_REACH + abs(first - below) / (WITHIN_REACH * n))
    for _ in range(REACHES):
        if below > first:
            if below > second:
                high, within = low, below
            low -= away
            below = at_most(values, low)
        else:
            if within <= first:
                low, below = high, within
            high += away
            within = at_most(values, high)
        if below <= first and within > second:
            return low, high, below, within
        away *= FURTHER
    return -np.inf, np.inf, 0, n


@compiled
def _walk(
    values: FloatArray, bits: IntArray, low: float, below: int, first: int, second: int, room: FloatArray
) -> float:
    """Mean of the first-th and second-th smallest (second is first or first + 1), not far above low, which `below` reach."""
    value = low
    while below <= first:
        value = _value(next_above(values, bits, value), room)
        below = below + 1 if below == second else at_most(values, value)
    return value if below > second else (value + _value(next_above(values, bits, value), room)) / 2


@compiled
def _value(ordered: int, room: FloatArray) -> float:
    """The value that an integer of `next_above` stands for."""
    room.view(np.int64)[0] = ordered ^ ((ordered >> 63) & LAST)
    return float(room[0])


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
    return int(np.int32(n))


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
