"""How a window of one symbol's own bars runs over a whole panel: strip by strip, with no copy of the panel in between.

1. A strip of columns is turned into own bars that fit into the cache.
2. The kernel runs on each symbol's own bars.
3. What it returns is put back on the sessions, NaN where a symbol has no bar.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from dashboard.indicators.rows import as_columns, flattened
from dashboard.indicators.transposition import gather, rows_of, span_of, spread
from dashboard.market.bars import FloatArray

STRIP = 32  # columns; ten years of one value, its row and its figure are 2 MB


def by_symbol(kernel: Callable[..., FloatArray], values: FloatArray, *parameters: float) -> FloatArray:
    """A figure of values, float64 [T] or [T, N], NaN where a symbol has no bar: kernel(own values, *parameters) of each symbol."""
    columns = as_columns(values)
    sessions, symbols = columns[0].shape
    figure = np.empty((sessions, symbols))
    if sessions and symbols:
        (flat,), stride = flattened(columns)
        for first in range(0, symbols, STRIP):
            width, part, target = min(STRIP, symbols - first), flat[first:], figure.reshape(-1)[first:]
            starts, begins, ends = span_of(part, stride, sessions, width)
            own, rows = np.empty(starts[-1]), np.empty(starts[-1], dtype=np.int64)
            rows_of(part, stride, starts, begins, ends, rows)
            gather(part, stride, sessions, starts, rows, own)
            for begin, end in pairwise(starts):
                own[begin:end] = kernel(own[begin:end], *parameters)
            spread(own, rows, starts, target, symbols, sessions)
    return figure.reshape(values.shape)
