"""What one symbol's period remembers of its closes: sums, averages, gains and losses, as known before each of its bars."""

from __future__ import annotations

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
def know(closes: FloatArray, bars: int, memory: FloatArray, known: FloatArray, room: FloatArray) -> None:
    """Leave what is known before each of the period's new bars, and before the one that comes next, in known, float64 [KNOWN, > bars].

    closes: float64 [> TAIL + bars], the earlier ones first. memory is moved on to after the last bar. room: float64 [5, > TAIL + bars].
    """
    add_up(closes, bars, known, room)
    first = min(max(SEEDED - int(memory[at.BARS]), 0), bars)
    if first > 0:
        seed(closes, first, memory, known)
    carry_on(closes[at.TAIL + first - 1 : at.TAIL + bars], memory, known[:, first:])
    for k in range(at.SUM_SHORT):
        known[k, bars] = memory[k]


@compiled
def add_up(closes: FloatArray, bars: int, known: FloatArray, room: FloatArray) -> None:
    """The sums of the 9, 19 and 49 closes before each bar, each of doubled sums: a window's rounding is its own, so nothing drifts."""
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
    now, both = sums[n:], doubled[n:]
    for i in range(n):
        doubled[i] = 0.0
    for i in range(len(now)):
        both[i] = now[i] + sums[i]


@compiled
def seed(closes: FloatArray, bars: int, memory: FloatArray, known: FloatArray) -> None:
    """Take in the first bars, while averages are in the making: sums first, then the means that they are seeded with."""
    fast, slow, signal = memory[at.AVERAGE_FAST], memory[at.AVERAGE_SLOW], memory[at.AVERAGE_SIGNAL]
    gain, loss, before = memory[at.GAIN], memory[at.LOSS], int(memory[at.BARS])
    for i in range(bars):
        known[at.AVERAGE_FAST, i], known[at.AVERAGE_SLOW, i], known[at.AVERAGE_SIGNAL, i] = fast, slow, signal
        known[at.GAIN, i], known[at.LOSS, i] = gain, loss
        close, change = closes[at.TAIL + i], closes[at.TAIL + i] - closes[at.TAIL + i - 1]
        slow = seeded(slow, close, before + i, at.SLOW, KEEP_SLOW, TAKE_SLOW)
        fast = seeded(fast, close, before + i - (at.SLOW - at.FAST), at.FAST, KEEP_FAST, TAKE_FAST)
        signal = seeded(signal, fast - slow, before + i - (at.SLOW - 1), at.SIGNAL, KEEP_SIGNAL, TAKE_SIGNAL)
        gain = seeded(
            gain, change if change > 0.0 else 0.0, before + i - 1, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH
        )
        loss = seeded(
            loss, -change if -change > 0.0 else 0.0, before + i - 1, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH
        )
    memory[at.AVERAGE_FAST], memory[at.AVERAGE_SLOW], memory[at.AVERAGE_SIGNAL] = fast, slow, signal
    memory[at.GAIN], memory[at.LOSS] = gain, loss


@inlined
def seeded(average: float, value: float, taken: float, n: int, keep: float, take: float) -> float:
    """An average that has `taken` n or more values moves on; before that it is their sum, and with the n-th their mean."""
    added = (average + value) * (1.0 / n if taken == n - 1 else 1.0)
    moved = average * keep + value * take if taken >= n else added
    return moved if taken >= 0 else average


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
        loss = loss * KEEP_STRENGTH + (-change if -change > 0.0 else 0.0) * TAKE_STRENGTH
    memory[at.AVERAGE_FAST], memory[at.AVERAGE_SLOW], memory[at.AVERAGE_SIGNAL] = fast, slow, signal
    memory[at.GAIN], memory[at.LOSS] = gain, loss
