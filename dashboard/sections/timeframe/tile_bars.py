"""A tile's bars of one period: each symbol's own, lined up by their ends and judged block by block, and their scores on the rows again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.pivots import SPAN
from dashboard.sections.timeframe.tile_rows import mature, structure, survey, young


class Own(NamedTuple):
    """Of each symbol, int64 [LANES]: how many bars, the rows of its first and its last one; scattered, bool [LANES]: whether some are
    missing between or after them; places, int64 [LANES, rows]: the rows of its bars, of one that is scattered or begins late."""

    days: Any
    first: Any
    last: Any
    scattered: Any
    places: Any


class Past(NamedTuple):
    """One period of a tile's symbols before its first bar and after its last: memory, float64 [MEMORY · LANES]; closes, float64
    [TAIL · LANES]; extremes, float64 [2, SPAN · LANES]."""

    memory: Any
    closes: Any
    extremes: Any


class Desk(NamedTuple):
    """Where a tile is judged: room, float64 [ROOM]; memory, float64 [MEMORY · LANES]."""

    room: Any
    memory: Any


@compiled
def find_places(prices: FloatArray, rows: int, own: Own) -> None:
    """Who is scattered, and where, over so many rows."""
    scattered, places = own.scattered, own.places
    for s in range(t.LANES):
        days, first, last = own.days[s], own.first[s], own.last[s]
        scattered[s] = days > 0 and (last != rows - 1 or last - first + 1 != days)
        if days > 0 and (scattered[s] or first > 0):
            count = 0
            for row in range(first, last + 1):
                places[s, count] = row
                count += not np.isnan(prices[t.Index(row) * t.ROW + t.Index(s)])


@compiled
def judge_tile(prices: FloatArray, rows: int, own: Own, past: Past, desk: Desk, scores: FloatArray) -> None:
    """Scores of every bar, float32 [rows · LANES], on its row; the past moves on.

    The last bars of all symbols lie side by side, and so do the ones before them: a symbol with fewer bars begins later.
    """
    for begin in range(0, rows, t.BLOCK):
        bars = min(t.BLOCK, rows - begin)
        load(prices, begin, bars, desk.room)
        for s in range(t.LANES):
            if own.scattered[s]:
                load_scattered(prices, s, begin, bars, own, rows, desk.room)
            if begin <= rows - own.days[s] < begin + bars:
                load_past(past, s, rows - own.days[s] - begin, desk.room)
        survey(desk.room, bars)
        judge_block(begin, bars, rows, own, past, desk)
        take_scores(desk.room, begin, bars, scores)
        if begin + bars < rows:
            move_up(desk.room, bars)
    keep_past(own, rows - (rows - 1) // t.BLOCK * t.BLOCK, past, desk)
    for s in range(t.LANES):
        if own.scattered[s]:
            scatter(own, s, rows, scores)


@compiled
def load(prices: FloatArray, begin: int, bars: int, room: FloatArray) -> None:
    """Rows of prices into the room, a missing high as one that nothing exceeds: so nothing stands out next to it."""
    for bar in range(bars):
        here, there = t.Index(at.TAIL + bar) * t.WIDTH, t.Index(begin + bar) * t.ROW
        for s in range(t.WIDTH):
            high, low = prices[t.HIGH + there + s], prices[t.LOW + there + s]
            room[t.CLOSES + here + s] = prices[t.CLOSE + there + s]
            room[t.HIGHS + here + s] = np.inf if np.isnan(high) else high
            room[t.LOWS + here + s] = -np.inf if np.isnan(low) else low


@compiled
def load_scattered(prices: FloatArray, s: int, begin: int, bars: int, own: Own, rows: int, room: FloatArray) -> None:
    """The same bars of one symbol without the rows that it has none on."""
    start = rows - own.days[s]
    for bar in range(max(start - begin, 0), bars):
        here = t.Index((at.TAIL + bar) * t.LANES + s)
        there = t.Index(own.places[s, begin + bar - start]) * t.ROW + t.Index(s)
        high, low = prices[t.HIGH + there], prices[t.LOW + there]
        room[t.CLOSES + here] = prices[there]
        room[t.HIGHS + here] = np.inf if np.isnan(high) else high
        room[t.LOWS + here] = -np.inf if np.isnan(low) else low


@compiled
def load_past(past: Past, s: int, bar: int, room: FloatArray) -> None:
    """The bars before a symbol's first one, which is this bar of the block."""
    for q in range(at.TAIL):
        room[t.CLOSES + t.Index((bar + q) * t.LANES + s)] = past.closes[q * t.LANES + s]
    for q in range(SPAN):
        here, there = t.Index((bar + at.TAIL - SPAN + q) * t.LANES + s), q * t.LANES + s
        high, low = past.extremes[0, there], past.extremes[1, there]
        room[t.HIGHS + here] = np.inf if np.isnan(high) else high
        room[t.LOWS + here] = -np.inf if np.isnan(low) else low


