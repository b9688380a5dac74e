"""The one pass over the symbols: their own bars, the three periods, alignment, and what is counted of it per session."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.period import Bars, Weeks, begin, end, judge, resample

STRIP = 32  # symbols that are turned together: what they fill stays in the processor's cache until it is used


class Input(NamedTuple):
    """close, high, low: float64 [t, N], the new sessions alone. weeks, months: those that they touch. first, last: int64 [N], the rows
    between which a symbol is one of the market's stocks; first > last where it never is."""

    close: Any
    high: Any
    low: Any
    weeks: Any
    months: Any
    first: Any
    last: Any


class State(NamedTuple):
    """memory: float64 [N, PERIODS, MEMORY]. closes: float64 [N, PERIODS, TAIL], extremes: float64 [N, PERIODS, 2, SPAN], of the last bars.
    buckets: int8 [N, HORIZON], of the last own bars."""

    memory: Any
    closes: Any
    extremes: Any
    buckets: Any


class Output(NamedTuple):
    """closed: float32 [PERIODS, N, t]. counts: int32 [COUNTS, t]. followed: float64 [t, BUCKETS, OUTCOME]."""

    closed: Any
    counts: Any
    followed: Any


class Scratch(NamedTuple):
    """Room: turned, float64 [3, STRIP, TAIL + t], for a strip; the rest for one symbol: its days' rows, bars, votes, scores."""

    turned: Any
    rows: Any
    bars: Any
    work: Any
    seen: Any
    scores: Any
    buckets: Any
    sides: Any


@compiled
def pass_over(data: Input, state: State, scratch: Scratch, out: Output) -> None:
    """Every symbol's own days in the new sessions."""
    symbols = data.close.shape[1]
    for left in range(0, symbols, STRIP):
        right = min(left + STRIP, symbols)
        turn(data.close[:, left:right], scratch.turned[0])
        turn(data.high[:, left:right], scratch.turned[1])
        turn(data.low[:, left:right], scratch.turned[2])
        for symbol in range(left, right):
            s = symbol - left
            daily = Bars(scratch.turned[0, s], scratch.turned[1, s], scratch.turned[2, s])
            days = own_days(daily, scratch.rows, data.close.shape[0])
            pass_symbol(data, state, scratch, out, symbol, daily, days)


@compiled
def turn(prices: Any, turned: Any) -> None:
    """From sessions × symbols to symbols × sessions after room for a tail, session by session: each page of the panel is walked to once."""
    for t in range(prices.shape[0]):
        for s in range(prices.shape[1]):
            turned[s, at.TAIL + t] = prices[t, s]


@compiled
def own_days(daily: Bars, rows: Any, sessions: int) -> int:
    """Close up one symbol's own days in place, and note their rows; how many there are."""
    closes, highs, lows, days = daily.closes, daily.highs, daily.lows, 0
    while days < sessions and not np.isnan(closes[at.TAIL + days]):
        rows[days] = days
        days += 1
    for t in range(days + 1, sessions):
        q, own = at.TAIL + t, at.TAIL + days
        rows[days] = t
        closes[own], highs[own], lows[own] = closes[q], highs[q], lows[q]
        days += not np.isnan(closes[q])
    return days


@compiled
def pass_symbol(data: Input, state: State, scratch: Scratch, out: Output, symbol: int, daily: Bars, days: int) -> None:
    """One symbol's new days, through the three periods into the outputs."""
    rows, scores, work = scratch.rows, scratch.scores, scratch.work
    memory, tails = state.memory[symbol], (state.closes[symbol], state.extremes[symbol])
    begin(daily, tails[0][at.DAILY], tails[1][at.DAILY])
    judge(daily, days, memory[at.DAILY], work)
    end(daily, days, tails[0][at.DAILY], tails[1][at.DAILY], memory[at.DAILY], work)
    kept = scores[at.DAILY]
    for i in range(days):
        kept[i] = work.scores[i]
    pass_period(daily, days, rows, data.weeks, at.WEEKLY, scratch, memory[at.WEEKLY], tails, scores[at.WEEKLY])
    pass_period(daily, days, rows, data.months, at.MONTHLY, scratch, memory[at.MONTHLY], tails, scores[at.MONTHLY])
    put(scores, rows, days, out.closed[:, symbol])
    member = members(rows, days, data.first[symbol], data.last[symbol])
    align(scores, days, member, scratch.buckets[at.HORIZON :], scratch.sides)
    count(scratch.sides, rows, member, out.counts)
    record(state.buckets[symbol], scratch.buckets, daily.closes, rows, days, out.followed)


