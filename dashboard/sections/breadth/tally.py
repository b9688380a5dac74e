"""The tally: runs the kernel over the sessions that are new, and keeps what it counted for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.bars import STRIP
from dashboard.sections.breadth.kernel import TILE_SESSIONS, TILE_SYMBOLS, Input, Output, Scratch, State, pass_over
from dashboard.sections.breadth.listing import Listing, Listings, extended
from dashboard.sections.breadth.universe import Universe

CROSSINGS_EXPECTED = 1 / 12  # of the cells; where a market crosses more, the room grows


@dataclass(frozen=True)
class Tally:
    """What was counted over T sessions. by_sector: int32 [T, G, COUNTS]. total: int64 [T, COUNTS]. sums: float64 [T, SUMS].

    medians: float64 [T, G, 2]. listings: the symbols worth naming. state: the symbols' running state after the last session;
    it is never written to again, a continuation works on a copy.
    """

    by_sector: NDArray[np.int32]
    total: IntArray
    sums: FloatArray
    medians: FloatArray
    listings: Listings
    state: State

    def __len__(self) -> int:
        return len(self.total)


def tally(panel: Panel, universe: Universe, before: Tally | None) -> Tally:
    """Count the panel's sessions, or only those after `before`."""
    start = 0 if before is None else len(before)
    state = _fresh_state(panel.stocks) if before is None else State(*(part.copy() for part in before.state))
    by_sector, sums, medians, listing = _count(panel, universe, state, start)
    total = by_sector.sum(axis=1, dtype=np.int64)
    if before is None:
        return Tally(by_sector, total, sums, medians, (listing,), state)
    return Tally(
        np.concatenate([before.by_sector, by_sector]),
        np.concatenate([before.total, total]),
        np.concatenate([before.sums, sums]),
        np.concatenate([before.medians, medians]),
        extended(before.listings, listing),
        state,
    )


def _count(
    panel: Panel, universe: Universe, state: State, start: int
) -> tuple[NDArray[np.int32], FloatArray, FloatArray, Listing]:
    first, last = universe.listed_rows(panel.sessions)
    order, bounds = universe.by_sector()
    data = Input(_readable(panel.close), _readable(panel.volume), first, last, order, bounds)
    rows, stop = len(panel.sessions) - start, len(panel.sessions)
    tile = min(rows, TILE_SESSIONS)
    least = tile * (2 * panel.stocks + 3 * at.TOP)
    room = least + int(CROSSINGS_EXPECTED * rows * panel.stocks) * (rows > 1)
    out = Output(
        np.zeros((rows, universe.groups, at.COUNTS), np.int32),
        np.zeros((rows, at.SUMS)),
        np.full((rows, universe.groups, 2), np.nan),
        np.zeros(rows + 1, np.int64),
        *_lists(room),
    )
    scratch, t = _scratch(panel.stocks, tile), start
    while (t := pass_over(data, state, scratch, out, start, t, stop)) < stop:
        out = _grown(out, least)
    n = int(out.offsets[-1])
    listing = Listing(start, out.offsets, out.kinds[:n].copy(), out.symbols[:n].copy(), out.values[:n].copy())
    return out.by_sector, out.sums, out.medians, listing


def _readable(array: FloatArray) -> FloatArray:
    """A read-only row-major view: one type of array, so the kernel is compiled once."""
    view = np.ascontiguousarray(array, dtype=np.float64).view()
    view.flags.writeable = False
    return view


def _lists(room: int) -> tuple[NDArray[np.int8], NDArray[np.int32], FloatArray]:
    return np.empty(room, np.int8), np.empty(room, np.int32), np.empty((room, at.VALUES))


def _grown(out: Output, least: int) -> Output:
    """The lists with twice the room, their content kept."""
    used, room = len(out.kinds), 2 * len(out.kinds) + least
    kinds, symbols, values = _lists(room)
    kinds[:used], symbols[:used], values[:used] = out.kinds, out.symbols, out.values
    return out._replace(kinds=kinds, symbols=symbols, values=values)


def _fresh_state(stocks: int) -> State:
    floats, rows, chunks = (
        np.zeros((at.FLOATS, stocks)),
        np.zeros((at.ROWS, stocks), np.int64),
        np.zeros((2, stocks, at.CHUNKS)),
    )
    floats[at.PREVIOUS], floats[at.HIGHEST], floats[at.LOWEST] = np.nan, -np.inf, np.inf
    floats[at.RUNNING] = floats[at.RECENT] = -np.inf
    floats[at.RUNNING + 1] = floats[at.RECENT + 1] = np.inf
    rows[at.GAP] = rows[at.VOLUME_GAP] = -1
    return State(floats, rows, chunks)


def _scratch(stocks: int, rows: int) -> Scratch:
    codes, figures = np.empty((rows, stocks), np.int64), np.empty((rows, at.FIGURES, stocks))
    strips, leaving, excess = np.empty(TILE_SYMBOLS // STRIP, np.int64), np.empty(TILE_SYMBOLS), np.empty(TILE_SYMBOLS)
    short, long, room = np.empty(stocks), np.empty(stocks), np.empty(stocks)
    return Scratch(
        codes,
        figures,
        strips,
        leaving,
        excess,
        np.empty(stocks, np.int64),
        short,
        long,
        room,
        np.empty(at.TOP, np.int64),
    )