@compiled
def judge_block(begin: int, bars: int, rows: int, own: Own, past: Past, desk: Desk) -> None:
    """The bars of a block in stretches in which no symbol begins, and either some are still young or none is."""
    memory, bar = desk.memory, 0
    while bar < bars:
        stop, youngest = bars, at.OSCILLATOR_NEEDS
        for s in range(t.LANES):
            start = rows - own.days[s] - begin
            if start == bar:
                for k in range(at.MEMORY):
                    memory[k * t.LANES + s] = past.memory[k * t.LANES + s]
            if start > bar:
                stop = min(stop, start)
            else:
                youngest = min(youngest, int(memory[t.BARS + t.Index(s)]))
        missing = at.OSCILLATOR_NEEDS - 1 - youngest
        if missing > 0:
            stop = min(stop, bar + missing)
            structure(desk.room, memory, bar, stop)
            young(desk.room, memory, bar, stop)
        else:
            structure(desk.room, memory, bar, stop)
            mature(desk.room, memory, bar, stop)
        bar = stop


@compiled
def take_scores(room: FloatArray, begin: int, bars: int, scores: FloatArray) -> None:
    """A block's scores to those of all bars."""
    here, there = t.Index(begin) * t.WIDTH, t.SCORES + t.Index(at.TAIL) * t.WIDTH
    for q in range(t.Index(bars) * t.WIDTH):
        scores[here + q] = np.float32(room[there + q])


@compiled
def move_up(room: FloatArray, bars: int) -> None:
    """A block's last bars to before the next one's first."""
    below = t.Index(bars) * t.WIDTH
    for q in range(t.Index(at.TAIL) * t.WIDTH):
        room[t.CLOSES + q] = room[t.CLOSES + q + below]
    for q in range(t.Index(at.TAIL - SPAN) * t.WIDTH, t.Index(at.TAIL) * t.WIDTH):
        room[t.HIGHS + q] = room[t.HIGHS + q + below]
        room[t.LOWS + q] = room[t.LOWS + q + below]


@compiled
def keep_past(own: Own, bars: int, past: Past, desk: Desk) -> None:
    """What the next bars need to know, from the last block, of so many bars; nothing has changed of a symbol without any."""
    for s in range(t.LANES):
        if own.days[s] == 0:
            continue
        for k in range(at.SCORE):
            past.memory[k * t.LANES + s] = desk.memory[k * t.LANES + s]
        past.memory[at.SCORE * t.LANES + s] = desk.room[t.SCORES + t.Index((at.TAIL + bars - 1) * t.LANES + s)]
    for q in range(at.TAIL):
        for s in range(t.LANES):
            if own.days[s] > 0:
                past.closes[q * t.LANES + s] = desk.room[t.CLOSES + t.Index((bars + q) * t.LANES + s)]
    for q in range(SPAN):
        for s in range(t.LANES):
            here = t.Index((at.TAIL + bars - SPAN + q) * t.LANES + s)
            if own.days[s] > 0:
                past.extremes[0, q * t.LANES + s] = finite(desk.room[t.HIGHS + here])
                past.extremes[1, q * t.LANES + s] = finite(desk.room[t.LOWS + here])


@inlined
def finite(price: float) -> float:
    """The price; NaN where it is missing."""
    return np.nan if abs(price) == np.inf else price


@compiled
def scatter(own: Own, s: int, rows: int, scores: FloatArray) -> None:
    """One symbol's scores from the end of the rows to its own."""
    start = rows - own.days[s]
    for i in range(own.days[s]):
        scores[own.places[s, i] * t.LANES + s] = scores[(start + i) * t.LANES + s]
