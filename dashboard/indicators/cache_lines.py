"""Arrays that begin where a line of the processor's cache begins."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

LINE = 64  # bytes; what straddles two lines is loaded and stored twice, and half of all vectors would


def empty(shape: tuple[int, ...], dtype: DTypeLike = np.float64) -> Any:
    """An array without values, C-ordered, whose first byte is the first of a line."""
    size = prod(shape) * np.dtype(dtype).itemsize
    room = np.empty(size + LINE, np.uint8)
    first = -room.__array_interface__["data"][0] % LINE
    return room[first : first + size].view(dtype).reshape(shape)


def filled(shape: tuple[int, ...], value: Any, dtype: DTypeLike = np.float64) -> Any:
    """Such an array of one value, or of a last axis over and over."""
    array = empty(shape, dtype)
    array[...] = value
    return array


def copied(array: Any) -> Any:
    """The same values in such an array."""
    return filled(array.shape, array, array.dtype)
