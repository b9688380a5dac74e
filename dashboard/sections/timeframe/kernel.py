"""The one pass over the panel, some tiles of symbols and a block of sessions at a time: own bars, the three periods, alignment, counts.

A block goes on from what the one before it has left of a symbol, as a new session goes on from what all earlier ones have left.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.following import follow
from dashboard.sections.timeframe.sides import align, count, leave_out, show
from dashboard.sections.timeframe.tile_bars import (
    Desk,
    Own,
    Tails,
    hand_on,
    judge_tile,
    scatter,
    scatter_on,
    take_scores,
)
from dashboard.sections.timeframe.tile_periods import Table, Timetable, gather


class Input(NamedTuple):
    """closes, highs, lows: float64 [t · N], flat, of the new sessions alone. weeks, months: of each session. closes_week, closes_month:
    whether any is over in the new sessions. first, last: int64 [N], the
    rows between which a symbol is one of the market's stocks; first > last where it never is. lanes: LANES, as a number that the
    compiler does not know, who would unroll the shortest loops instead of making vectors of them."""

    closes: Any
    highs: Any
    lows: Any
    rows: Any
    symbols: Any
    lanes: Any
    weeks: Timetable
    months: Timetable
    closes_week: Any
    closes_month: Any
    first: Any
    last: Any


class State(NamedTuple):
    """By tiles: memory, float64 [tiles, PERIODS, MEMORY · LANES]; the last bars; buckets, int8 [tiles, HORIZON · LANES], of the last own
    days."""

    memory: Any
    days: Tails
    weeks: Tails
    months: Tails
    buckets: Any


class Output(NamedTuple):
    """closed: float32 [PERIODS, tiles, t · LANES]; pairs: the same memory, float64, to move two at a time. counts: int32 [COUNTS, t].
    followed: float64 [t, BUCKETS, 2], see `following`."""

    closed: Any
    pairs: Any
    counts: Any
    followed: Any


class Scratch(NamedTuple):
    """Prices of the days of a few tiles, float64 [GROUP, PRICES], and what one tile needs in one block. carried: see `gather`.
    found: int8 [(HORIZON + BLOCK) · LANES]; sides: int32 [BLOCK · LANES]."""

    prices: Any
    desk: Desk
    weekly: Table
    monthly: Table
    days: Own
    own: Own
    carried: Any
    found: Any
    sides: Any


@compiled
def pass_over(data: Input, before: State, state: State, scratch: Scratch, out: Output) -> None:
    """Every symbol's own days in the new sessions. before: whose last bars the first block goes on from, and is only read; state: takes
    the last bars after each block, and comes in with memory and buckets as they were."""
    tiles = len(state.memory)
    for group in range(0, tiles, t.GROUP):
        for begin in range(0, data.rows, t.BLOCK):
            rows = min(t.BLOCK, data.rows - begin)
            take_in(data, begin, rows, group * t.LANES, scratch.prices)
            for tile in range(group, min(group + t.GROUP, tiles)):
                prices = scratch.prices[tile - group]
                if (tile + 1) * t.LANES > data.symbols:
                    leave_empty(prices, rows, data.symbols - tile * t.LANES)
                pass_bars(prices, begin, rows, data, before if begin == 0 else state, state, scratch, out, tile)
                pass_days(prices, begin, rows, data, state, scratch, out, tile)


@compiled
def take_in(data: Input, begin: int, rows: int, left: int, tiles: Any) -> None:
    """A few tiles' prices out of the panel, row by row: of each row as much as pays for walking to it. Where there is no bar, or no
    price, the high is one that nothing exceeds."""
    closes, highs, lows, symbols, lanes = data.closes, data.highs, data.lows, data.symbols, data.lanes
    size, prices = t.Index(tiles.shape[1]), tiles.reshape(-1)
    right = min(left + tiles.shape[0] * lanes, symbols)
    for row in range(rows):
        here = t.FIRST + t.Index(row) * t.WIDTH
        for edge in range(left, right, lanes):
            there, across = t.Index((begin + row) * symbols + edge), t.Index(min(lanes, right - edge))
            for s in range(across):
                close, high, low = closes[there + s], highs[there + s], lows[there + s]
                prices[t.CLOSES + here + s] = close
                prices[t.HIGHS + here + s] = np.inf if np.isnan(high) | np.isnan(close) else high
                prices[t.LOWS + here + s] = -np.inf if np.isnan(low) | np.isnan(close) else low
            here += size


@compiled
def leave_empty(prices: Any, rows: int, symbols: int) -> None:
    """No bars where a tile has more lanes than there are symbols left."""
    for row in range(rows):
        for s in range(symbols, t.LANES):
            here = t.FIRST + t.Index(row * t.LANES + s)
            prices[t.CLOSES + here], prices[t.HIGHS + here], prices[t.LOWS + here] = np.nan, np.inf, -np.inf


@compiled
def pass_bars(
    prices: FloatArray,
    begin: int,
    rows: int,
    data: Input,
    before: State,
    state: State,
    scratch: Scratch,
    out: Output,
    tile: int,
) -> None:
    """The scores of a tile's new days, and of its weeks and months that have closed in them, as each session shows them."""
    memory = state.memory[tile]
    weekly, monthly, places, here = scratch.weekly, scratch.monthly, scratch.days.places, begin * t.LANES
    weeks, week_over, months, month_over = gather(
        prices, begin, rows, data.weeks, data.months, weekly.prices, monthly.prices, memory, data.lanes, scratch.carried
    )
    daily, bars = out.closed[at.DAILY, tile, here:], scratch.days.bars
    judge_tile(prices, rows, scratch.days, before.days, state.days, tile, memory[at.DAILY], scratch.desk)
    take_scores(scratch.desk.room, rows, daily)
    pass_table(weekly, weeks, before.weeks, state.weeks, tile, memory[at.WEEKLY], scratch)
    pass_table(monthly, months, before.months, state.months, tile, memory[at.MONTHLY], scratch)
    if begin == 0 and weeks == 0 and data.closes_week:
        hand_on(before.weeks, state.weeks, tile)
    if begin == 0 and months == 0 and data.closes_month:
        hand_on(before.months, state.months, tile)
    show(weekly.pairs, week_over, data.weeks, begin, rows, out.pairs[at.WEEKLY, tile])
    show(monthly.pairs, month_over, data.months, begin, rows, out.pairs[at.MONTHLY, tile])
    by_week, by_month = out.closed[at.WEEKLY, tile, here:], out.closed[at.MONTHLY, tile, here:]
    for s in range(t.LANES):
        if bars[s] < rows:
            scatter(daily, s, rows, int(bars[s]), places[s], np.float32(np.nan))
            blank(by_week, s, rows, int(bars[s]), places[s])
            blank(by_month, s, rows, int(bars[s]), places[s])


