"""The one pass over the sessions that all breadth is counted in.

For every session, oldest first:
1. the bars of the symbols that traded move their running state on, and leave a code of bits and a few figures each (`bars`);
2. symbols that are not listed at the session are wiped out of it;
3. the bits are counted per sector, the volume of advances and declines is summed, medians are selected;
4. symbols that crossed an average, and the best, worst and most unusually traded, are listed.

Nothing looks beyond the session's own row, so the first t rows of the outcome depend on the first t rows of the panel alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.bars import (
    compare_volumes,
    count_bars,
    count_doubts,
    keep_chunks,
    keep_extremes,
    keep_last,
    keep_peak,
    leave,
    move_sums,
    note_bands,
    note_changes,
    note_gaps,
    note_ratio,
    note_records,
    note_return,
    note_rsi,
    note_sides,
    note_volumes,
    renew_extremes,
    settle_ties,
    smooth,
)
from dashboard.sections.breadth.selection import largest, median

AT_LEAST_UNUSUAL = float(np.nextafter(at.UNUSUAL_VOLUME, 0.0))
LIKELY_RETURN = 0.25
LIKELY_RSI = (30.0, 70.0)
TILE_SESSIONS, TILE_SYMBOLS = 16, 1024


class Input(NamedTuple):
    """close, volume: float64 [T, >=S]. first, last: int64 [S], the rows between which a symbol is listed; [0] where that is not known.

    order: int64 [S], the symbols sector by sector. bounds: int64 [G + 1], where each sector begins.
    """

    close: Any
    volume: Any
    first: Any
    last: Any
    order: Any
    bounds: Any


class State(NamedTuple):
    """What is remembered per symbol, as `layout` names it: floats [FLOATS, S], rows int64 [ROWS, S], chunks [2, S, CHUNKS]."""

    floats: Any
    rows: Any
    chunks: Any


class Output(NamedTuple):
    """What is counted and listed from session `start` on; `layout` names the last axes.

    by_sector: int32 [t, G, COUNTS]. sums: float64 [t, SUMS]. medians: float64 [t, G, 2]. offsets: int64 [t + 1] into the
    lists kinds int8, symbols int32 and values float64 [.., VALUES].
    """

    by_sector: Any
    sums: Any
    medians: Any
    offsets: Any
    kinds: Any
    symbols: Any
    values: Any


class Scratch(NamedTuple):
    """A tile's codes int64 [t, S] and figures [t, FIGURES, S], one session's by sector, and room to work in."""

    codes: Any
    figures: Any
    newest_gap: Any
    leaving: Any
    excess: Any
    codes_by_sector: Any
    short_by_sector: Any
    long_by_sector: Any
    room: Any
    chosen: Any


@compiled
def pass_over(data: Any, state: Any, scratch: Any, out: Any, start: int, begin: int, stop: int) -> int:
    """Count sessions begin..stop (row 0 of `out` is session `start`); the session before which the lists' room ran out, or stop.

    A tile of TILE_SESSIONS is noted for TILE_SYMBOLS at a time, so that their state and their windows stay in the processor's
    cache; its sessions are then summed up one by one.
    """
    symbols = len(data.order)
    for first in range(begin, stop, TILE_SESSIONS):
        last = min(first + TILE_SESSIONS, stop)
        if len(out.kinds) - out.offsets[first - start] < (last - first) * (2 * symbols + 3 * at.TOP):
            return first
        for left in range(0, symbols, TILE_SYMBOLS):
            part = slice(left, min(left + TILE_SYMBOLS, symbols))
            for t in range(first, last):
                note(data, state, scratch, t, t - first, part)
        for t in range(first, last):
            summarise(data, scratch, out, t, t - start, scratch.codes[t - first], scratch.figures[t - first])
    return stop


@compiled
def summarise(data: Any, scratch: Any, out: Any, t: int, row: int, codes: Any, figures: Any) -> None:
    """Everything about session t as a whole, from its codes and figures."""
    settle(data, scratch, t, codes, figures)
    count(data, scratch, t, codes, out.by_sector[row], out.sums[row])
    select(data, scratch, figures, out.by_sector[row], out.medians[row], out.sums[row])
    out.offsets[row + 1] = name(data, scratch, out, t, codes, figures, out.offsets[row])


@compiled
def note(data: Any, state: Any, scratch: Any, t: int, row: int, part: Any) -> None:
    """Move the state of a part of the symbols on by session t, and leave their codes and figures in `scratch`."""
    floats, rows, codes, figures = state.floats, state.rows, scratch.codes[row, part], scratch.figures
    now, bars, change = data.close[t, part], rows[at.BARS, part], figures[row, at.CHANGE, part]
    note_gaps(now, t, rows[at.GAP, part], scratch.newest_gap)
    note_changes(now, floats[at.PREVIOUS, part], change, codes)
    keep_last(now, floats[at.PREVIOUS, part])
    keep_peak(now, floats[at.PEAK, part])
    smooth(change, 1.0, bars, floats[at.GAIN, part])
    smooth(change, -1.0, bars, floats[at.LOSS, part])
    note_rsi(change, floats[at.GAIN, part], floats[at.LOSS, part], bars, figures[row, at.RSI, part])
    note_bands(figures[row, at.RSI, part], codes)
    note_averages(data.close, state, scratch, t, codes, figures[row, at.LONG, part], part)
    gap, oldest = rows[at.GAP, part], rows[at.OLDEST_SHORT, part]
    leave(data.close, t, at.SHORT_RETURN, part.start, bars, gap, scratch.newest_gap, oldest, scratch.leaving)
    note_return(now, scratch.leaving, at.FLAG[at.VALID_SHORT], codes, figures[row, at.SHORT, part])
    note_range(data.close, state, scratch, t, codes, part)
    note_volume(data.volume, state, scratch, t, codes, figures[row, at.RATIO, part], part)
    count_bars(now, bars)


@compiled
def note_averages(close: Any, state: Any, scratch: Any, t: int, codes: Any, returns: Any, part: Any) -> None:
    """Every SMA window takes session t's bars; the first one's leaving bar is also where the long return starts."""
    floats, rows, excess, leaving = state.floats, state.rows, scratch.excess, scratch.leaving
    now, bars, peak = close[t, part], rows[at.BARS, part], floats[at.PEAK, part]
    for w in range(len(at.SMA_WINDOWS)):
        n, oldest = at.SMA_WINDOWS[w], rows[w, part]
        leave(close, t, n, part.start, bars, rows[at.GAP, part], scratch.newest_gap, oldest, leaving)
        if move_sums(now, leaving, n, peak, floats[w, part], excess):
            settle_ties(close, excess, t, part.start, now, n, peak, oldest)
        if w == 0:
            note_return(now, leaving, at.FLAG[at.VALID_LONG], codes, returns)
        flags = (at.FLAG[at.VALID_SMA[w]], at.FLAG[at.ABOVE_SMA[w]], at.CROSSED[w])
        note_sides(excess, n, bars, rows[at.SIDE + w, part], flags, codes)


@compiled
def note_range(close: Any, state: Any, scratch: Any, t: int, codes: Any, part: Any) -> None:
    """New highs and lows against the closes so far, which then take session t's in."""
    floats, rows, now, left = state.floats, state.rows, close[t, part], part.start
    oldest, bars = rows[at.OLDEST_RANGE, part], rows[at.BARS, part]
    for k, sign in ((0, 1.0), (1, -1.0)):
        extreme, row, ring = floats[at.HIGHEST + k, part], rows[at.HIGHEST_ROW + k, part], state.chunks[k, part]
        running, recent = floats[at.RUNNING + k, part], floats[at.RECENT + k, part]
        if count_doubts(now, sign, oldest, extreme, recent, running, row):
            renew_extremes(close, t, left, sign, oldest, ring, recent, running, extreme, row)
    note_records(now, bars, floats[at.HIGHEST, part], floats[at.LOWEST, part], codes)
    for k, sign in ((0, 1.0), (1, -1.0)):
        keep_extremes(now, t, sign, floats[at.HIGHEST + k, part], rows[at.HIGHEST_ROW + k, part])
        keep_chunks(now, t, sign, floats[at.RUNNING + k, part], floats[at.RECENT + k, part], state.chunks[k, part])
    leave(close, t, at.RANGE_WINDOW, left, bars, rows[at.GAP, part], scratch.newest_gap, oldest, scratch.leaving)


