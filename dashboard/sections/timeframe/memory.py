"""What one symbol's period remembers of its closes: sums, averages, gains and losses, as known before each of its bars."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.judgement import (
    KEEP_FAST,
    KEEP_SIGNAL,
    KEEP_SLOW,
    KEEP_STRENGTH,
    TAKE_FAST,
    TAKE_SIGNAL,
    TAKE_SLOW,
    TAKE_STRENGTH,
)

SEEDED = at.SLOW + at.SIGNAL - 1  # from this bar on no average is in the making any more


@compiled
def know(closes: FloatArray, bars: int, memory: FloatArray, known: FloatArray) -> None:
    """Leave what is known before each of the period's new bars, and before the one that comes next, in known, float64 [KNOWN, > bars].

    closes: float64 [> TAIL + bars], the earlier ones first. memory is moved on to after the last bar.
    """
    add_up(closes, bars, known)
    first = min(max(SEEDED - int(memory[at.BARS]), 0), bars)
    for i in range(first):
        note(memory, known, i)
        seed(closes, at.TAIL + i, int(memory[at.BARS]) + i, memory)
    carry_on(closes[at.TAIL + first - 1 : at.TAIL + bars], memory, known[:, first:])
    note(memory, known, bars)


@compiled
def note(memory: FloatArray, known: FloatArray, i: int) -> None:
    """What is remembered is what is known before bar i."""
    for k in range(at.SUM_SHORT):
        known[k, i] = memory[k]


@compiled
def add_up(closes: FloatArray, bars: int, known: FloatArray) -> None:
    """The sums of the 9, 19 and 49 closes before each bar, each of doubled sums: a window's rounding is its own, so nothing drifts."""
    room = np.empty((5, at.TAIL + bars + 1))
    two, four, eight, sixteen, many = room[0], room[1], room[2], room[3], room[4]
    double(closes[: at.TAIL + bars], 1, two)
    double(two[: at.TAIL + bars], 2, four)
    double(four[: at.TAIL + bars], 4, eight)
    double(eight[: at.TAIL + bars], 8, sixteen)
    double(sixteen[: at.TAIL + bars], 16, many)
    first = at.TAIL
    short, middle, long = known[at.SUM_SHORT], known[at.SUM_MIDDLE], known[at.SUM_LONG]
    for i in range(bars + 1):
        short[i] = eight[first + i - 1] + closes[first + i - 9]
    for i in range(bars + 1):
        middle[i] = sixteen[first + i - 1] + (two[first + i - 17] + closes[first + i - 19])
    for i in range(bars + 1):
        long[i] = many[first + i - 1] + (sixteen[first + i - 33] + closes[first + i - 49])


@compiled
def double(sums: FloatArray, n: int, doubled: FloatArray) -> None:
    """From sums of n values, each of the last n, those of 2n; the first n have none."""
    for i in range(n):
        doubled[i] = 0.0
    for i in range(len(sums) - n):
        doubled[i + n] = sums[i + n] + sums[i]


@compiled
def seed(closes: FloatArray, q: int, before: int, memory: FloatArray) -> None:
    """Take in closes[q], which `before` bars precede, while averages are in the making: their sums first, then their means."""
    close = closes[q]
    seed_average(at.AVERAGE_SLOW, close, before, 0, at.SLOW, KEEP_SLOW, TAKE_SLOW, memory)
    seed_average(at.AVERAGE_FAST, close, before, at.SLOW - at.FAST, at.FAST, KEEP_FAST, TAKE_FAST, memory)
    line = memory[at.AVERAGE_FAST] - memory[at.AVERAGE_SLOW]
    seed_average(at.AVERAGE_SIGNAL, line, before, at.SLOW - 1, at.SIGNAL, KEEP_SIGNAL, TAKE_SIGNAL, memory)
    change = close - closes[q - 1]
    seed_average(
        at.GAIN, (change if change > 0.0 else 0.0), before, 1, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH, memory
    )
    seed_average(
        at.LOSS, (-change if change < 0.0 else 0.0), before, 1, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH, memory
    )


@inlined
def seed_average(
    k: int, value: float, before: int, first: int, n: int, keep: float, take: float, memory: FloatArray
) -> None:
    """An average whose seed is the mean of the n values from place `first` on."""
    if before >= first + n:
        memory[k] = memory[k] * keep + value * take
    elif before >= first:
        memory[k] += value
        if before == first + n - 1:
            memory[k] /= n


@compiled
def carry_on(closes: FloatArray, memory: FloatArray, known: FloatArray) -> None:
    """The same when every average has its seed. closes: float64 [bars + 1], the one before the first bar first."""
    fast, slow, signal = memory[at.AVERAGE_FAST], memory[at.AVERAGE_SLOW], memory[at.AVERAGE_SIGNAL]
    gain, loss, previous = memory[at.GAIN], memory[at.LOSS], closes[0]
    for i in range(len(closes) - 1):
        known[at.AVERAGE_FAST, i], known[at.AVERAGE_SLOW, i], known[at.AVERAGE_SIGNAL, i] = fast, slow, signal
        known[at.GAIN, i], known[at.LOSS, i] = gain, loss
        close = closes[i + 1]
        fast = fast * KEEP_FAST + close * TAKE_FAST
        slow = slow * KEEP_SLOW + close * TAKE_SLOW
        signal = signal * KEEP_SIGNAL + (fast - slow) * TAKE_SIGNAL
        change, previous = close - previous, close
        gain = gain * KEEP_STRENGTH + (change if change > 0.0 else 0.0) * TAKE_STRENGTH
        loss = loss * KEEP_STRENGTH + (-change if change < 0.0 else 0.0) * TAKE_STRENGTH
    memory[at.AVERAGE_FAST], memory[at.AVERAGE_SLOW], memory[at.AVERAGE_SIGNAL] = fast, slow, signal
    memory[at.GAIN], memory[at.LOSS] = gain, loss
