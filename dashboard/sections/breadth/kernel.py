"""The one pass over the sessions that all breadth is counted in.

For every session, oldest first:
1. the bars of the symbols that traded move their running state on, and leave flags and a few figures each (`bars`);
2. the flags of those listed are counted per sector, and the volume of advances and declines is summed;
3. medians are selected (`selection`);
4. symbols that crossed an average, and the best, worst and most unusually traded, are listed (`naming`).

A tile of symbols is taken through a block of sessions at a time, so that its state stays in the processor's first cache.
Nothing looks beyond the session's own row, so the first t rows of the outcome depend on the first t rows of the panel alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.bars import (
    add_volumes,
    add_words,
    note_crossings,
    note_members,
    note_moves,
    note_range,
    note_returns,
    note_sides,
    note_volumes,
    settled,
)
from dashboard.sections.breadth.gaps import count_odd, leave, list_gaps, open_windows
from dashboard.sections.breadth.naming import list_crossings, name
from dashboard.sections.breadth.ranges import look_up, reaching_from, turn_chunks
from dashboard.sections.breadth.selection import median
from dashboard.sections.breadth.ties import settle_averages, settle_volumes
from dashboard.sections.breadth.windows import held_row, hold

# How far from what it was a session before a median is first looked for.
REACH_RETURN, REACH_RSI = 0.02, 4.0
NEUTRAL_RSI = 50.0


class Input(NamedTuple):
    """close, volume: windows.Ring. first, last: int64 [lanes], the rows between which a lane is listed.

    bounds: int64 [G + 1], the lane at which each sector begins. groups: int64 [tiles], the sector of each tile's first lane.
    """

    close: Any
    volume: Any
    first: Any
    last: Any
    bounds: Any
    groups: Any


class State(NamedTuple):
    """What is remembered per tile, as `layout` names it: floats [tiles, FLOATS · TILE], closes and volumes int64 [tiles, ..]."""

    floats: Any
    closes: Any
    volumes: Any


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
    """A block's figures, float64 [FIGURES, BLOCK, lanes], and the same as the integers of their bits; its crossings, int32
    [BLOCK, 2 + lanes], as many as the first says, and volumes up and down by lane of a tile, float64 [BLOCK, 2, TILE]; a tile's
    session; room for the lanes or sessions, and what the last of each ranking was, float64 [RANKINGS].
    """

    figures: Any
    bits: Any
    crossed: Any
    volumes: Any
    bar: Any
    words: Any
    gapped: Any
    room: Any
    chosen: Any
    likely: Any


@compiled
def pass_over(data: Any, state: Any, scratch: Any, out: Any, start: int, begin: int, stop: int) -> int:
    """Count sessions begin..stop (row 0 of `out` is session `start`); the session before which the lists' room ran out, or stop."""
    for first in range(begin, stop, at.BLOCK):
        last = min(first + at.BLOCK, stop)
        if len(out.kinds) - out.offsets[first - start] < (last - first) * (2 * len(data.first) + 3 * at.TOP):
            return first
        gather(data, first, last)
        scratch.crossed[:, 0] = 0
        scratch.volumes[:] = 0.0
        for tile in range(len(data.groups)):
            note_tile(data, state, scratch, out.by_sector[first - start :], tile, first, last)
        for t in range(first, last):
            summarise(data, scratch, out, t, t - start, t - first)
    return stop


@compiled
def gather(data: Any, first: int, last: int) -> None:
    """Bring the rows that sessions first..last need into the rings."""
    for t in range(first, last):
        hold(data.close, t)
        hold(data.volume, t)
        for n in at.CLOSE_WINDOWS:
            hold(data.close, t - n)
        for n in at.VOLUME_WINDOWS:
            hold(data.volume, t - n)


@compiled
def note_tile(data: Any, state: Any, scratch: Any, by_sector: Any, tile: int, first: int, last: int) -> None:
    """Take one tile through sessions first..last."""
    begin = tile * at.TILE
    lanes, gapped = slice(begin, begin + at.TILE), scratch.gapped
    listed, delisted = data.first[lanes], data.last[lanes]
    list_gaps(state.closes[tile], at.CLOSE_WINDOWS, first, gapped[0])
    list_gaps(state.volumes[tile], at.VOLUME_WINDOWS, first, gapped[1])
    steady = settled(listed, delisted, first, last - 1)
    for t in range(first, last):
        if t == first or not steady:
            note_members(scratch.bar, listed, delisted, t)
        note_closes(data, state, scratch, tile, t, t - first, lanes)
        note_volume(data, state, scratch, tile, t, t - first, lanes)
        count(data, scratch.words, tile, by_sector[t - first])