@compiled
def note_volume(volume: Any, state: Any, scratch: Any, t: int, codes: Any, ratio: Any, part: Any) -> None:
    """Session t's volumes against their previous ones, whose sum then takes them in."""
    floats, rows, excess, leaving = state.floats, state.rows, scratch.excess, scratch.leaving
    now, n, bars, oldest = volume[t, part], at.VOLUME_WINDOW, rows[at.VOLUME_BARS, part], rows[at.OLDEST_VOLUME, part]
    peak, sums = floats[at.VOLUME_PEAK, part], floats[at.VOLUME_SUM, part]
    note_gaps(now, t, rows[at.VOLUME_GAP, part], scratch.newest_gap)
    keep_peak(now, peak)
    note_ratio(now, sums, bars, ratio)
    if compare_volumes(now, sums, peak, excess):
        settle_ties(volume, excess, t - 1, part.start, now, n, peak, oldest)
    note_volumes(now, excess, bars, codes)
    leave(volume, t, n, part.start, bars, rows[at.VOLUME_GAP, part], scratch.newest_gap, oldest, leaving)
    move_sums(now, leaving, n, peak, sums, excess)
    count_bars(now, bars)


@compiled
def settle(data: Any, scratch: Any, t: int, codes: Any, figures: Any) -> None:
    """Wipe out what is not listed at session t, and set the rest out sector by sector."""
    order = data.order
    for s in range(len(data.first)):
        if t < data.first[s] or t > data.last[s]:
            codes[s] = 0
            figures[:, s] = np.nan
    gather(order, codes, scratch.codes_by_sector)
    gather(order, figures[at.SHORT], scratch.short_by_sector)
    gather(order, figures[at.LONG], scratch.long_by_sector)


