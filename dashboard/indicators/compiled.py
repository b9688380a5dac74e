"""How kernels are compiled: without the GIL, and cached on disk so that only the first run on a machine pays for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function as machine code that releases the GIL."""
    return cast(Function, njit(nogil=True, cache=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """A compiled function that is always inlined into compiled callers: what runs once per cell can't afford a call."""
    return cast(Function, njit(nogil=True, cache=True, error_model="numpy", forceinline=True)(function))
