"""Memory that was freed, given back to the system: after an import and a computation glibc holds on to several hundred MB of it."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Give back what no array uses any more; some 20 ms, during which requests go on. Nothing happens where there is no glibc.

    Every thread allocates from an arena of its own, and what is freed in the middle of one stays with the process otherwise.
    """
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)  # None: what this process has loaded already
