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
from dashboard.sections.timeframe.pivots import structure


class Bars(NamedTuple):
    """Bars of one period, TAIL earlier ones first: closes, highs, lows, float64 [>= TAIL + bars]."""

    closes: Any
    highs: Any
    lows: Any


class Work(NamedTuple):
    """Per new bar: known, float64 [KNOWN, > bars], before it, and before the one that comes next; its votes as sums of signs and its
    score, float64 [> bars] each. marks: float64 [2, > bars], room."""

    known: Any
    trend: Any
    momentum: Any
    oscillator: Any
    structure: Any
    scores: Any
    marks: Any


@compiled
def begin(bars: Bars, tail: FloatArray) -> None:
    """The earlier bars from the tail, float64 [3, TAIL]."""
    for q in range(at.TAIL):
        bars.closes[q], bars.highs[q], bars.lows[q] = tail[0, q], tail[1, q], tail[2, q]


@compiled
def end(bars: Bars, count: int, tail: FloatArray, memory: FloatArray, work: Work) -> None:
    """The newest bars into the tail, their number and the last score into memory."""
    for q in range(at.TAIL):
        tail[0, q], tail[1, q], tail[2, q] = bars.closes[count + q], bars.highs[count + q], bars.lows[count + q]
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
    count, day, running = 0, 0, int(memory[at.RUN_NUMBER])
    high, low, close = memory[at.RUN_HIGH], memory[at.RUN_LOW], memory[at.RUN_CLOSE]
    for k in range(len(weeks.ends)):
        if running >= 0 and running != weeks.first + k:
            count, running = append(bars, count, high, low, close), -1
        first, day = day, days_before(rows, day, days, weeks.ends[k])
        if day == first:
            continue
        if running < 0:
            running, high, low = weeks.first + k, -np.inf, np.inf
        high, low = extremes(daily, at.TAIL + first, at.TAIL + day, high, low)
        close = daily.closes[at.TAIL + day - 1]
        for i in range(first, day):
            seen[i] = count
        if weeks.closes[k] and rows[day - 1] == weeks.ends[k] - 1:
            count, running = append(bars, count, high, low, close), -1
            seen[day - 1] = count
    memory[at.RUN_NUMBER], memory[at.RUN_HIGH], memory[at.RUN_LOW], memory[at.RUN_CLOSE] = running, high, low, close
    return count


@inlined
def days_before(rows: IntArray, day: int, days: int, end: int) -> int:
    """The first day from `day` on whose row is not before `end`; where no session is missing that takes one look."""
    last = min(day + end - rows[day], days) if day < days and rows[day] < end else day
    if last > day and rows[last - 1] == rows[day] + last - 1 - day:
        return last
    while day < days and rows[day] < end:
        day += 1
    return day


@inlined
def extremes(daily: Bars, first: int, stop: int, high: float, low: float) -> tuple[float, float]:
    """The extremes with those of days first..stop; a missing price has no say."""
    for q in range(first, stop):
        high = daily.highs[q] if daily.highs[q] > high else high
        low = daily.lows[q] if daily.lows[q] < low else low
    return high, low


@inlined
def append(bars: Bars, count: int, high: float, low: float, close: float) -> int:
    """Put down the period's next closed bar; how many there are then."""
    q = at.TAIL + count
    bars.highs[q], bars.lows[q] = high if high > -np.inf else np.nan, low if low < np.inf else np.nan
    bars.closes[q] = close
    return count + 1


@compiled
def judge(bars: Bars, count: int, memory: FloatArray, work: Work) -> None:
    """The votes and the score of every new closed bar, and what is known before each."""
    before, first = int(memory[at.BARS]), 0
    know(bars.closes, count, memory, work.known)
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
