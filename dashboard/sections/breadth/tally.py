"""The tally: runs the kernel over the sessions that are new, and keeps what it counted for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.cache_lines import copied, empty, filled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.kernel import Input, Output, Scratch, State, pass_over
from dashboard.sections.breadth.listing import Listing, Listings, extended
from dashboard.sections.breadth.universe import Universe
from dashboard.sections.breadth.windows import Ring

CLOSE_HELD, VOLUME_HELD = 256, 64  # rows: at least a block and the longest window of leaving bars; a power of two
CROSSINGS_EXPECTED = 1 / 8  # of the cells; where a market crosses more, the room grows


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
    state = _fresh_state(panel.stocks) if before is None else State(*(copied(part) for part in before.state))
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
    data = _input(panel, universe)
    rows, stop = len(panel.sessions) - start, len(panel.sessions)
    block, lanes = min(rows, at.BLOCK), len(data.first)
    least = block * (2 * lanes + 3 * at.TOP)
    room = least + int(CROSSINGS_EXPECTED * rows * panel.stocks) * (rows > 1)
    out = Output(
        np.zeros((rows, universe.groups, at.COUNTS), np.int32),
        np.zeros((rows, at.SUMS)),
        np.full((rows, universe.groups, 2), np.nan),
        np.zeros(rows + 1, np.int64),
        *_lists(room),
    )
    scratch, t = _scratch(lanes, block, stop), start
    while (t := pass_over(data, state, scratch, out, start, t, stop)) < stop:
        out = _grown(out, least)
    n = int(out.offsets[-1])
    listing = Listing(start, out.offsets, _used(out.kinds, n), _used(out.symbols, n), _used(out.values, n))
    return out.by_sector, out.sums, out.medians, listing


def _input(panel: Panel, universe: Universe) -> Input:
    """The panel in lanes, sector by sector; the last tile's lanes without a symbol are always listed and never trade."""
    order, bounds = universe.by_sector()
    lanes = at.TILE * _tiles(panel.stocks)
    first, last = np.zeros(lanes, np.int64), np.full(lanes, len(panel.sessions), np.int64)
    rows = universe.listed_rows(panel.sessions)
    if len(rows[0]):
        first[: panel.stocks], last[: panel.stocks] = rows[0][order], rows[1][order]
    groups = np.searchsorted(bounds, np.arange(0, lanes, at.TILE), side="right") - 1
    return Input(
        _ring(panel.close, order, CLOSE_HELD), _ring(panel.volume, order, VOLUME_HELD), first, last, bounds, groups
    )


def _ring(panel: FloatArray, order: IntArray, rows: int) -> Ring:
    held = empty((_tiles(len(order)), rows * at.TILE))
    if len(order) % at.TILE:
        held[-1] = np.nan
    return Ring(_readable(panel), order.astype(np.uint32), held, np.full(rows, -1, np.int64))


def _tiles(stocks: int) -> int:
    return -(-stocks // at.TILE)


def _readable(array: FloatArray) -> FloatArray:
    """A read-only row-major view: one type of array, so the kernel is compiled once."""
    view = np.ascontiguousarray(array, dtype=np.float64).view()
    view.flags.writeable = False
    return view


def _lists(room: int) -> tuple[NDArray[np.int8], NDArray[np.int32], FloatArray]:
    return np.empty(room, np.int8), np.empty(room, np.int32), np.empty((room, at.VALUES))


def _used(listed: Any, n: int) -> Any:
    """The first n: of a long list a view, for room that was never written to costs nothing; of a mostly empty one a copy."""
    return listed[:n] if 2 * n > len(listed) else listed[:n].copy()


def _grown(out: Output, least: int) -> Output:
    """The lists with twice the room, their content kept."""
    used, room = len(out.kinds), 2 * len(out.kinds) + least
    kinds, symbols, values = _lists(room)
    kinds[:used], symbols[:used], values[:used] = out.kinds, out.symbols, out.values
    return out._replace(kinds=kinds, symbols=symbols, values=values)


def _fresh_state(stocks: int) -> State:
    tiles = _tiles(stocks)
    floats = filled((tiles, at.FLOATS, at.TILE), 0.0)
    floats[:, at.PREVIOUS // at.TILE] = np.nan
    chunks = 3 + at.KEPT
    floats[:, at.HIGHS // at.TILE :][:, :chunks], floats[:, at.LOWS // at.TILE :][:, :chunks] = -np.inf, np.inf
    closes, volumes = (filled((tiles, rows * at.TILE), -1, np.int64) for rows in (at.CLOSE_ROWS, at.VOLUME_ROWS))
    for rows in (closes, volumes):
        rows[:, at.GAP : at.GAP + at.TILE] = at.NEVER
    closes[:, at.SIDES :] = 0
    return State(floats.reshape(tiles, -1), closes, volumes)


def _scratch(lanes: int, rows: int, sessions: int) -> Scratch:
    figures = empty((at.FIGURES, rows, lanes))
    return Scratch(
        figures,
        figures.view(np.int64),
        np.empty((rows, 2 + lanes), np.int32),
        empty((rows, 2, at.TILE)),
        filled((at.SESSION_ROWS * at.TILE,), 0.0),
        filled((at.WORDS * at.TILE,), 0, np.int64),
        np.zeros((2, 1 + at.TILE), np.int64),
        np.empty(max(lanes, sessions)),
        np.empty(at.TOP, np.int64),
        np.full(at.RANKINGS, np.nan),
    )
