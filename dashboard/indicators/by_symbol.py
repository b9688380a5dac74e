"""How an indicator of one symbol's own bars becomes one of a whole panel: strip by strip, with no copy of the panel in between.

1. A strip of columns is turned into own bars that fit into the cache.
2. A compiled loop, `*_each`, runs the kernel over the strip's symbols.
3. What it returns is put back on the sessions, NaN where a symbol has no bar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dashboard.indicators.own_bars import as_columns
from dashboard.indicators.transposition import gather, spread_where, starts_of
from dashboard.market.bars import FloatArray

STRIP = (
    32  # columns; ten years of three prices and three figures of them are 4 MB, most of it in the second-level cache
)


def by_symbol(each: Callable[..., Any], arrays: tuple[FloatArray, ...], *parameters: float) -> FloatArray:
    """One figure of arrays [T] or [T, N], in their shape; the last array, the close, says where a symbol has a bar."""
    return many_by_symbol(lambda *own: (each(*own),), 1, arrays, *parameters)[0]


def many_by_symbol(
    each: Callable[..., tuple[FloatArray, ...]], figures: int, arrays: tuple[FloatArray, ...], *parameters: float
) -> tuple[FloatArray, ...]:
    """Several figures at once, each in the arrays' shape. each(own arrays [B] …, starts, *parameters) gives them, [B] each."""
    columns = as_columns(*arrays)
    close = columns[-1]
    spread = [np.empty(close.shape) for _ in range(figures)]
    for first in range(0, close.shape[1], STRIP):
        strip = slice(first, first + STRIP)
        starts = starts_of(close[:, strip])
        own = [np.empty(starts[-1]) for _ in columns]
        for values, target in zip(columns, own, strict=True):
            gather(values[:, strip], close[:, strip], starts, target)
        for figure, target in zip(each(*own, starts, *parameters), spread, strict=True):
            spread_where(figure, close[:, strip], starts, target[:, strip])
    return tuple(figure.reshape(arrays[0].shape) for figure in spread)


def checked(**windows: int) -> None:
    """ValueError for a window of less than one bar."""
    for name, bars in windows.items():
        if bars < 1:
            raise ValueError(f"{name} must be at least 1 bar, not {bars}")
