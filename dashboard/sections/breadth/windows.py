"""The bars that leave a window of each symbol's own last n when a new one enters it.

A tile's series are kept in a ring of rows, lanes side by side, so that the leaving bars of all symbols without a gap in the
window are one row of it. Those with a gap are walked through by themselves (`gaps`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at


class Ring(NamedTuple):
    """panel: float64 [T, >=S]. order: uint32 [S], the column of each lane. held: float64 [tiles, rows · TILE]. have: int64 [rows].

    Panel row t, where it is in the ring (have says), is row t mod rows of `held`, rows a power of two. Lanes without a symbol are
    NaN.
    """

    panel: Any
    order: Any
    held: Any
    have: Any


@compiled
def hold(ring: Any, t: int) -> None:
    """Make sure that the ring has row t of the panel."""
    place = t & (len(ring.have) - 1)
    if t < 0 or ring.have[place] == t:
        return
    ring.have[place] = t
    values, begin = ring.panel[t], place * at.TILE
    for tile in range(len(ring.held)):
        lanes = ring.order[tile * at.TILE : (tile + 1) * at.TILE]
        row = ring.held[tile, begin : begin + at.TILE]
        for s in range(len(lanes)):
            row[s] = values[lanes[s]]


@inlined
def held_row(ring: Any, tile: int, t: int) -> Any:
    """Row t of a tile, [TILE]."""
    begin = (t & (len(ring.have) - 1)) * at.TILE
    return ring.held[tile, begin : begin + at.TILE]


@compiled
def read_lane(ring: Any, tile: int, s: int, first: int, last: int, room: FloatArray) -> None:
    """The series of lane s in rows first..last into `room`; what the ring has let go comes from the panel."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    for t in range(first, last + 1):
        place = t & (len(have) - 1)
        room[t - first] = held[place * at.TILE + s] if have[place] == t else panel[t, column]


@compiled
def first_of_last(ring: Any, tile: int, s: int, n: int, t: int) -> int:
    """The row of the oldest of lane s's last n own bars up to row t; it has as many."""
    held, have, panel, column = ring.held[tile], ring.have, ring.panel, ring.order[tile * at.TILE + s]
    row, bars = t + 1, 0
    while bars < n:
        row -= 1
        place = row & (len(have) - 1)
        value = held[place * at.TILE + s] if have[place] == row else panel[row, column]
        bars += not np.isnan(value)
    return row


@compiled
def take_or_zero(source: FloatArray, target: FloatArray) -> None:
    """Copy a row, 0 for NaN: where a symbol had not begun nothing leaves."""
    for s in range(at.TILE):
        value = source[s]
        target[s] = value if not np.isnan(value) else 0.0


@compiled
def oldest_row(rows: IntArray, w: int, n: int, t: int, s: int) -> int:
    """The row of the oldest of the lane's last n own bars up to session t, which `leave` has seen."""
    if rows[at.GAP + s] >= t - n:
        return int(rows[at.OLDEST + w * at.TILE + s])
    return max(t - n + 1, int(rows[at.BEGIN + s]))
