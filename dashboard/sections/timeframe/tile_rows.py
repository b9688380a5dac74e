"""A block of a tile's bars judged, every symbol of a row at once: the same votes as `period.judge` gives of one symbol."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.judgement import (
    KEEP_FAST,
    KEEP_SIGNAL,
    KEEP_SLOW,
    KEEP_STRENGTH,
    MATURE,
    TAKE_FAST,
    TAKE_SIGNAL,
    TAKE_SLOW,
    TAKE_STRENGTH,
    mean_of,
    momentum_signs,
    oscillator,
    side,
    stage_of,
    trend_signs,
)
from dashboard.sections.timeframe.memory import seeded


@compiled
def survey(room: FloatArray, bars: int) -> None:
    """What needs no memory, of so many bars after the tail: sums of closes, extremes, the trend's signs."""
    add_up(room, bars)
    stand_out(room, bars)
    trends(room, bars)


@compiled
def add_up(room: FloatArray, bars: int) -> None:
    """Sums of doubled sums, as in `memory.add_up`; those that reach beyond the tail are never looked at."""
    stop = t.Index(at.TAIL + bars) * t.WIDTH
    for q in range(t.B1, stop):
        room[t.TWO + q] = room[t.CLOSES + q] + room[t.CLOSES + q - t.B1]
    for q in range(t.B2, stop):
        room[t.FOUR + q] = room[t.TWO + q] + room[t.TWO + q - t.B2]
    for q in range(t.B4, stop):
        room[t.EIGHT + q] = room[t.FOUR + q] + room[t.FOUR + q - t.B4]
    for q in range(t.B8, stop):
        room[t.SIXTEEN + q] = room[t.EIGHT + q] + room[t.EIGHT + q - t.B8]
    for q in range(t.B16, stop):
        room[t.MANY + q] = room[t.SIXTEEN + q] + room[t.SIXTEEN + q - t.B16]


@inlined
def larger(a: float, b: float) -> float:
    return a if a > b else b


@inlined
def smaller(a: float, b: float) -> float:
    return a if a < b else b


@compiled
def stand_out(room: FloatArray, bars: int) -> None:
    """The highest high and the lowest low of the last five bars, by way of those of the last three."""
    begin, stop = t.Index(at.TAIL - 2 * at.PIVOT_SIDE) * t.WIDTH, t.Index(at.TAIL + bars) * t.WIDTH
    for q in range(begin, stop):
        high = t.HIGHS + q
        room[t.TOP_THREE + q] = larger(larger(room[high], room[high - t.B1]), room[high - t.B2])
    for q in range(begin, stop):
        low = t.LOWS + q
        room[t.BOTTOM_THREE + q] = smaller(smaller(room[low], room[low - t.B1]), room[low - t.B2])
    for q in range(begin, stop):
        room[t.TOP + q] = larger(room[t.TOP_THREE + q], room[t.TOP_THREE + q - t.B2])
    for q in range(begin, stop):
        room[t.BOTTOM + q] = smaller(room[t.BOTTOM_THREE + q], room[t.BOTTOM_THREE + q - t.B2])


@compiled
def trends(room: FloatArray, bars: int) -> None:
    """Sum of the signs of each close against its three averages."""
    for q in range(t.Index(at.TAIL) * t.WIDTH, t.Index(at.TAIL + bars) * t.WIDTH):
        close = t.CLOSES + q
        short = room[t.EIGHT + q - t.B1] + room[close - t.B9]
        middle = room[t.SIXTEEN + q - t.B1] + (room[t.TWO + q - t.B17] + room[close - t.B19])
        long = room[t.MANY + q - t.B1] + (room[t.SIXTEEN + q - t.B33] + room[close - t.B49])
        room[t.TREND + q] = trend_signs(room[close], short, middle, long)


