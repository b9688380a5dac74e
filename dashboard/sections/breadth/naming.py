"""Lists the symbols of a session that are worth naming: who crossed an average, the best, the worst, the unusually traded."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.selection import largest

CROSSINGS = (
    (at.CROSSED_UP_50, at.UP_50),
    (at.CROSSED_DOWN_50, at.DOWN_50),
    (at.CROSSED_UP_200, at.UP_200),
    (at.CROSSED_DOWN_200, at.DOWN_200),
)
BITS = 4


@compiled
def list_crossings(words: IntArray, tile: int, crossed: Any) -> None:
    """Append the lanes of a tile that crossed, with how, to a session's list, whose length stands first."""
    n, begin = crossed[0], tile * at.TILE
    for s in range(at.TILE):
        how = words[at.CROSSED + s]
        crossed[1 + n] = ((begin + s) << BITS) | how
        n += how != 0
    crossed[0] = n


@compiled
def name(ring: Any, crossed: Any, figures: Any, row: int, out: Any, t: int, begin: int, chosen: IntArray) -> int:
    """List session t's symbols from place `begin` on; the place after the last."""
    place = begin
    for k in range(1, crossed[0] + 1):
        for bit, kind in CROSSINGS:
            if crossed[k] & bit:
                out.kinds[place], out.symbols[place] = kind, crossed[k] >> BITS
                place += 1
    place = rank(ring.order, figures[at.SHORT, row], 1.0, -np.inf, at.TOP_RETURN, chosen, out, place)
    place = rank(ring.order, figures[at.SHORT, row], -1.0, -np.inf, at.BOTTOM_RETURN, chosen, out, place)
    place = rank(ring.order, figures[at.RATIO, row], 1.0, at.UNUSUAL_VOLUME, at.UNUSUAL, chosen, out, place)
    for k in range(begin, place):
        describe(ring, figures, row, out.symbols[k], t, out.values[k])
        out.symbols[k] = ring.order[out.symbols[k]]
    return place


@compiled
def describe(ring: Any, figures: Any, row: int, lane: int, t: int, values: Any) -> None:
    """What is shown of a listed symbol."""
    close, change = ring.panel[t, ring.order[lane]], figures[at.CHANGE, row, lane]
    values[at.CLOSE] = close
    values[at.RETURN_5] = 100.0 * figures[at.SHORT, row, lane]
    values[at.RETURN_1] = 100.0 * change / (close - change)
    values[at.VOLUME_RATIO] = figures[at.RATIO, row, lane]


@compiled
def rank(order: Any, figures: Any, sign: float, least: float, kind: int, chosen: Any, out: Any, place: int) -> int:
    """List the lanes with the largest sign · figures from `least` on, best first, from `place` on; the place after the last."""
    for k in range(largest(figures, order, sign, least, chosen)):
        out.kinds[place], out.symbols[place] = kind, chosen[k]
        place += 1
    return place
