"""How kernels are compiled: without the GIL, and cached on disk so that only the first run on a machine pays for it.

numba looks at a kernel's own file to see whether what it cached is still true, not at the files of the kernels that it calls: after an
update it would go on using yesterday's average inside today's index. So the cache of a package stands in a folder named after the
sources that its kernels can be made of: its own, and the indicators'.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar, cast

import numba
from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])

HERE = Path(__file__).parent
CACHES = HERE.parent / "__pycache__" / "kernels"
KEPT = 3  # caches of earlier sources: an older process may still be running, and a developer goes back and forth


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
    numba.config.CACHE_DIR = str(_folder(Path(source or __file__).parent))  # type: ignore[attr-defined]


@lru_cache
def _folder(package: Path) -> Path:
    """The cache of one package's kernels, as its sources are now; of those of earlier sources the newest KEPT stay."""
    folder = CACHES / f"{package.name}-{digest(HERE, package)}"
    earlier = sorted(
        (each for each in CACHES.glob(f"{package.name}-*") if each != folder), key=lambda each: each.stat().st_mtime
    )
    for stale in earlier[:-KEPT]:
        shutil.rmtree(stale, ignore_errors=True)
    return folder


def digest(*packages: Path) -> str:
    """Twelve hex digits that change with any source file of the packages."""
    total = blake2b(digest_size=6)
    for source in sorted({source for package in packages for source in package.glob("*.py")}):
        total.update(source.name.encode())
        total.update(source.read_bytes())
    return total.hexdigest()
