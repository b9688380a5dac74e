"""A block of a tile's bars judged, every symbol of a row at once: the same votes as `period.judge` gives of one symbol."""

from __future__ import annotations

from typing import Any

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
    mean_of_grown,
    momentum_signs,
    oscillator,
    scaled,
    side,
    stage_of,
    trend_signs,
)
from dashboard.sections.timeframe.memory import seeded


@compiled
def survey(prices: FloatArray, room: FloatArray, bars: int) -> None:
    """What needs no memory, of so many bars after the tail: sums of closes, the trend's signs, pivots."""
    add_up(prices, room)
    trends(prices, room, bars)
    pivots(prices, room, bars)


@compiled
def add_up(prices: FloatArray, room: FloatArray) -> None:
    """Sums of doubled sums over the tail, as in `memory.add_up`."""
    for q in range(t.B1, t.FIRST):
        room[t.TWO + q] = prices[t.CLOSES + q] + prices[t.CLOSES + q - t.B1]
    for q in range(t.B3, t.FIRST):
        room[t.FOUR + q] = room[t.TWO + q] + room[t.TWO + q - t.B2]
    for q in range(t.B7, t.FIRST):
        room[t.EIGHT + q] = room[t.FOUR + q] + room[t.FOUR + q - t.B4]
    for q in range(t.B15, t.FIRST):
        room[t.SIXTEEN + q] = room[t.EIGHT + q] + room[t.EIGHT + q - t.B8]


@compiled
def trends(prices: FloatArray, room: FloatArray, bars: int) -> None:
    """The sums go on; with them the sum of the signs of each close against its three averages."""
    for q in range(t.FIRST, t.FIRST + t.Index(bars) * t.WIDTH):
        close = t.CLOSES + q
        two = prices[close] + prices[close - t.B1]
        four = two + room[t.TWO + q - t.B2]
        eight = four + room[t.FOUR + q - t.B4]
        sixteen, last = eight + room[t.EIGHT + q - t.B8], room[t.SIXTEEN + q - t.B1]
        short = room[t.EIGHT + q - t.B1] + prices[close - t.B9]
        middle = last + (room[t.TWO + q - t.B17] + prices[close - t.B19])
        long = (last + room[t.SIXTEEN + q - t.B17]) + (room[t.SIXTEEN + q - t.B33] + prices[close - t.B49])
        room[t.TWO + q], room[t.FOUR + q], room[t.EIGHT + q], room[t.SIXTEEN + q] = two, four, eight, sixteen
        room[t.TREND + q] = trend_signs(prices[close], short, middle, long)


@inlined
def larger(a: float, b: float) -> float:
    return a if a > b else b


@inlined
def confirmed(prices: FloatArray, p: Any, sign: float) -> float:
    """The pivot high of sign · prices that the bar at p confirms, in prices, or NaN: above the five bars before, not below those after."""
    peak, after = sign * prices[p - t.B5], larger(sign * prices[p], sign * prices[p - t.B1])
    after = larger(after, larger(larger(sign * prices[p - t.B2], sign * prices[p - t.B3]), sign * prices[p - t.B4]))
    before = larger(sign * prices[p - t.B6], sign * prices[p - t.B7])
    before = larger(before, larger(larger(sign * prices[p - t.B8], sign * prices[p - t.B9]), sign * prices[p - t.B10]))
    return sign * peak if (peak > before) & (peak >= after) & (peak < np.inf) else np.nan


@compiled
def pivots(prices: FloatArray, room: FloatArray, bars: int) -> None:
    """The pivot that each bar confirms, the high and the low five bars before it, or NaN; see `pivots.mark`."""
    for q in range(t.FIRST, t.FIRST + t.Index(bars) * t.WIDTH):
        room[t.TOPS + q] = confirmed(prices, t.HIGHS + q, 1.0)
    for q in range(t.FIRST, t.FIRST + t.Index(bars) * t.WIDTH):
        room[t.BOTTOMS + q] = confirmed(prices, t.LOWS + q, -1.0)


