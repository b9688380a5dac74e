"""A tile's bars of one period: each symbol's own, lined up by their ends and judged, and their scores on the rows again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.pivots import SPAN
from dashboard.sections.timeframe.tile_rows import grown, survey, young


class Own(NamedTuple):
    """Whose bars are whose: bars, float64 [LANES], how many each symbol has; places, int64 [LANES, > rows]: of who has not one on every
    row, the row of each bar by its place once they are lined up, the last one in the last row's place."""

    bars: Any
    places: Any


class Tails(NamedTuple):
    """The last bars of one period of all symbols, by tiles: closes, float64 [tiles, TAIL · LANES]; extremes, float64 [tiles, 2, SPAN ·
    LANES], their highs and lows."""

    closes: Any
    extremes: Any


class Desk(NamedTuple):
    """Where a tile is judged: room, float64 [ROOM]; memory, float64 [MEMORY · LANES]. lanes: LANES, as a number that the compiler does
    not know, who would unroll the shortest loops instead of making vectors of them."""

    room: Any
    memory: Any
    lanes: Any


@compiled
def judge_tile(
    prices: FloatArray, rows: int, own: Own, before: Tails, after: Tails, tile: int, kept: FloatArray, desk: Desk
) -> None:
    """Scores of every bar in the room, lined up, as then are the prices; the last bars before them become the last ones after
    them, and kept, float64 [MEMORY · LANES], the memory, moves on.

    The last bars of all symbols lie side by side, and so do the ones before them: a symbol with fewer bars begins later.
    """
    line_up(prices, rows, desk.lanes, before.closes[tile], before.extremes[tile], own)
    survey(prices, desk.room, rows)
    judge_rows(prices, rows, own.bars, kept, desk)
    keep_memory(rows, own.bars, kept, desk)
    keep_tails(prices, rows, after.closes[tile], after.extremes[tile])


@compiled
def line_up(prices: FloatArray, rows: int, lanes: int, closes: FloatArray, extremes: FloatArray, own: Own) -> None:
    """The bars before the first row, and those of who has none on some row without the rows in between."""
    load_tails(prices, closes, extremes)
    bars = own.bars
    count_bars(prices, rows, lanes, bars)
    for s in range(t.LANES):
        if bars[s] < rows:
            line_up_one(prices, s, rows, closes, extremes, own.places[s])


@compiled
def load_tails(prices: FloatArray, closes: FloatArray, extremes: FloatArray) -> None:
    """The tail, a missing high as one that nothing exceeds: so nothing stands out next to it."""
    highs, lows = extremes[0], extremes[1]
    for q in range(t.FIRST):
        prices[t.CLOSES + q] = closes[q]
    tail = t.FIRST - t.B10
    for q in range(t.B10):
        prices[t.HIGHS + tail + q] = np.inf if np.isnan(highs[q]) else highs[q]
    for q in range(t.B10):
        prices[t.LOWS + tail + q] = -np.inf if np.isnan(lows[q]) else lows[q]


@compiled
def count_bars(prices: FloatArray, rows: int, lanes: int, bars: FloatArray) -> None:
    """How many rows each symbol has a close on."""
    across = t.Index(lanes)
    for s in range(across):
        bars[s] = 0.0
    for row in range(rows):
        here = t.CLOSES + t.FIRST + t.Index(row) * t.WIDTH
        for s in range(across):
            bars[s] += 0.0 if np.isnan(prices[here + s]) else 1.0


@compiled
def line_up_one(prices: FloatArray, s: int, rows: int, closes: FloatArray, extremes: FloatArray, places: Any) -> None:
    """One symbol's bars moved to the end of the rows, and its tail to right before them."""
    place = rows
    for row in range(rows - 1, -1, -1):
        here = t.FIRST + t.Index(row * t.LANES + s)
        if not np.isnan(prices[t.CLOSES + here]):
            place -= 1
            places[place] = row
            there = t.FIRST + t.Index(place * t.LANES + s)
            prices[t.CLOSES + there] = prices[t.CLOSES + here]
            prices[t.HIGHS + there], prices[t.LOWS + there] = prices[t.HIGHS + here], prices[t.LOWS + here]
    for q in range(at.TAIL):
        prices[t.CLOSES + t.Index((place + q) * t.LANES + s)] = closes[q * t.LANES + s]
    for q in range(SPAN):
        there, high, low = (
            t.Index((place + at.TAIL - SPAN + q) * t.LANES + s),
            extremes[0, q * t.LANES + s],
            extremes[1, q * t.LANES + s],
        )
        prices[t.HIGHS + there] = np.inf if np.isnan(high) else high
        prices[t.LOWS + there] = -np.inf if np.isnan(low) else low