@compiled
def gather(order: Any, values: Any, by_sector: Any) -> None:
    """Set values out in that order."""
    for place in range(len(order)):
        by_sector[place] = values[order[place]]


@compiled
def count(data: Any, scratch: Any, t: int, codes: Any, counts: Any, sums: Any) -> None:
    """Count each flag in each sector, and sum the volume up and down."""
    for g in range(len(data.bounds) - 1):
        for begin in range(data.bounds[g], data.bounds[g + 1], at.FIELD_ROOM):
            some = scratch.codes_by_sector[begin : min(begin + at.FIELD_ROOM, data.bounds[g + 1])]
            for bit in range(at.FIELD_FLAGS):
                fields = add_fields(some, bit)
                for field in range(at.FIELDS):
                    flag = field * at.FIELD_FLAGS + bit
                    if flag < at.COUNTS:
                        counts[g, flag] += (fields >> (at.FIELD_BITS * field)) & at.FIELD_MASK
    known = at.FLAG[at.WITH_VOLUME]
    up, down = known | at.FLAG[at.ADVANCES], known | at.FLAG[at.DECLINES]
    sums[at.UP_VOLUME], sums[at.DOWN_VOLUME] = add_volumes(data.volume[t], codes, up, down)


@compiled
def add_fields(codes: Any, bit: int) -> int:
    """The sum of that bit of every field: each field of it is a count."""
    total = 0
    for s in range(len(codes)):
        total += (codes[s] >> bit) & at.LOWEST_BITS
    return total


@compiled
def add_volumes(volume: Any, codes: Any, up: int, down: int) -> tuple[float, float]:
    """The volume of the symbols whose code has all the flags of `up`, and of those that have all of `down`."""
    rising = falling = 0.0
    for s in range(len(codes)):
        rising += volume[s] if codes[s] & up == up else 0.0
        falling += volume[s] if codes[s] & down == down else 0.0
    return rising, falling


@compiled
def select(data: Any, scratch: Any, figures: Any, counts: Any, medians: Any, sums: Any) -> None:
    """The median RSI of all symbols, and the median returns of each sector."""
    with_rsi = counts[:, at.VALID_RSI].sum()
    sums[at.MEDIAN_RSI] = median(figures[at.RSI], with_rsi, *LIKELY_RSI, scratch.room)
    for g in range(len(data.bounds) - 1):
        begin, end = data.bounds[g], data.bounds[g + 1]
        short, long = scratch.short_by_sector[begin:end], scratch.long_by_sector[begin:end]
        medians[g, at.MEDIAN_SHORT] = median(
            short, counts[g, at.VALID_SHORT], -LIKELY_RETURN, LIKELY_RETURN, scratch.room
        )
        medians[g, at.MEDIAN_LONG] = median(long, counts[g, at.VALID_LONG], -LIKELY_RETURN, LIKELY_RETURN, scratch.room)


@compiled
def name(data: Any, scratch: Any, out: Any, t: int, codes: Any, figures: Any, begin: int) -> int:
    """List the symbols worth naming from place `begin` on, crossings in the symbols' order; the place after the last."""
    place = begin
    for s in range(len(codes)):
        if codes[s] & (at.CROSSED_50 | at.CROSSED_200):
            if codes[s] & at.CROSSED_50:
                out.kinds[place] = at.UP_50 if codes[s] & at.FLAG[at.ABOVE_SMA[1]] else at.DOWN_50
                out.symbols[place] = s
                place += 1
            if codes[s] & at.CROSSED_200:
                out.kinds[place] = at.UP_200 if codes[s] & at.FLAG[at.ABOVE_SMA[3]] else at.DOWN_200
                out.symbols[place] = s
                place += 1
    place = rank(figures[at.SHORT], 1.0, -np.inf, at.TOP_RETURN, scratch.chosen, out.kinds, out.symbols, place)
    place = rank(figures[at.SHORT], -1.0, -np.inf, at.BOTTOM_RETURN, scratch.chosen, out.kinds, out.symbols, place)
    place = rank(figures[at.RATIO], 1.0, AT_LEAST_UNUSUAL, at.UNUSUAL, scratch.chosen, out.kinds, out.symbols, place)
    for k in range(begin, place):
        s = out.symbols[k]
        out.values[k, at.CLOSE] = data.close[t, s]
        out.values[k, at.RETURN_5] = 100.0 * figures[at.SHORT, s]
        out.values[k, at.RETURN_1] = 100.0 * figures[at.CHANGE, s] / (data.close[t, s] - figures[at.CHANGE, s])
        out.values[k, at.VOLUME_RATIO] = figures[at.RATIO, s]
    return place


@compiled
def rank(figures: Any, sign: float, least: float, kind: int, chosen: Any, kinds: Any, symbols: Any, place: int) -> int:
    """List the symbols with the largest sign·figures above `least`, best first, from `place` on; the place after the last."""
    for k in range(largest(figures, sign, least, chosen)):
        kinds[place], symbols[place] = kind, chosen[k]
        place += 1
    return place
