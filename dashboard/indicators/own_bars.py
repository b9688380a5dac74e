"""Own bars: a panel turned symbol by symbol, each symbol's bars end to end without the sessions on which it did not trade.

1. A panel is sessions × symbols, and a symbol has gaps; an indicator wants one symbol's bars, oldest first, without gaps.
2. `own_bars` makes that once for a whole panel; every kernel `*_own` then runs on `bars.close[bars.symbol(s)]`.
3. `spread` puts a figure of the own bars back on the sessions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.transposition import gather, gather_rows, spread_rows, starts_of
from dashboard.market.bars import FloatArray, IntArray

STRIP = 64  # columns that are turned together: their rows' cache lines fit into the first-level cache


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
        spread = np.empty((self.sessions, self.count))
        for first in range(0, self.count, STRIP):
            starts = self.starts[first : first + STRIP + 1]
            spread_rows(values, self.rows, starts, spread[:, first : first + STRIP])
        return spread


def own_bars(open: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray, volume: FloatArray) -> OwnBars:
    """The own bars of a panel's columns, float64 [T, N], or of one symbol's, [T]: a bar is where close is not NaN."""
    columns = as_columns(open, high, low, close, volume)
    closes = columns[3]
    starts = starts_of(closes)
    rows = np.empty(starts[-1], dtype=np.int64)
    own = [np.empty(starts[-1]) for _ in columns]
    for first in range(0, closes.shape[1], STRIP):
        strip, part = slice(first, first + STRIP), starts[first : first + STRIP + 1]
        gather_rows(closes[:, strip], part, rows)
        for values, target in zip(columns, own, strict=True):
            gather(values[:, strip], closes[:, strip], part, target)
    return OwnBars(rows, starts, len(closes), *own)


def as_columns(*arrays: FloatArray) -> list[FloatArray]:
    """Arrays of one shape, [T] or [T, N], as [T, N] without copying; ValueError when their shapes differ."""
    if any(array.shape != arrays[0].shape for array in arrays) or arrays[0].ndim not in (1, 2):
        raise ValueError(f"arrays of one shape, [T] or [T, N], are needed, not {[array.shape for array in arrays]}")
    return [array[:, None] if array.ndim == 1 else array for array in arrays]
