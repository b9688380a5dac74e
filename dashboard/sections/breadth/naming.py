"""Lists the symbols of a session that are worth naming: who crossed an average, the best, the worst, the unusually traded."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.selection import largest

BITS = 4
LOWER, LOWERINGS = 0.9, 4  # most sessions' ten reach nine tenths of what the session before took


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
    describe(ring.panel, t, order, figures, place, symbols, out.values, begin, end)
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

    likely: [1], what the least of them was at the session before, from near which on they are first looked for.
    """
    near, n = LOWER * likely[0], 0
    for _ in range(LOWERINGS):
        if n == len(chosen) or not near > max(least, 0.0):
            break
        n = largest(figures, order, sign, near, chosen)
        near *= LOWER
    if n < len(chosen):
        n = largest(figures, order, sign, least, chosen)
    for k in range(n):
        kinds[place + k], symbols[place + k] = kind, chosen[k]
    likely[0] = sign * figures[chosen[n - 1]] if n == len(chosen) else np.nan
    return place + n


@compiled
def describe(
    panel: Any, t: int, order: Any, figures: Any, place: int, symbols: Any, values: Any, begin: int, end: int
) -> None:
    """What is shown of the listed lanes begin..end, which become columns."""
    closes, shorts, ratios = panel[t], figures[at.SHORT, place], figures[at.RATIO, place]
    for k in range(begin, end):
        lane = symbols[k]
        symbols[k] = column = order[lane]
        values[k, at.CLOSE] = closes[column]
        values[k, at.RETURN_5] = 100.0 * shorts[lane]
        values[k, at.RETURN_1] = 100.0 * (closes[column] / close_before(panel, t, column) - 1.0)
        values[k, at.VOLUME_RATIO] = ratios[lane]


@compiled
def close_before(panel: Any, t: int, column: int) -> float:
    """The symbol's last own close before session t; NaN before its first."""
    for row in range(t - 1, -1, -1):
        if not np.isnan(panel[row, column]):
            return float(panel[row, column])
    return np.nan
