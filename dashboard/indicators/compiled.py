"""How kernels are compiled: without the GIL, and cached on disk so that only the first run on a machine pays for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba
from numba import njit

from dashboard.indicators import kernel_cache

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function as machine code that releases the GIL."""
    _cache_beside(function)
    return cast(Function, njit(nogil=True, cache=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """A compiled function that is always inlined into compiled callers: what runs once per cell can't afford a call."""
    _cache_beside(function)
    return cast(Function, njit(nogil=True, cache=True, error_model="numpy", forceinline=True)(function))


def _cache_beside(function: Callable[..., object]) -> None:
    """Tell numba where to keep the function; it reads this while it decorates."""
    source = sys.modules[function.__module__].__file__
    numba.config.CACHE_DIR = str(kernel_cache.folder(Path(source or __file__).parent))  # type: ignore[attr-defined]
