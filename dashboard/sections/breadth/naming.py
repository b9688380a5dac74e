"""Lists the symbols of a session that are worth naming: who crossed an average, the best, the worst, the unusually traded."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.selection import bound_below, largest

BITS = 4
LOWER = 0.92  # so that most sessions' ten reach it


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
def name(ring: Any, scratch: Any, place: int, out: Any, t: int, begin: int) -> int:
    """List session t's symbols, `place` in the block, from `begin` on; the place after the last."""
    figures, kinds, symbols, order, likely = scratch.figures, out.kinds, out.symbols, ring.order, scratch.likely
    short, ratio = figures[at.SHORT, place], figures[at.RATIO, place]
    end = list_crossed(scratch.crossed[place], kinds, symbols, begin)
    for kind, values, sign, least in (
        (at.TOP_RETURN, short, 1.0, -np.inf),
        (at.BOTTOM_RETURN, short, -1.0, -np.inf),
        (at.UNUSUAL, ratio, 1.0, at.UNUSUAL_VOLUME),
    ):
        ranking = kind - at.TOP_RETURN
        end = rank(order, values, sign, least, likely[ranking : ranking + 1], kind, scratch.chosen, kinds, symbols, end)
    describe(ring.panel[t], order, figures, place, symbols, out.values, begin, end)
    return end


@compiled
def list_crossed(crossed: Any, kinds: Any, symbols: Any, begin: int) -> int:
    """List the lanes that crossed, without branches: what is no crossing is written over by the next; the place after the last."""
    place = begin
    for k in range(1, crossed[0] + 1):
        lane, how = crossed[k] >> BITS, crossed[k] & at.CROSSED_50
        kinds[place], symbols[place] = at.UP_50 if how == at.CROSSED_UP_50 else at.DOWN_50, lane
        place += how != 0
        how = crossed[k] & at.CROSSED_200
        kinds[place], symbols[place] = at.UP_200 if how == at.CROSSED_UP_200 else at.DOWN_200, lane
        place += how != 0
    return place


@compiled
def rank(
    order: Any,
    figures: Any,
    sign: float,
    least: float,
    likely: Any,
    kind: int,
    chosen: Any,
    kinds: Any,
    symbols: Any,
    place: int,
) -> int:
    """List the lanes with the largest sign · figures from `least` on, best first, from `place` on; the place after the last.

    likely: [1], what the least of them was at the session before, which only saves time.
    """
    bound = bound_below(figures, sign, LOWER * likely[0], len(chosen), least)
    n = largest(figures, order, sign, bound, chosen)
    for k in range(n):
        kinds[place + k], symbols[place + k] = kind, chosen[k]
    likely[0] = sign * figures[chosen[n - 1]] if n == len(chosen) else np.nan
    return place + n


@compiled
def describe(
    closes: Any, order: Any, figures: Any, place: int, symbols: Any, values: Any, begin: int, end: int
) -> None:
    """What is shown of the listed lanes begin..end, which become columns."""
    changes, shorts, ratios = figures[at.CHANGE, place], figures[at.SHORT, place], figures[at.RATIO, place]
    for k in range(begin, end):
        lane = symbols[k]
        symbols[k] = column = order[lane]
        close, change = closes[column], changes[lane]
        values[k, at.CLOSE] = close
        values[k, at.RETURN_5] = 100.0 * shorts[lane]
        values[k, at.RETURN_1] = 100.0 * change / (close - change)
        values[k, at.VOLUME_RATIO] = ratios[lane]
