"""Where compiled kernels are kept: one folder a package, named after the sources that its kernels can be made of.

numba looks at a kernel's own file to see whether what it cached is still true, not at the files of the kernels that it calls: after an
update it would go on using yesterday's average inside today's index.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from tempfile import gettempdir

HERE = Path(__file__).parent
KEPT = 3  # caches of earlier sources: an older process may still be running, and a developer goes back and forth


def home(beside: Path, environment: Mapping[str, str]) -> Path:
    """Beside the sources where this user may write there, else in the user's own cache: packages are often installed by root."""
    own = beside / "__pycache__"
    if os.access(own if own.exists() else beside, os.W_OK):
        return own / "kernels"
    caches = environment.get("XDG_CACHE_HOME") or f"{environment.get('HOME') or gettempdir()}/.cache"
    return Path(caches) / "market-dashboard" / "kernels"


CACHES = home(HERE.parent, os.environ)


@lru_cache
def folder(package: Path) -> Path:
    """The cache of one package's kernels, as its sources and the indicators' are now; of earlier ones the newest KEPT stay."""
    forget(package.name)
    return CACHES / f"{package.name}-{digest(HERE, package)}"


def forget(name: str) -> None:
    """Delete all but the newest KEPT caches of that name."""
    earlier = sorted(CACHES.glob(f"{name}-*"), key=_made)
    for stale in earlier[: -KEPT - 1]:
        shutil.rmtree(stale, ignore_errors=True) if stale.is_dir() else stale.unlink(missing_ok=True)


def digest(*packages: Path) -> str:
    """Twelve hex digits that change with any source file of the packages."""
    total = blake2b(digest_size=6)
    for source in sorted({source for package in packages for source in package.glob("*.py")}):
        total.update(source.name.encode())
        total.update(source.read_bytes())
    return total.hexdigest()


def _made(cache: Path) -> float:
    try:
        return cache.stat().st_mtime
    except OSError:  # another process has just deleted it
        return 0.0
