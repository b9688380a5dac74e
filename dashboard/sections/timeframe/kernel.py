"""The one pass over the panel, a tile of symbols at a time: their own bars, the three periods, alignment, and what is counted of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.following import follow
from dashboard.sections.timeframe.period import Weeks
from dashboard.sections.timeframe.sides import align, carry_forward, count, leave_out, publish, show
from dashboard.sections.timeframe.tile_bars import Desk, Own, Past, find_places, judge_tile
from dashboard.sections.timeframe.tile_periods import Table, gather


class Input(NamedTuple):
    """closes, highs, lows: float64 [t · N], flat, of the new sessions alone. days: int64 [t], 0, 1, 2 … weeks, months: those that they
    touch. first, last: int64 [N], the rows between which a symbol is one of the market's stocks; first > last where it never is.
    lanes: LANES, as a number that the compiler does not know, who would unroll the shortest loops instead of making vectors of them."""

    closes: Any
    highs: Any
    lows: Any
    rows: Any
    symbols: Any
    lanes: Any
    days: Any
    weeks: Weeks
    months: Weeks
    first: Any
    last: Any


class State(NamedTuple):
    """By tiles, of the last bars: memory, float64 [tiles, PERIODS, MEMORY · LANES]; closes, float64 [tiles, PERIODS, TAIL · LANES];
    extremes, float64 [tiles, PERIODS, 2, SPAN · LANES]; buckets, int64 [tiles, HORIZON · LANES], of the last own days."""

    memory: Any
    closes: Any
    extremes: Any
    buckets: Any


class Output(NamedTuple):
    """closed: float32 [PERIODS, t, N]. counts: int32 [COUNTS, t]. followed: float64 [t, BUCKETS, 2], see `following`."""

    closed: Any
    counts: Any
    followed: Any


class Scratch(NamedTuple):
    """Room for a few tiles' prices, float64 [GROUP, t · 3 · LANES], and for one tile. carried: see `gather`. earlier: float64
    [(HORIZON + 1) · LANES]. scores, shown: float32 [PERIODS, > t · LANES], of bars, and on each session; the rest [t · LANES]."""

    prices: Any
    desk: Desk
    days: Own
    weekly: Table
    monthly: Table
    carried: Any
    earlier: Any
    scores: Any
    shown: Any
    found: Any
    sides: Any
    then: Any
    changes: Any


@compiled
def pass_over(data: Input, state: State, scratch: Scratch, out: Output) -> None:
    """Every symbol's own days in the new sessions."""
    tiles = len(state.memory)
    for group in range(0, tiles, t.GROUP):
        for tile in range(group, min(group + t.GROUP, tiles)):
            leave_empty(scratch.prices[tile - group], data.rows, data.symbols - tile * t.LANES)
        take_in(
            data.closes, data.highs, data.lows, data.rows, data.symbols, data.lanes, group * t.LANES, scratch.prices
        )
        for tile in range(group, min(group + t.GROUP, tiles)):
            pass_bars(scratch.prices[tile - group], data, state, scratch, tile)
            pass_days(scratch.prices[tile - group], data, state, scratch, out, tile)


@compiled
def leave_empty(prices: Any, rows: int, symbols: int) -> None:
    """No bars where a tile has more lanes than there are symbols left."""
    for row in range(rows):
        for s in range(symbols, t.LANES):
            prices[t.Index(row) * t.ROW + t.Index(s)] = np.nan


@compiled
def take_in(closes: Any, highs: Any, lows: Any, rows: int, symbols: int, lanes: int, left: int, tiles: Any) -> None:
    """A few tiles' prices out of the panel, row by row: of each row as much as pays for walking to it."""
    size, room = t.Index(tiles.shape[1]), tiles.reshape(-1)
    right = min(left + tiles.shape[0] * lanes, symbols)
    for row in range(rows):
        here = t.Index(row) * t.ROW
        for begin in range(left, right, lanes):
            there, across = t.Index(row * symbols + begin), t.Index(min(lanes, right - begin))
            for s in range(across):
                room[here + s] = closes[there + s]
                room[t.HIGH + here + s] = highs[there + s]
                room[t.LOW + here + s] = lows[there + s]
            here += size