@inlined
def stepped(room: FloatArray, memory: FloatArray, q: Any, s: Any) -> float:
    """Side of the newer pivot high by the older plus that of the lows, with the pivots that the bar confirms."""
    top, bottom = room[t.TOPS + q], room[t.BOTTOMS + q]
    high_new, high_old = memory[t.HIGH_NEW + s], memory[t.HIGH_OLD + s]
    low_new, low_old = memory[t.LOW_NEW + s], memory[t.LOW_OLD + s]
    high_new, high_old = high_new if np.isnan(top) else top, high_old if np.isnan(top) else high_new
    low_new, low_old = low_new if np.isnan(bottom) else bottom, low_old if np.isnan(bottom) else low_new
    memory[t.HIGH_NEW + s], memory[t.HIGH_OLD + s] = high_new, high_old
    memory[t.LOW_NEW + s], memory[t.LOW_OLD + s] = low_new, low_old
    return side(high_new - high_old) + side(low_new - low_old)


@compiled
def grown(prices: FloatArray, room: FloatArray, memory: FloatArray, first: int, stop: int) -> None:
    """Scores of bars all of which have SURE_BARS before them: what they can still lack is the oscillator, and pivots."""
    for row in range(first, stop):
        begin, waited = t.FIRST + t.Index(row) * t.WIDTH, float(at.OSCILLATOR_NEEDS - 1 - (row - first))
        for s in range(t.WIDTH):
            q = begin + s
            close, change = prices[t.CLOSES + q], prices[t.CLOSES + q] - prices[t.CLOSES + q - t.B1]
            fast, slow, signal = memory[t.FAST + s], memory[t.SLOW + s], memory[t.SIGNAL + s]
            momentum = momentum_signs(close, prices[t.CLOSES + q - t.B10], fast, slow, signal, MATURE)
            fast, slow = fast * KEEP_FAST + close * TAKE_FAST, slow * KEEP_SLOW + close * TAKE_SLOW
            memory[t.FAST + s], memory[t.SLOW + s] = fast, slow
            memory[t.SIGNAL + s] = signal * KEEP_SIGNAL + (fast - slow) * TAKE_SIGNAL
            gain = memory[t.GAIN + s] * KEEP_STRENGTH + (change if change > 0.0 else 0.0) * TAKE_STRENGTH
            loss = memory[t.LOSS + s] * KEEP_STRENGTH + (-change if -change > 0.0 else 0.0) * TAKE_STRENGTH
            memory[t.GAIN + s], memory[t.LOSS + s] = gain, loss
            swings = (memory[t.BARS + s] >= waited) & (gain + loss > 0.0)
            swing, steps = scaled(gain, gain + loss), stepped(room, memory, q, s)
            room[t.SCORES + q] = mean_of_grown(room[t.TREND + q], momentum, swing, swings, steps)
    for s in range(t.WIDTH):
        memory[t.BARS + s] += stop - first


@compiled
def young(prices: FloatArray, room: FloatArray, memory: FloatArray, first: int, stop: int) -> None:
    """The same while votes are missing and averages in the making."""
    for row in range(first, stop):
        begin = t.FIRST + t.Index(row) * t.WIDTH
        for s in range(t.WIDTH):
            q, before = begin + s, memory[t.BARS + s]
            close, previous, earlier = prices[t.CLOSES + q], prices[t.CLOSES + q - t.B1], prices[t.CLOSES + q - t.B10]
            fast, slow, signal = memory[t.FAST + s], memory[t.SLOW + s], memory[t.SIGNAL + s]
            gain, loss, change, stage = memory[t.GAIN + s], memory[t.LOSS + s], close - previous, stage_of(before)
            momentum = momentum_signs(close, earlier, fast, slow, signal, stage)
            swing, steps = oscillator(close, previous, gain, loss), stepped(room, memory, q, s)
            room[t.SCORES + q] = mean_of(room[t.TREND + q], momentum, swing, steps, stage)
            fast = seeded(fast, close, before - (at.SLOW - at.FAST), at.FAST, KEEP_FAST, TAKE_FAST)
            slow = seeded(slow, close, before, at.SLOW, KEEP_SLOW, TAKE_SLOW)
            memory[t.FAST + s], memory[t.SLOW + s], memory[t.BARS + s] = fast, slow, before + 1.0
            memory[t.SIGNAL + s] = seeded(
                signal, fast - slow, before - (at.SLOW - 1), at.SIGNAL, KEEP_SIGNAL, TAKE_SIGNAL
            )
            up, down = change if change > 0.0 else 0.0, -change if -change > 0.0 else 0.0
            memory[t.GAIN + s] = seeded(gain, up, before - 1.0, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH)
            memory[t.LOSS + s] = seeded(loss, down, before - 1.0, at.STRENGTH_BARS, KEEP_STRENGTH, TAKE_STRENGTH)
