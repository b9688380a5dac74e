"""The pass over every stock's own bars that finds the rows of the reversal scan.

For each stock, one after the other, some bars at a time:
1. the bars remembered of it and its next ones are laid end to end (`load`);
2. what the rules read is worked out for all of them (`work_out`);
3. each of the next bars is judged by the seven rules, both ways, and written down when five hold (`judge`);
4. its last bars and averages are remembered, for the bars after them or for another day's (`remember`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.scanner import rules as by
from dashboard.scanner.figures import (
    KNOWN,
    MEMORY,
    continue_averages,
    highest_of,
    highest_of_two,
    lowest_of,
    lowest_of_two,
    means_before,
    sums_of_20,
)

HIGH, LOW, CLOSE, VOLUME, RSI, ATR, USUAL, ROOM, SIDE, LOWEST_SIDE, HIGHEST_SIDE = range(11)
LOWEST, HIGHEST, CEILING, FLOOR, WEAKEST, FIRMEST = range(11, 17)
WORK_ROWS = 17
AT_ONCE = 512  # bars of a stock: all that is worked out for them stays in the processor's nearest cache
REMEMBERED = (HIGH, LOW, CLOSE, RSI)  # what the rules read of bars before the new one

# What a rule says of a bar, as bits of one number, which seven rules shift beside one another.
JUDGED, UP, DOWN = 1, 1 << 8, 1 << 16
ALL = (1 << by.OUT_OF) - 1
SCORES = by.OUT_OF - by.NEEDED + 1
BITS = np.array([code.bit_count() for code in range(ALL + 1)])


class Memory(NamedTuple):
    """What is remembered of S stocks: bars float64 [S, 4, MEMORY] (high, low, close, RSI), volumes float64 [S, 20],
    averages float64 [S, 3] and counts int64 [S, 4], as `figures` names them."""

    bars: Any
    volumes: Any
    averages: Any
    counts: Any


class Rows(NamedTuple):
    """Room for what is found: of each row the session's index, the stock, direction, rules, judged rules, entry, stop; and per
    session how many stocks traded and how many of them could make a row, int64 [t]."""

    row: Any
    column: Any
    direction: Any
    rules: Any
    judged: Any
    entry: Any
    stop: Any
    traded: Any
    able: Any


@compiled
def pass_over(
    high: Any, low: Any, close: Any, volume: Any, at: Any, starts: Any, listed: Any, memory: Any, out: Any
) -> int:
    """Judge the own bars of S stocks; returns how many rows were found, in order of stock and session.

    high, low, close, volume: float64 [B], at: int64 [B] the row of each bar, starts: int64 [S + 1]. listed: int64 [2, S], the
    first and the last row at which the stock belongs to the market. memory is moved on in place.
    """
    work = np.empty((WORK_ROWS, MEMORY + AT_ONCE))
    scratch = np.empty((2, by.VOLUME_BARS + MEMORY + AT_ONCE))
    found = 0
    for s in range(len(starts) - 1):
        for begin in range(starts[s], starts[s + 1], AT_ONCE):
            end = min(begin + AT_ONCE, starts[s + 1])
            first = memory.counts[s, KNOWN]
            own = work[:, : first + end - begin]
            load(high[begin:end], low[begin:end], close[begin:end], volume[begin:end], memory.bars[s], first, own)
            work_out(own, first, memory.volumes[s], memory.averages[s], memory.counts[s], scratch)
            found = judge(own, first, at[begin:end], s, listed[0, s], listed[1, s], out, found)
            remember(own, memory.bars[s], memory.counts[s])
    return found


@compiled
def in_order(rows: Any, found: int, keys: int, ordered: Any) -> None:
    """The found rows by session, then score, highest first; within that they stay in the order of the stocks, as found.

    ordered: room for the rows, as `Rows` has them. Counted and put in place: a sort took four times as long.
    """
    starts = np.zeros(keys + 1, dtype=np.int64)
    for h in range(found):
        starts[key_of(rows, h) + 1] += 1
    for key in range(keys):
        starts[key + 1] += starts[key]
    for h in range(found):
        key = key_of(rows, h)
        at = starts[key]
        starts[key] += 1
        ordered.row[at], ordered.column[at], ordered.direction[at] = rows.row[h], rows.column[h], rows.direction[h]
        ordered.rules[at], ordered.judged[at] = rows.rules[h], rows.judged[h]
        ordered.entry[at], ordered.stop[at] = rows.entry[h], rows.stop[h]


@inlined
def key_of(rows: Any, h: int) -> Any:
    """Where a row stands: by session, then by the rules that do not hold."""
    return rows.row[h] * SCORES + by.OUT_OF - BITS[rows.rules[h]]


@compiled
def load(high: Any, low: Any, close: Any, volume: Any, bars: Any, first: int, own: Any) -> None:
    """Lay the `first` remembered bars and the new ones end to end."""
    for k in range(len(REMEMBERED)):
        for i in range(first):
            own[REMEMBERED[k], i] = bars[k, i]
    for i in range(len(close)):
        own[HIGH, first + i], own[LOW, first + i] = high[i], low[i]
        own[CLOSE, first + i], own[VOLUME, first + i] = close[i], volume[i]


@compiled
def work_out(own: Any, first: int, volumes: Any, averages: Any, counts: Any, scratch: Any) -> None:
    """Everything that the rules read, for one stock's bars."""
    high, low, close = own[HIGH], own[LOW], own[CLOSE]
    continue_averages(high, low, close, first, averages, counts, own[RSI], own[ATR])
    means_before(own[VOLUME], first, volumes, counts, scratch[0], scratch[1], own[USUAL])
    note_sides(close, own[ROOM], own[SIDE])
    lowest_of(own[SIDE], by.CROSSED_WITHIN, own[LOWEST_SIDE])
    highest_of(own[SIDE], by.CROSSED_WITHIN, own[HIGHEST_SIDE])
    lowest_of(low, by.SWING_BARS, own[LOWEST])
    highest_of(high, by.SWING_BARS, own[HIGHEST])
    highest_of(high, by.BREAKOUT_BARS, own[CEILING])
    lowest_of(low, by.BREAKOUT_BARS, own[FLOOR])
    lowest_of(own[RSI], by.RSI_WITHIN // 2, own[ROOM])
    lowest_of_two(own[ROOM], by.RSI_WITHIN // 2, own[WEAKEST])
    highest_of(own[RSI], by.RSI_WITHIN // 2, own[ROOM])
    highest_of_two(own[ROOM], by.RSI_WITHIN // 2, own[FIRMEST])


@compiled
def note_sides(close: Any, sums: Any, side: Any) -> None:
    """1 where a close is above its SMA20, −1 below, 0 on it, NaN before there is one."""
    side[: by.SMA_BARS - 1] = np.nan
    if len(close) < by.SMA_BARS:
        side[:] = np.nan
        return
    sums_of_20(close, sums)
    for i in range(by.SMA_BARS - 1, len(close)):
        excess = close[i] * by.SMA_BARS - sums[i]
        same = by.SAME * sums[i]
        side[i] = (excess > same) - (excess < -same)


@compiled
def judge(own: Any, first: int, at: Any, s: int, from_row: int, to_row: int, out: Any, found: int) -> int:
    """Write down each new bar of stock s for which five rules hold, one way or the other; how many there are now."""
    for i in range(first, own.shape[1]):
        row = at[i - first]
        if row < from_row or row > to_row:
            continue
        out.traded[row] += 1
        pad = by.STOP_ATR * own[ATR, i]
        below, above = own[LOWEST, i] - pad, own[HIGHEST, i] + pad
        if not (below < own[CLOSE, i] and above > own[CLOSE, i]):
            continue  # one of the figures is missing, or there is no risk to measure by
        code = weigh(own, i)
        judged, up, down = code & ALL, code // UP & ALL, code // DOWN & ALL
        out.able[row] += BITS[judged] >= by.NEEDED
        way = (BITS[up] >= by.NEEDED) * by.LONG + (BITS[down] >= by.NEEDED) * by.SHORT
        # Written in any case, and written over unless it is one: one bar in five is, and a branch on that is guessed wrong.
        out.row[found], out.column[found], out.direction[found], out.judged[found] = row, s, way, judged
        out.rules[found] = up if way == by.LONG else down
        out.entry[found], out.stop[found] = own[CLOSE, i], below if way == by.LONG else above
        found += way != 0
    return found


@inlined
def weigh(own: Any, i: int) -> Any:
    """The seven rules at bar i, each shifted to its own bit."""
    return (
        reclaimed(own, i)
        | swing(own, i) << 1
        | strong(own, i) << 2
        | loud(own, i) << 3
        | moved(own, i) << 4
        | broke(own, i) << 5
        | turned(own, i) << 6
    )


# Each rule: JUDGED unless a figure is missing, with UP or DOWN where it holds; without branches, which cost more than they save.
# A comparison with NaN is false. A bar with an ATR has 150 bars before it, so that no window reaches back too far.


@inlined
def there(value: float) -> Any:
    """Whether a figure is not missing."""
    return not np.isnan(value)


@inlined
def reclaimed(own: Any, i: int) -> Any:
    """The close is on one side of its average, and one of the previous closes was on the other."""
    side, lowest, highest = own[SIDE, i], own[LOWEST_SIDE, i - 1], own[HIGHEST_SIDE, i - 1]
    known = there(side) & there(lowest)
    return known * JUDGED | ((side > 0.0) & (lowest < 0.0)) * UP | ((side < 0.0) & (highest > 0.0)) * DOWN


@inlined
def swing(own: Any, i: int) -> Any:
    """The last bars' extreme against that of the bars before them."""
    lowest, highest = own[LOWEST, i - by.SWING_BARS], own[HIGHEST, i - by.SWING_BARS]
    known = there(lowest) & there(highest)
    return known * (JUDGED | (own[LOWEST, i] > lowest) * UP | (own[HIGHEST, i] < highest) * DOWN)


@inlined
def strong(own: Any, i: int) -> Any:
    """Where in its bar the close lies; a bar without a range says nothing."""
    high, low, close = own[HIGH, i], own[LOW, i], own[CLOSE, i]
    least = (by.STRONG - by.SAME_SHARE) * (high - low)
    return (high > low) * (JUDGED | (close - low >= least) * UP | (high - close >= least) * DOWN)


@inlined
def loud(own: Any, i: int) -> Any:
    """The volume against the mean of those before it."""
    volume, usual = own[VOLUME, i], own[USUAL, i]
    known = there(volume) & (usual > 0.0)
    return known * (JUDGED | (volume * (1.0 + by.SAME) >= by.LOUD * usual) * (UP | DOWN))


@inlined
def moved(own: Any, i: int) -> Any:
    """The close against the one some bars ago."""
    now, past = own[CLOSE, i], own[CLOSE, i - by.MOMENTUM_BARS]
    return JUDGED | (now > past) * UP | (now < past) * DOWN


@inlined
def broke(own: Any, i: int) -> Any:
    """The close against the extremes of the bars before."""
    ceiling, floor = own[CEILING, i - 1], own[FLOOR, i - 1]
    known = there(ceiling) & there(floor)
    return known * (JUDGED | (own[CLOSE, i] > ceiling) * UP | (own[CLOSE, i] < floor) * DOWN)


@inlined
def turned(own: Any, i: int) -> Any:
    """The RSI against that of some bars ago, after having been weak, or firm."""
    now, past, weakest, firmest = own[RSI, i], own[RSI, i - by.RSI_BACK], own[WEAKEST, i], own[FIRMEST, i]
    up, down = (now > past) & (weakest < by.RSI_WEAK), (now < past) & (firmest > by.RSI_FIRM)
    return there(weakest) * JUDGED | up * UP | down * DOWN


@compiled
def remember(own: Any, bars: Any, counts: Any) -> None:
    """Keep the last bars; bars: float64 [4, MEMORY], the kept ones from the left."""
    kept = min(own.shape[1], MEMORY)
    for k in range(len(REMEMBERED)):
        last = own[REMEMBERED[k], own.shape[1] - kept :]
        for i in range(kept):
            bars[k, i] = last[i]
    counts[KNOWN] = kept