@compiled
def pass_bars(prices: Any, data: Input, state: State, scratch: Scratch, tile: int) -> None:
    """The scores of a tile's new days, and of its weeks and months that have closed in them."""
    rows, days, scores = data.rows, scratch.days, scratch.scores
    memory, closes, extremes = state.memory[tile], state.closes[tile], state.extremes[tile]
    note_earlier(memory[at.DAILY], closes[at.DAILY], scratch.earlier)
    gather(prices, rows, data.weeks, data.months, scratch.weekly, scratch.monthly, memory,
           closes[at.DAILY, (at.TAIL - 1) * t.LANES :], scratch.carried, days)  # fmt: skip
    find_places(prices, rows, days)
    daily = Past(memory[at.DAILY], closes[at.DAILY], extremes[at.DAILY])
    judge_tile(prices, rows, days, daily, scratch.desk, scores[at.DAILY])
    weekly = Past(memory[at.WEEKLY], closes[at.WEEKLY], extremes[at.WEEKLY])
    pass_table(scratch.weekly, len(data.weeks.ends) + 1, data.lanes, weekly, scratch, scores[at.WEEKLY])
    monthly = Past(memory[at.MONTHLY], closes[at.MONTHLY], extremes[at.MONTHLY])
    pass_table(scratch.monthly, len(data.months.ends) + 1, data.lanes, monthly, scratch, scores[at.MONTHLY])


@compiled
def note_earlier(memory: Any, closes: Any, earlier: Any) -> None:
    """The last HORIZON closes before the new days, and how many days there had been."""
    for q in range(at.HORIZON * t.LANES):
        earlier[q] = closes[(at.TAIL - at.HORIZON) * t.LANES + q]
    for s in range(t.LANES):
        earlier[at.HORIZON * t.LANES + s] = memory[at.BARS * t.LANES + s]


@compiled
def pass_table(table: Table, rows: int, lanes: int, past: Past, scratch: Scratch, scores: Any) -> None:
    """The scores of a tile's weeks or months, in the row of each the last one known; on most days none has closed."""
    last, stop = scratch.carried, 0
    for s in range(t.LANES):
        last[s], stop = past.memory[at.SCORE * t.LANES + s], max(stop, table.own.last[s] + 1)
    if stop > 0:
        find_places(table.prices, stop, table.own)
        judge_tile(table.prices, stop, table.own, past, scratch.desk, scores)
    carry_forward(scores, table.prices, last, rows, lanes)


@compiled
def pass_days(prices: Any, data: Input, state: State, scratch: Scratch, out: Output, tile: int) -> None:
    """What a tile's new days show, their alignment, and what followed earlier ones."""
    rows, shown, scores, left = data.rows, scratch.shown, scratch.scores, tile * t.LANES
    width = min(t.LANES, data.symbols - left)
    show(scores[at.DAILY], data.days, prices, rows, data.lanes, shown[at.DAILY])
    show(scores[at.WEEKLY], data.weeks.shown, prices, rows, data.lanes, shown[at.WEEKLY])
    show(scores[at.MONTHLY], data.months.shown, prices, rows, data.lanes, shown[at.MONTHLY])
    for period in range(at.PERIODS):
        publish(shown[period], rows, left, width, out.closed[period])
    align(shown[at.DAILY], shown[at.WEEKLY], shown[at.MONTHLY], rows * t.LANES, scratch.found, scratch.sides)
    for s in range(width):
        if data.first[left + s] > 0 or data.last[left + s] < rows - 1:
            leave_out(s, rows, data.first[left + s], data.last[left + s], scratch.found, scratch.sides)
    count(scratch.sides, rows, out.counts)
    follow(prices, rows, data.lanes, scratch.days, scratch.earlier, state.buckets[tile], scratch.found, scratch.then, scratch.changes,
           out.followed)  # fmt: skip