@compiled
def judge_rows(prices: FloatArray, rows: int, bars: FloatArray, past: FloatArray, desk: Desk) -> None:
    """The bars in stretches in which no symbol begins, and either some are still young or none is."""
    memory = desk.memory
    for k in range(at.MEMORY * t.LANES):
        memory[k] = past[k]
    row = 0
    while row < rows:
        stop, youngest = rows, at.SURE_BARS
        for s in range(t.LANES):
            start = rows - int(bars[s])
            if start == row and row > 0:
                for k in range(at.MEMORY):
                    memory[k * t.LANES + s] = past[k * t.LANES + s]
            if start > row:
                stop = min(stop, start)
            else:
                youngest = min(youngest, int(memory[t.BARS + t.Index(s)]))
        missing = at.SURE_BARS - 1 - youngest
        if missing > 0:
            stop = min(stop, row + missing)
            young(prices, desk.room, memory, row, stop)
        else:
            grown(prices, desk.room, memory, row, stop)
        row = stop


@compiled
def keep_memory(rows: int, bars: FloatArray, kept: FloatArray, desk: Desk) -> None:
    """What the next bars need to know; nothing has changed of a symbol without any."""
    room, memory = desk.room, desk.memory
    for k in range(at.SCORE):
        for s in range(t.LANES):
            kept[k * t.LANES + s] = memory[k * t.LANES + s] if bars[s] > 0.0 else kept[k * t.LANES + s]
    last = t.SCORES + t.FIRST + t.Index(rows - 1) * t.WIDTH
    for s in range(t.WIDTH):
        kept[t.SCORE + s] = room[last + s] if bars[s] > 0.0 else kept[t.SCORE + s]


@compiled
def keep_tails(prices: FloatArray, rows: int, closes: FloatArray, extremes: FloatArray) -> None:
    """The last bars; of a symbol without any in these rows those before stand where its bars would."""
    after, highs, lows = t.Index(rows) * t.WIDTH, extremes[0], extremes[1]
    for q in range(t.FIRST):
        closes[q] = prices[t.CLOSES + after + q]
    after += t.FIRST - t.B10
    for q in range(t.B10):
        highs[q] = finite(prices[t.HIGHS + after + q])
    for q in range(t.B10):
        lows[q] = finite(prices[t.LOWS + after + q])


@compiled
def hand_on(before: Tails, after: Tails, tile: int) -> None:
    """The last bars of a tile none of whose weeks (or months) has closed."""
    after.closes[tile] = before.closes[tile]
    after.extremes[tile] = before.extremes[tile]


@inlined
def finite(price: float) -> float:
    """The price; NaN where it is missing."""
    return np.nan if abs(price) == np.inf else price


@compiled
def take_scores(room: FloatArray, rows: int, scores: FloatArray) -> None:
    """The scores out of the room, float32 [>= rows · LANES]."""
    for q in range(t.Index(rows) * t.WIDTH):
        scores[q] = np.float32(room[t.SCORES + t.FIRST + q])


@compiled
def scatter(values: Any, s: int, rows: int, bars: int, places: Any, missing: Any) -> None:
    """One symbol's values from the end of the rows to its own; missing on the others."""
    free = 0
    for place in range(rows - bars, rows):
        row = places[place]
        values[row * t.LANES + s] = values[place * t.LANES + s]
        for q in range(free, row):
            values[q * t.LANES + s] = missing
        free = row + 1
    for q in range(free, rows):
        values[q * t.LANES + s] = missing


@compiled
def scatter_on(values: Any, s: int, rows: int, bars: int, places: Any, last: Any) -> None:
    """The same, where each row without a bar has the value before it; the first ones the last of earlier."""
    free = 0
    for place in range(rows - bars, rows):
        row = places[place]
        value = values[place * t.LANES + s]
        for q in range(free, row):
            values[q * t.LANES + s] = last
        values[row * t.LANES + s], last, free = value, value, row + 1
    for q in range(free, rows):
        values[q * t.LANES + s] = last
