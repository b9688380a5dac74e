"""Bars that are still forming: judged as if they closed now, or at any other price, on every day of one symbol's record."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.judgement import (
    mean_of,
    momentum_signs,
    oscillator,
    stage_of,
    trend_signs,
)
from dashboard.sections.timeframe.period import Bars
from dashboard.sections.timeframe.pivots import compared

Votes = tuple[float, float, float, float, float]


@compiled
def judged(close: float, case: FloatArray) -> Votes:
    """Trend, momentum, oscillator, structure and score if the bar closed there; NaN for a vote it does not have.

    A close beyond the bar's extremes so far moves them.
    """
    stage = stage_of(int(case[at.CASE_BEFORE]))
    high = close if not case[at.CASE_HIGH] > close else case[at.CASE_HIGH]
    low = close if not case[at.CASE_LOW] < close else case[at.CASE_LOW]
    trend = trend_signs(close, case[at.SUM_SHORT], case[at.SUM_MIDDLE], case[at.SUM_LONG])
    momentum = momentum_signs(
        close, case[at.CASE_EARLIER], case[at.AVERAGE_FAST], case[at.AVERAGE_SLOW], case[at.AVERAGE_SIGNAL], stage
    )
    swinging = oscillator(close, case[at.CASE_PREVIOUS], case[at.GAIN], case[at.LOSS])
    highs = case[at.CASE_HIGH_THEN] if high <= case[at.CASE_HIGH_LIMIT] else case[at.CASE_HIGH_SIDE]
    lows = case[at.CASE_LOW_THEN] if low >= case[at.CASE_LOW_LIMIT] else case[at.CASE_LOW_SIDE]
    score = mean_of(trend, momentum, swinging, highs + lows, stage)
    return (
        trend / 3.0 if stage.trend > 0.0 else np.nan, momentum / 2.0 if stage.momentum > 0.0 else np.nan,
        swinging if stage.oscillator > 0.0 else np.nan, (highs + lows) / 2.0, score,
    )  # fmt: skip


@compiled
def pivots_before(marks: FloatArray, bars: int) -> FloatArray:
    """The newer and the older pivot high and low before each bar and the one that comes next, float64 [4, bars + 1]; marks: [2, > bars]."""
    pivots = np.full((4, bars + 1), np.nan)
    for i in range(bars):
        for k, sign in ((0, 1.0), (1, -1.0)):
            is_new = not np.isnan(marks[k, i])
            pivots[2 * k, i + 1] = sign * marks[k, i] if is_new else pivots[2 * k, i]
            pivots[2 * k + 1, i + 1] = pivots[2 * k, i] if is_new else pivots[2 * k + 1, i]
    return pivots


@inlined
def limit(prices: FloatArray, q: int, sign: float) -> float:
    """The price that bar q must not exceed (sign 1) or undercut (-1) to confirm a pivot; out of reach where there is none to confirm."""
    p = q - at.PIVOT_SIDE
    price = sign * prices[p]
    for k in range(1, at.PIVOT_SIDE):
        if not (price > sign * prices[p - k] and price >= sign * prices[p + k]):
            return -sign * np.inf
    return prices[p] if price > sign * prices[p - at.PIVOT_SIDE] else -sign * np.inf


@compiled
def set_up(
    case: FloatArray, bars: Bars, i: int, known: FloatArray, pivots: FloatArray, high: float, low: float
) -> None:
    """The case of bar i of a record that begins with bar 0, with its extremes so far."""
    q = at.TAIL + i
    for k in range(at.KNOWN):
        case[k] = known[k, i]
    case[at.CASE_EARLIER], case[at.CASE_PREVIOUS] = bars.closes[q - at.MOMENTUM_BARS], bars.closes[q - 1]
    case[at.CASE_BEFORE], case[at.CASE_HIGH], case[at.CASE_LOW] = i, high, low
    highest, lowest = limit(bars.highs, q, 1.0), limit(bars.lows, q, -1.0)
    case[at.CASE_HIGH_SIDE], case[at.CASE_HIGH_LIMIT] = compared(pivots[0, i], pivots[1, i]), highest
    case[at.CASE_LOW_SIDE], case[at.CASE_LOW_LIMIT] = compared(pivots[2, i], pivots[3, i]), lowest
    case[at.CASE_HIGH_THEN], case[at.CASE_LOW_THEN] = compared(highest, pivots[0, i]), compared(lowest, pivots[2, i])


@compiled
def day_by_day(
    daily: Bars,
    days: int,
    bars: Bars,
    seen: IntArray,
    known: FloatArray,
    pivots: FloatArray,
    number: IntArray,
    forming: FloatArray,
) -> None:
    """The score of the running bar as if it closed on each of its days, float64 [days]; number: which period each day falls into.

    `forming` comes in with NaN and stays so on a day that closes its bar.
    """
    case, high, low = np.empty(at.CASE), np.nan, np.nan
    for i in range(days):
        q = at.TAIL + i
        if i == 0 or number[i] != number[i - 1]:
            high, low = np.nan, np.nan
        high = high if not (daily.highs[q] > high or np.isnan(high)) else daily.highs[q]
        low = low if not (daily.lows[q] < low or np.isnan(low)) else daily.lows[q]
        if seen[i] >= 0:
            set_up(case, bars, seen[i], known, pivots, high, low)
            forming[i] = judged(daily.closes[q], case)[4]
