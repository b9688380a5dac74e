"""From a view's figures to JSON bytes: NaN in an array is a declared gap, a bare NaN is a bug and is refused."""

from __future__ import annotations

from hashlib import blake2b
from math import isfinite
from typing import Any

import numpy as np
import orjson

from dashboard.errors import ComputeFailed

PLAIN = {int, str, bool, type(None)}

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def encode(data: Any) -> bytes:
    """JSON bytes of plain values and numpy arrays; ComputeFailed names the figure that is NaN or infinite."""
    return orjson.dumps(_checked(data, "data"), option=_OPTIONS)


def digest(*parts: bytes | str) -> str:
    """Sixteen hex digits that change when any part does."""
    total = blake2b(digest_size=8)
    for part in parts:
        total.update(part if isinstance(part, bytes) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def _checked(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        return {key: _checked(inner, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        if (
            set(map(type, value)) <= PLAIN
        ):  # a column of counts or dates: a look at each in Python would cost 10 ms a series
            return value
        return [_checked(inner, f"{where}[{index}]") for index, inner in enumerate(value)]
    if isinstance(value, np.ndarray):
        return _checked_array(value, where)
    if isinstance(value, float | np.floating) and not isfinite(value):
        raise ComputeFailed(f"{where} is {value}, which is neither a number nor declared missing.")
    return value


def _checked_array(array: np.ndarray[Any, Any], where: str) -> Any:
    if array.dtype.kind == "f" and np.isinf(array).any():
        raise ComputeFailed(f"{where} holds an infinite value.")
    if array.dtype.kind in "OUM":
        return array.tolist()
    return np.ascontiguousarray(array)