@compiled
def structure(room: FloatArray, memory: FloatArray, first: int, stop: int) -> None:
    """Side of the newer pivot high by the older plus that of the lows, with the pivots that each bar confirms; see `pivots`."""
    for row in range(first, stop):
        begin = t.Index(at.TAIL + row) * t.WIDTH
        for s in range(t.WIDTH):
            q = begin + s
            high, low = room[t.HIGHS + q - t.B5], room[t.LOWS + q - t.B5]
            tops = (high > room[t.TOP + q - t.B6]) & (high >= room[t.TOP + q]) & (high < np.inf)
            bottoms = (low < room[t.BOTTOM + q - t.B6]) & (low <= room[t.BOTTOM + q]) & (low > -np.inf)
            high_new, high_old = memory[t.HIGH_NEW + s], memory[t.HIGH_OLD + s]
            low_new, low_old = memory[t.LOW_NEW + s], memory[t.LOW_OLD + s]
            high_new, high_old = high if tops else high_new, high_new if tops else high_old
            low_new, low_old = low if bottoms else low_new, low_new if bottoms else low_old
            memory[t.HIGH_NEW + s], memory[t.HIGH_OLD + s] = high_new, high_old
            memory[t.LOW_NEW + s], memory[t.LOW_OLD + s] = low_new, low_old
            room[t.STEPS + q] = side(high_new - high_old) + side(low_new - low_old)


@compiled
def mature(room: FloatArray, memory: FloatArray, first: int, stop: int) -> None:
    """Scores of bars all of which have every vote that their prices allow."""
    for row in range(first, stop):
        begin = t.Index(at.TAIL + row) * t.WIDTH
        for s in range(t.WIDTH):
            q = begin + s
            close, previous, earlier = room[t.CLOSES + q], room[t.CLOSES + q - t.B1], room[t.CLOSES + q - t.B10]
            fast, slow, signal = memory[t.FAST + s], memory[t.SLOW + s], memory[t.SIGNAL + s]
            gain, loss, change = memory[t.GAIN + s], memory[t.LOSS + s], close - previous
            momentum = momentum_signs(close, earlier, fast, slow, signal, MATURE)
            swing = oscillator(close, previous, gain, loss)
            room[t.SCORES + q] = mean_of(room[t.TREND + q], momentum, swing, room[t.STEPS + q], MATURE)
            fast, slow = fast * KEEP_FAST + close * TAKE_FAST, slow * KEEP_SLOW + close * TAKE_SLOW
            memory[t.FAST + s], memory[t.SLOW + s] = fast, slow
            memory[t.SIGNAL + s] = signal * KEEP_SIGNAL + (fast - slow) * TAKE_SIGNAL
            memory[t.GAIN + s] = gain * KEEP_STRENGTH + (change if change > 0.0 else 0.0) * TAKE_STRENGTH
            memory[t.LOSS + s] = loss * KEEP_STRENGTH + (-change if -change > 0.0 else 0.0) * TAKE_STRENGTH
    for s in range(t.WIDTH):
        memory[t.BARS + s] += stop - first


@compiled
def young(room: FloatArray, memory: FloatArray, first: int, stop: int) -> None:
    """The same while votes are missing and averages in the making."""
    for row in range(first, stop):
        begin = t.Index(at.TAIL + row) * t.WIDTH
        for s in range(t.WIDTH):
            q, before = begin + s, memory[t.BARS + s]
            close, previous, earlier = room[t.CLOSES + q], room[t.CLOSES + q - t.B1], room[t.CLOSES + q - t.B10]
            fast, slow, signal = memory[t.FAST + s], memory[t.SLOW + s], memory[t.SIGNAL + s]
            gain, loss, change, stage = memory[t.GAIN + s], memory[t.LOSS + s], close - previous, stage_of(before)
            momentum = momentum_signs(close, earlier, fast, slow, signal, stage)
            swing = oscillator(close, previous, gain, loss)
            room[t.SCORES + q] = mean_of(room[t.TREND + q], momentum, swing, room[t.STEPS + q], stage)
            fast = seeded(fast, close, before - (at.SLOW - at.FAST), at.FAST, KEEP_FAST, TAKE_FAST)
            slow = seeded(slow, close, before, at.SLOW, KEEP_SLOW, TAKE_SLOW)
            memory[t.FAST + s], memory[t.SLOW + s], memory[t.BARS + s] = fast, slow, before + 1.0
            memory[t.SIGNAL + s] = seeded(
                signal, fast - slow, before - (at.SLOW - 1), at.SIGNAL, KEEP_SIGNAL, TAKE_SIGNAL
            )
            up, down = change if change > 0.0 else 0.0, -change if -change > 0.0 else 0.0
            memory[t.GAIN + s] = seeded(gain, up, before - 1.0, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH)
            memory[t.LOSS + s] = seeded(loss, down, before - 1.0, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH)
