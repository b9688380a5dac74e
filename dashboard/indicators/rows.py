"""How a recursion runs over a whole panel: session by session, all symbols of a session at once, nothing turned or copied.

1. One symbol's recursion is a chain: every bar waits for the one before it. Over the symbols of one session nothing waits.
2. So the kernels `*_rows` keep one running state per symbol and select instead of branching: the compiler makes vectors of it.
3. A symbol without a bar keeps its state and gets NaN: its own bars only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from dashboard.market.bars import FloatArray

WIDTH = 8  # bytes of a float64
STRIP = 512  # columns; ten states of so many symbols stay in the first-level cache


def row_by_row(
    kernel: Callable[..., None], figures: int, arrays: tuple[FloatArray, ...], *parameters: float
) -> tuple[FloatArray, ...]:
    """Figures of arrays, float64 [T] or [T, N], each in their shape.

    The kernel is called as kernel(*flat arrays, stride, *parameters, *flat figures, figure stride, sessions, width) for each strip
    of columns; row t of a flat array is [t · stride : t · stride + width].
    """
    columns = as_columns(*arrays)
    sessions, symbols = columns[0].shape
    spread = [np.empty((sessions, symbols)) for _ in range(figures)]
    if sessions and symbols:
        flat, stride = flattened(columns)
        for first in range(0, symbols, STRIP):
            width = min(STRIP, symbols - first)
            targets = [figure.reshape(-1)[first:] for figure in spread]
            kernel(*(a[first:] for a in flat), stride, *parameters, *targets, symbols, sessions, width)
    return tuple(figure.reshape(arrays[0].shape) for figure in spread)


def as_columns(*arrays: FloatArray) -> list[FloatArray]:
    """Arrays of one shape, [T] or [T, N], as [T, N] without copying; ValueError when their shapes differ."""
    if any(array.shape != arrays[0].shape for array in arrays) or arrays[0].ndim not in (1, 2):
        raise ValueError(f"arrays of one shape, [T] or [T, N], are needed, not {[array.shape for array in arrays]}")
    return [array[:, None] if array.ndim == 1 else array for array in arrays]


def flattened(columns: list[FloatArray]) -> tuple[list[FloatArray], int]:
    """The memory of arrays [T, N] from their first to their last value, read-only, and how many values lie between two rows.

    Without copying, for a panel and for a slice of its rows or columns alike: so each kernel is compiled once, not once for
    every layout. Arrays whose rows are not contiguous, or not equally far apart, are copied. T and N are at least 1.
    """
    stride = _stride(columns[0])
    if stride is None or any(_stride(column) != stride for column in columns):
        columns = [np.array(column, dtype=np.float64, order="C") for column in columns]
        stride = columns[0].shape[1]
    span = (len(columns[0]) - 1) * stride + columns[0].shape[1]
    return [as_strided(column, (span,), (WIDTH,), writeable=False) for column in columns], stride


def _stride(column: FloatArray) -> int | None:
    """Values from one row to the next; None where the values of a row do not lie side by side, or are no float64."""
    between_rows, between_values = (int(stride) for stride in column.strides)
    sessions, symbols = column.shape
    if column.dtype != np.float64 or (symbols > 1 and between_values != WIDTH):
        return None
    if sessions == 1:
        return int(symbols)
    return between_rows // WIDTH if between_rows >= symbols * WIDTH else None


def checked(**windows: int) -> None:
    """ValueError for a window of less than one bar."""
    for name, bars in windows.items():
        if bars < 1:
            raise ValueError(f"{name} must be at least 1 bar, not {bars}")