@compiled
def pass_period(
    daily: Bars, days: int, rows: Any, weeks: Weeks, period: int, scratch: Scratch, memory: Any, tails: Any, scores: Any
) -> None:
    """One symbol's weeks or months: on each day the score of the last one that has closed."""
    bars, seen, closed = scratch.bars, scratch.seen, scratch.work.scores
    count, last = resample(daily, days, rows, weeks, memory, bars, seen), np.float32(memory[at.SCORE])
    if count > 0:  # on most days none has closed, and neither votes nor the tail can change
        begin(bars, tails[0][period], tails[1][period])
        judge(bars, count, memory, scratch.work)
    for i in range(days):
        scores[i] = np.float32(closed[seen[i] - 1]) if seen[i] > 0 else last
    if count > 0:
        end(bars, count, tails[0][period], tails[1][period], memory, scratch.work)


@compiled
def put(scores: Any, rows: Any, days: int, closed: Any) -> None:
    """A symbol's scores on their sessions, NaN elsewhere."""
    for period in range(at.PERIODS):
        line, own = closed[period], scores[period]
        if days == len(line):
            for i in range(len(line)):
                line[i] = own[i]
            continue
        for row in range(len(line)):
            line[row] = np.nan
        for i in range(days):
            line[rows[i]] = own[i]


@compiled
def members(rows: Any, days: int, first: int, last: int) -> tuple[int, int]:
    """From which day to before which the symbol is one of the market's stocks."""
    begin, stop = 0, days
    while begin < days and rows[begin] < first:
        begin += 1
    while stop > begin and rows[stop - 1] > last:
        stop -= 1
    return begin, stop


@compiled
def align(scores: Any, days: int, member: tuple[int, int], buckets: Any, sides: Any) -> None:
    """Per day the bucket of the alignment, -1 without one; sides: 1 where every period is up, -1 where every one is down, else 0."""
    first, stop = member
    for i in range(days):
        buckets[i] = -1
    daily, weekly, monthly = scores[at.DAILY, first:stop], scores[at.WEEKLY, first:stop], scores[at.MONTHLY, first:stop]
    found, bits = buckets[first:stop], sides[first:stop]
    for i in range(len(daily)):
        d, w, m = np.float64(daily[i]), np.float64(weekly[i]), np.float64(monthly[i])
        has_both, has_none = (not np.isnan(d)) & (not np.isnan(w)), np.isnan(m)
        found[i] = bucket_of(alignment(d, w, m)) if has_both else -1
        is_up = (d > 0.0) & (w > 0.0) & ((m > 0.0) | has_none)
        is_down = (d < 0.0) & (w < 0.0) & ((m < 0.0) | has_none)
        bits[i] = (1 if is_up else 0) + (2 if is_down else 0) + (4 if has_both else 0)


@compiled
def count(sides: Any, rows: Any, member: tuple[int, int], counts: Any) -> None:
    """Count the stock in at its sessions."""
    first, stop = member
    if stop - first <= 0:
        return
    begin = rows[first] if rows[stop - 1] - rows[first] == stop - 1 - first else -1
    for k, bit in ((at.ALIGNED_UP, 0), (at.ALIGNED_DOWN, 1), (at.WITH_ALIGNMENT, 2)):
        if begin >= 0:
            line, own = counts[k, begin : begin + stop - first], sides[first:stop]
            for i in range(len(line)):
                line[i] += (own[i] >> bit) & 1
        else:
            for i in range(first, stop):
                counts[k, rows[i]] += (sides[i] >> bit) & 1


@inlined
def alignment(daily: float, weekly: float, monthly: float) -> float:
    """Weighted mean of the scores; a missing month's weight goes to the others."""
    both = at.WEIGHTS[at.DAILY] * daily + at.WEIGHTS[at.WEEKLY] * weekly
    short = both / (at.WEIGHTS[at.DAILY] + at.WEIGHTS[at.WEEKLY])
    return both + at.WEIGHTS[at.MONTHLY] * monthly if not np.isnan(monthly) else short


@inlined
def bucket_of(score: float) -> int:
    """0 for the lowest scores; a score on a bound belongs to the bucket farther from 0."""
    low = (score > at.BUCKET_BOUNDS[0]) + (score > at.BUCKET_BOUNDS[1])
    return low + (score >= at.BUCKET_BOUNDS[2]) + (score >= at.BUCKET_BOUNDS[3])


@compiled
def record(earlier: Any, buckets: Any, closes: Any, rows: Any, days: int, followed: Any) -> None:
    """What followed, over HORIZON own bars, the alignment that stood then, noted at the session that ends it.

    earlier: int8 [HORIZON], the buckets of the last own bars before the new ones, renewed.
    """
    for i in range(at.HORIZON):
        buckets[i] = earlier[i]
    for i in range(days):
        bucket = buckets[i]
        if bucket >= 0:
            change = closes[at.TAIL + i] / closes[at.TAIL + i - at.HORIZON] - 1.0
            row = rows[i]
            followed[row, bucket, at.OUTCOMES] += 1.0
            followed[row, bucket, at.RETURNS] += change
            followed[row, bucket, at.RISES] += 1.0 if change > 0.0 else 0.0
    for i in range(at.HORIZON):
        earlier[i] = buckets[days + i]
