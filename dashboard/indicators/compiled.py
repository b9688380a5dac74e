"""How kernels are compiled: without the GIL, and cached on disk so that only the first run on a machine pays for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba
from numba import njit
from numba.core.codegen import get_host_cpu_features

from dashboard.indicators import kernel_cache

Function = TypeVar("Function", bound=Callable[..., object])


def _use_whole_vectors() -> None:
    """Have AVX-512 used at its full width, unless the user says what to compile for (NUMBA_CPU_FEATURES).

    LLVM stays at half of it, because the first processors that had it slowed down; loops over lanes then take a fifth longer.
    """
    features = get_host_cpu_features()  # type: ignore[no-untyped-call]
    if numba.config.CPU_FEATURES is None and "+avx512f" in features.split(","):  # type: ignore[attr-defined]
        numba.config.CPU_FEATURES = f"{features},-prefer-256-bit"  # type: ignore[attr-defined]


_use_whole_vectors()


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
