"""Memory that is not used any more goes back to the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HELD_BY_FREED_BLOCKS = """
from dashboard.runtime.memory import give_back

def resident():
    return int(open("/proc/self/statm").read().split()[1])

pieces = [bytes(2000) for _ in range(100_000)]  # small enough to lie in an arena
last = bytes(2000)
full = resident()
del pieces
kept = resident()
give_back()
print(full, kept, resident())
"""


@pytest.mark.skipif(sys.platform != "linux" or not os.confstr("CS_GNU_LIBC_VERSION"), reason="needs the GNU C library")
def test_what_was_freed_below_something_that_lives_is_given_back() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", HELD_BY_FREED_BLOCKS], env=environment, capture_output=True, text=True, check=True
    ).stdout
    full, kept, after = (int(pages) * os.sysconf("SC_PAGE_SIZE") for pages in told.split())
    freed = 200_000_000
    assert full - kept < 0.1 * freed  # what is tested is needed: the system would not have had it back
    assert full - after > 0.9 * freed
