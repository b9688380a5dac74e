"""Own bars: a panel turned symbol by symbol, each symbol's bars end to end without the sessions on which it did not trade.

1. A panel is sessions × symbols, and a symbol has gaps; a kernel `*_own` wants one symbol's bars, oldest first, without gaps.
2. `own_bars` makes that once for a whole panel; every kernel then runs on `bars.close[bars.symbol(s)]`.
3. `spread` puts a figure of the own bars back on the sessions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.rows import as_columns, flattened
from dashboard.indicators.transposition import gather, rows_of, span_of, spread
from dashboard.market.bars import FloatArray, IntArray

STRIP = 32  # columns that are turned together, so that a cache line of a row is read once


@dataclass(frozen=True, slots=True)
class OwnBars:
    """N symbols' own bars, B in all, those of symbol s at starts[s] up to starts[s + 1], oldest first.

    rows: int64 [B], the panel row of each bar. starts: int64 [N + 1]. sessions: T, the rows of the panel.
    open, high, low, close, volume: float64 [B]; close is never NaN, the others are where the source has none.
    The arrays are not to be written to.
    """

    rows: IntArray
    starts: IntArray
    sessions: int
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray

    @property
    def count(self) -> int:
        """N, the number of symbols."""
        return len(self.starts) - 1

    def symbol(self, s: int) -> slice:
        """Where symbol s's own bars lie in the arrays [B]."""
        return slice(int(self.starts[s]), int(self.starts[s + 1]))

    def spread(self, values: FloatArray) -> FloatArray:
        """A figure of every own bar, float64 [B], on the panel's sessions: float64 [T, N], NaN where a symbol has no bar."""
        figure = np.empty((self.sessions, self.count))
        for first in range(0, self.count if self.sessions else 0, STRIP):
            starts = self.starts[first : first + STRIP + 1]
            spread(values, self.rows, starts, figure.reshape(-1)[first:], self.count, self.sessions)
        return figure


def own_bars(open: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray, volume: FloatArray) -> OwnBars:
    """The own bars of a panel's columns, float64 [T, N], or of one symbol's, [T]: a bar is where close is not NaN.

    ValueError when the shapes differ.
    """
    columns = as_columns(open, high, low, close, volume)
    sessions, symbols = columns[3].shape
    flat, stride = flattened(columns) if sessions and symbols else ([np.empty(0)] * 5, 0)
    starts, begins, ends = span_of(flat[3], stride, sessions, symbols)
    rows, own = np.empty(starts[-1], dtype=np.int64), [np.empty(starts[-1]) for _ in flat]
    for first in range(0, symbols if sessions else 0, STRIP):
        part, strip = starts[first : first + STRIP + 1], slice(first, first + STRIP)
        rows_of(flat[3][first:], stride, part, begins[strip], ends[strip], rows)
        for values, target in zip(flat, own, strict=True):
            gather(values[first:], stride, sessions, part, rows, target)
    return OwnBars(rows, starts, sessions, *own)