@compiled
def note_closes(data: Any, state: Any, scratch: Any, tile: int, t: int, row: int, lanes: Any) -> None:
    """Everything that session t's closes say, and do to the state."""
    ring, own, rows, bar, words = data.close, state.floats[tile], state.closes[tile], scratch.bar, scratch.words
    figures, gapped, now, bars = scratch.figures, scratch.gapped[0], held_row(ring, tile, t), own[at.BARS :]
    if note_moves(now, own, bar, words, figures[at.RSI, row, lanes]):
        open_windows(now, rows, at.CLOSE_WINDOWS, t, bars, gapped)
    leave(ring, tile, rows, at.CLOSE_WINDOWS, t, gapped, bars, bar[at.LEAVING[0] :])
    if note_sides(now, own, bar, words):
        settle_averages(ring, tile, rows, t, now, words)
    if note_crossings(now, bar, words, rows[at.SIDES :]):
        list_crossings(words, tile, scratch.crossed[row])
    note_returns(now, bar, words, figures[at.SHORT, row, lanes], figures[at.LONG, row, lanes])
    turn_chunks(own, t)
    if note_range(now, own, bar, words, rows[at.BEGIN :], reaching_from(t)):
        look_up(ring, tile, rows, t, now, own, words, scratch.room)


@compiled
def note_volume(data: Any, state: Any, scratch: Any, tile: int, t: int, row: int, lanes: Any) -> None:
    """Session t's volumes against their previous ones, whose sum then takes them in."""
    ring, own, rows, bar = data.volume, state.floats[tile], state.volumes[tile], scratch.bar
    now, gapped, bars = held_row(ring, tile, t), scratch.gapped[1], own[at.VOLUME_BARS :]
    if count_odd(now, bars):
        open_windows(now, rows, at.VOLUME_WINDOWS, t, bars, gapped)
    leave(ring, tile, rows, at.VOLUME_WINDOWS, t, gapped, bars, bar[at.LEAVING_VOLUME :])
    closes, ratio = held_row(data.close, tile, t), scratch.figures[at.RATIO, row, lanes]
    if note_volumes(now, closes, own, bar, scratch.words, ratio):
        settle_volumes(ring, tile, t, now, scratch.words)
    add_volumes(now, bar, scratch.volumes[row, 0], scratch.volumes[row, 1])


@compiled
def count(data: Any, words: Any, tile: int, counts: Any) -> None:
    """Count a tile's flags in each of its sectors."""
    g, begin, end = data.groups[tile], tile * at.TILE, (tile + 1) * at.TILE
    while g < len(data.bounds) - 1 and data.bounds[g] < end:
        first, last = max(data.bounds[g] - begin, 0), min(data.bounds[g + 1], end) - begin
        for some in range(first, last, at.FIELD_ROOM):
            add_words(words, some, min(some + at.FIELD_ROOM, last), counts[g])
        g += 1


@compiled
def summarise(data: Any, scratch: Any, out: Any, t: int, row: int, place: int) -> None:
    """What is about session t as a whole: volumes, medians, and the symbols worth naming; it is `place` in the block."""
    sums, counts = out.sums[row], out.by_sector[row]
    sums[at.UP_VOLUME], sums[at.DOWN_VOLUME] = scratch.volumes[place, 0].sum(), scratch.volumes[place, 1].sum()
    likely = out.sums[row - 1, at.MEDIAN_RSI] if row > 0 else np.nan
    sums[at.MEDIAN_RSI] = median(
        scratch.figures[at.RSI, place],
        scratch.bits[at.RSI, place],
        counts[:, at.VALID_RSI].sum(),
        NEUTRAL_RSI if np.isnan(likely) else likely,
        REACH_RSI,
        scratch.room,
    )
    note_medians(
        data.bounds, scratch, counts[:, at.VALID_SHORT], at.SHORT, place, out.medians[:, :, at.MEDIAN_SHORT], row
    )
    note_medians(data.bounds, scratch, counts[:, at.VALID_LONG], at.LONG, place, out.medians[:, :, at.MEDIAN_LONG], row)
    out.offsets[row + 1] = name(data.close, scratch, place, out, t, out.offsets[row])


@compiled
def note_medians(bounds: Any, scratch: Any, valid: Any, figure: int, place: int, medians: Any, row: int) -> None:
    """The median of one of the figures in each sector. valid: [G]; medians: float64 [t, G]."""
    figures, bits = scratch.figures[figure, place], scratch.bits[figure, place]
    for g in range(len(bounds) - 1):
        likely = medians[row - 1, g] if row > 0 else np.nan
        begin, end = bounds[g], bounds[g + 1]
        medians[row, g] = median(
            figures[begin:end],
            bits[begin:end],
            valid[g],
            0.0 if np.isnan(likely) else likely,
            REACH_RETURN,
            scratch.room,
        )
