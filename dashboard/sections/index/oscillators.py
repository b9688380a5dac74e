"""Price against an oscillator: successive pivots of the oscillator that the price does not follow, or leads.

1. Pivots (5, 5) of the RSI or the MACD histogram, highs and lows apart; each is known five bars after it.
2. Two successive ones of a side, 5 to 60 bars apart, are compared with the closes on the very same bars.
3. Regular: the price goes further and the oscillator does not (a higher high on a lower RSI is bearish; a lower low on a higher RSI
   bullish). Hidden: the oscillator goes further and the price does not; it speaks for the trend going on.
Strength: how far the oscillator's pivots lie apart, in standard deviations of its last 252 values.
"""

from __future__ import annotations

import numpy as np

from dashboard.indicators.pivots import pivots_own
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.events import Divergences
from dashboard.sections.index.extremes import scatter_at
from dashboard.sections.index.life import life_of
from dashboard.sections.index.windows import PAIR_LEAST, PAIR_MOST, PIVOT, YEAR

BULLISH, BEARISH = 1, -1
FEWEST = 63  # values that a standard deviation is taken from


def against_oscillator(
    kinds: tuple[int, int],
    index: int,
    close: FloatArray,
    oscillator: FloatArray,
    rows: IntArray,
    sessions: int,
    company: int,
) -> list[Divergences]:
    """The divergences of one index; kinds: of the regular and of the hidden ones. close, oscillator, rows: its own bars'."""
    highs, lows = pivots_own(oscillator, oscillator, PIVOT, PIVOT)
    made = []
    for direction, pivots in ((BEARISH, highs), (BULLISH, lows)):
        earlier, pivot, known = successive(pivots)
        apart = pivot - earlier
        price, other = close[pivot] - close[earlier], oscillator[pivot] - oscillator[earlier]
        found = (apart >= PAIR_LEAST) & (apart <= PAIR_MOST) & (np.sign(price) * np.sign(other) < 0)
        kind = np.where(direction * price < 0, *kinds)[found]
        places = earlier[found], pivot[found], known[found]
        strength = np.abs(other[found]) / scatter_at(oscillator, places[1], YEAR, FEWEST)
        made.append(divergences(kind, direction, index, close, oscillator, rows, places, strength, sessions, company))
    return made


def successive(pivots: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The own bars of each pivot's predecessor, of the pivot, and of the bar that made it known; pivots: see `pivots_own`."""
    known = np.flatnonzero((pivots[1:] != pivots[:-1]) & (pivots[:-1] >= 0)) + 1
    return pivots[known - 1], pivots[known], known


def divergences(
    kind: IntArray | int, direction: int, index: int, close: FloatArray, other: FloatArray, rows: IntArray,
    places: tuple[IntArray, IntArray, IntArray], strength: FloatArray, sessions: int, company: int,
) -> Divergences:  # fmt: skip
    """Divergences of one direction that end by the index's own price; other: what disagrees, on its own bars. company: N indices."""
    earlier, pivot, known = places
    life = life_of(close, rows, direction, (earlier, pivot, known), sessions)
    count = len(known)
    return Divergences(
        kind=np.full(count, kind), direction=np.full(count, direction), index=np.full(count, index), earlier=rows[earlier],
        pivot=rows[pivot], known=rows[known], laggards=np.zeros((count, company), dtype=bool), price_earlier=close[earlier],
        price_pivot=close[pivot], other_earlier=other[earlier], other_pivot=other[pivot], strength=strength, **life._asdict(),
    )  # fmt: skip
