"""Own bars out of a panel and figures back into it: the two directions between sessions × symbols and one symbol after another.

The panel's arrays are flat: row t is [t · stride : t · stride + symbols] (see `rows.flattened`).
"""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

TILE = 128  # rows of a strip that are turned at a time, one symbol after the other, while the cache holds their lines


@compiled
def span_of(close: FloatArray, stride: int, sessions: int, symbols: int) -> tuple[IntArray, IntArray, IntArray]:
    """Where each symbol's own bars begin when they lie end to end, int64 [symbols + 1], and the rows of its first and last bar.

    A bar is where close is not NaN. The rows: int64 [symbols], −1 for a symbol without bars.
    """
    starts, first, last = np.zeros(symbols + 1, dtype=np.int64), np.full(symbols, -1), np.full(symbols, -1)
    counts = starts[1:]
    for t in range(sessions):
        row = close[t * stride : t * stride + symbols]
        for s in range(symbols):
            traded = not np.isnan(row[s])
            counts[s] += traded
            last[s] = t if traded else last[s]
            first[s] = t if traded and first[s] < 0 else first[s]
    for s in range(symbols):
        starts[s + 1] += starts[s]
    return starts, first, last


@compiled
def rows_of(close: FloatArray, stride: int, starts: IntArray, first: IntArray, last: IntArray, rows: IntArray) -> None:
    """Write the panel row of each own bar to rows [B]."""
    for s in range(len(first)):
        whole = last[s] - first[s] + 1 == starts[s + 1] - starts[s]
        place = starts[s]
        for t in range(first[s], last[s] + 1):
            if place < starts[s + 1] and (whole or not np.isnan(close[t * stride + s])):
                rows[place] = t
                place += 1


@compiled
def gather(values: FloatArray, stride: int, sessions: int, starts: IntArray, rows: IntArray, own: FloatArray) -> None:
    """Write the values at each symbol's rows [B] to own [B]; a symbol without gaps, which most are, is copied without looking."""
    place = starts[:-1].copy()
    for end in range(TILE, sessions + TILE, TILE):
        for s in range(len(place)):
            begin, stop = place[s], starts[s + 1]
            if begin == stop or rows[begin] >= end:
                continue
            if rows[stop - 1] - rows[begin] == stop - 1 - begin:
                count = min(end - rows[begin], stop - begin)
                base = rows[begin] * stride + s
                for k in range(count):
                    own[begin + k] = values[base + k * stride]
                place[s] = begin + count
            else:
                while begin < stop and rows[begin] < end:
                    own[begin] = values[rows[begin] * stride + s]
                    begin += 1
                place[s] = begin


@compiled
def spread(own: FloatArray, rows: IntArray, starts: IntArray, figure: FloatArray, stride: int, sessions: int) -> None:
    """Write own values [B] to a flat figure at their rows, and NaN elsewhere."""
    place = starts[:-1].copy()
    for t in range(sessions):
        row = figure[t * stride : t * stride + len(place)]
        for s in range(len(place)):
            if place[s] < starts[s + 1] and rows[place[s]] == t:
                row[s] = own[place[s]]
                place[s] += 1
            else:
                row[s] = np.nan
