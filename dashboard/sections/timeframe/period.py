"""One symbol's bars of one period: gathered from its own daily bars, and judged when they close."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.judgement import (
    Stage,
    mean_of,
    momentum_signs,
    next_stage,
    oscillator,
    stage_of,
    trend_signs,
)
from dashboard.sections.timeframe.memory import know
from dashboard.sections.timeframe.pivots import SPAN, structure


class Bars(NamedTuple):
    """Bars of one period, TAIL earlier ones first: closes, highs, lows, float64 [>= TAIL + bars]."""

    closes: Any
    highs: Any
    lows: Any


class Work(NamedTuple):
    """Per new bar: known, float64 [KNOWN, > bars], before it, and before the one that comes next; its votes as sums of signs and its
    score, float64 [> bars] each. marks: float64 [2, > bars], sums: float64 [5, > TAIL + bars], room."""

    known: Any
    trend: Any
    momentum: Any
    oscillator: Any
    structure: Any
    scores: Any
    marks: Any
    sums: Any


@compiled
def begin(bars: Bars, closes: FloatArray, extremes: FloatArray) -> None:
    """The earlier bars from the tails: closes, float64 [TAIL]; highs and lows, float64 [2, SPAN], those that a pivot can still need."""
    for q in range(at.TAIL):
        bars.closes[q] = closes[q]
    for q in range(SPAN):
        bars.highs[at.TAIL - SPAN + q], bars.lows[at.TAIL - SPAN + q] = extremes[0, q], extremes[1, q]


@compiled
def end(bars: Bars, count: int, closes: FloatArray, extremes: FloatArray, memory: FloatArray, work: Work) -> None:
    """The newest bars into the tails, their number and the last score into memory."""
    for q in range(at.TAIL):
        closes[q] = bars.closes[count + q]
    for q in range(SPAN):
        own = at.TAIL - SPAN + count + q
        extremes[0, q], extremes[1, q] = bars.highs[own], bars.lows[own]
    memory[at.BARS] += count
    if count > 0:
        memory[at.SCORE] = work.scores[count - 1]


class Weeks(NamedTuple):
    """The weeks (or months) that the new sessions touch: number of the first; ends, int64 [P], the row after the last session of each;
    closes, bool [P], whether that session is the exchange's last in it. Every one but the last is over in any case."""

    first: Any
    ends: Any
    closes: Any


@compiled
def resample(
    daily: Bars, days: int, rows: IntArray, weeks: Weeks, memory: FloatArray, bars: Bars, seen: IntArray
) -> int:
    """Gather a symbol's new days into bars of its weeks (or months); how many have closed. What is running stays in memory.

    rows: int64 [>= days], each day's row. seen: int64 [>= days], takes how many of the new bars have closed by each day.
    """
    # arrays by their own names, and no calls that take them: a hand-over of arrays costs more than a week's five bars
    day_highs, day_lows, day_closes = daily.highs, daily.lows, daily.closes
    count, day, running = 0, 0, int(memory[at.RUN_NUMBER])
    high, low, close = memory[at.RUN_HIGH], memory[at.RUN_LOW], memory[at.RUN_CLOSE]
    ends, closes_at_end, q = weeks.ends, weeks.closes, at.TAIL
    for k in range(len(ends)):
        if running >= 0 and running != weeks.first + k:
            bars.highs[q], bars.lows[q], bars.closes[q] = known_or_nan(high), known_or_nan(low), close
            count, running, q = count + 1, -1, q + 1
        if day >= days or rows[day] >= ends[k]:
            continue
        if running < 0:
            running, high, low = weeks.first + k, -np.inf, np.inf
        while day < days and rows[day] < ends[k]:
            other, under = day_highs[at.TAIL + day], day_lows[at.TAIL + day]
            high, low = other if other > high else high, under if under < low else low
            seen[day] = count
            day += 1
        close = day_closes[at.TAIL + day - 1]
        if closes_at_end[k] and rows[day - 1] == ends[k] - 1:
            bars.highs[q], bars.lows[q], bars.closes[q] = known_or_nan(high), known_or_nan(low), close
            count, running, q = count + 1, -1, q + 1
            seen[day - 1] = count
    memory[at.RUN_NUMBER], memory[at.RUN_HIGH], memory[at.RUN_LOW], memory[at.RUN_CLOSE] = running, high, low, close
    return count


@inlined
def known_or_nan(extreme: float) -> float:
    """The extreme of a bar; NaN where none of its days had a price."""
    return np.nan if abs(extreme) == np.inf else extreme


@compiled
def judge(bars: Bars, count: int, memory: FloatArray, work: Work) -> None:
    """The votes and the score of every new closed bar, and what is known before each."""
    before, first = int(memory[at.BARS]), 0
    know(bars.closes, count, memory, work.known, work.sums)
    structure(bars.highs, bars.lows, count, memory, work.marks, work.structure)
    trends(bars.closes, count, work.known, work.trend)
    oscillators(bars.closes, count, work.known, work.oscillator)
    while first < count:
        stop = min(count, next_stage(before + first) - before)
        stage = stage_of(before + first)
        momenta(bars.closes, first, stop, stage, work.known, work.momentum)
        means(work.trend[first:stop], work.momentum[first:stop], work.oscillator[first:stop], work.structure[first:stop], stage,
              work.scores[first:stop])  # fmt: skip
        first = stop


@compiled
def trends(closes: FloatArray, count: int, known: FloatArray, trend: FloatArray) -> None:
    """Sum of the signs of each close against its three averages."""
    now, short, middle, long = closes[at.TAIL :], known[at.SUM_SHORT], known[at.SUM_MIDDLE], known[at.SUM_LONG]
    for i in range(count):
        trend[i] = trend_signs(now[i], short[i], middle[i], long[i])


@compiled
def momenta(closes: FloatArray, first: int, stop: int, stage: Stage, known: FloatArray, momentum: FloatArray) -> None:
    """Sign of ROC 10 plus sign of the MACD histogram, of bars of one stage."""
    now, earlier, out = (
        closes[at.TAIL + first : at.TAIL + stop],
        closes[at.TAIL + first - at.MOMENTUM_BARS :],
        momentum[first:stop],
    )
    fast, slow, signal = (
        known[at.AVERAGE_FAST, first:],
        known[at.AVERAGE_SLOW, first:],
        known[at.AVERAGE_SIGNAL, first:],
    )
    for i in range(len(now)):
        out[i] = momentum_signs(now[i], earlier[i], fast[i], slow[i], signal[i], stage)


@compiled
def oscillators(closes: FloatArray, count: int, known: FloatArray, scaled: FloatArray) -> None:
    """(RSI − 50) / 20 of each bar."""
    gain, loss, both = known[at.GAIN], known[at.LOSS], closes[at.TAIL - 1 :]
    for i in range(count):
        scaled[i] = oscillator(both[i + 1], both[i], gain[i], loss[i])


@compiled
def means(trend: Any, momentum: Any, swinging: Any, steps: Any, stage: Stage, scores: Any) -> None:
    """The scores of bars of one stage."""
    for i in range(len(scores)):
        scores[i] = mean_of(trend[i], momentum[i], swinging[i], steps[i], stage)