@compiled
def pass_table(
    table: Table, rows: int, before: Tails, after: Tails, tile: int, memory: FloatArray, scratch: Scratch
) -> None:
    """The scores of a tile's weeks or months, the last one known first; on most days none has closed."""
    scores, own, last = table.scores, scratch.own, memory[at.SCORE * t.LANES :]
    for s in range(t.LANES):
        scores[s] = np.float32(last[s])
    if rows == 0:
        return
    judge_tile(table.prices, rows, own, before, after, tile, memory, scratch.desk)
    take_scores(scratch.desk.room, rows, scores[t.LANES :])
    for s in range(t.LANES):
        if own.bars[s] < rows:
            scatter_on(scores[t.LANES :], s, rows, int(own.bars[s]), own.places[s], scores[s])


@compiled
def blank(shown: FloatArray, s: int, rows: int, bars: int, places: Any) -> None:
    """Nothing is shown of one symbol on rows without its bar."""
    free = 0
    for place in range(rows - bars, rows):
        for row in range(free, places[place]):
            shown[row * t.LANES + s] = np.float32(np.nan)
        free = places[place] + 1
    for row in range(free, rows):
        shown[row * t.LANES + s] = np.float32(np.nan)


@compiled
def pass_days(
    prices: FloatArray, begin: int, rows: int, data: Input, state: State, scratch: Scratch, out: Output, tile: int
) -> None:
    """The alignment of a tile's new days, and what followed earlier ones."""
    here, left, found, sides = begin * t.LANES, tile * t.LANES, scratch.found, scratch.sides
    by_row = found[at.HORIZON * t.LANES :]
    align(out.closed[at.DAILY, tile, here:], out.closed[at.WEEKLY, tile, here:], out.closed[at.MONTHLY, tile, here:],
          rows * t.LANES, by_row, sides)  # fmt: skip
    for s in range(min(t.LANES, data.symbols - left)):
        first, last = data.first[left + s] - begin, data.last[left + s] - begin
        if first > 0 or last < rows - 1:
            leave_out(s, rows, first, last, by_row, sides)
    count(sides, rows, out.counts[:, begin:])
    follow(prices, scratch.desk.room, rows, scratch.days, state.buckets[tile], found, out.followed[begin:])
