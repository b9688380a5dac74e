"""Where the real markets for tests lie, if this machine has them; CI must."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
HAS_SHARED = SHARED.is_dir()

if os.environ.get("CI") and not HAS_SHARED:
    raise RuntimeError(f"CI must have the real markets, and {SHARED} is not there")

_skip = pytest.mark.skipif(not HAS_SHARED, reason=f"needs the real markets in {SHARED}, which this machine lacks")


def needs_shared(test):  # type: ignore[no-untyped-def]
    """Mark a test that runs on the real markets; skipped with a sentence where they are missing."""
    return pytest.mark.shared(_skip(test))
