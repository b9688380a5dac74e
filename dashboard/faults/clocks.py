"""The wall clock jumps, as after a laptop's sleep or a wrong time server; the monotonic one, which waits are measured by, goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from dashboard.faults.database import ALL_DAY
from dashboard.faults.fault import Expected, Fault
from dashboard.faults.rig import STEP_SECONDS, Rig


def jumping(jump: timedelta) -> Callable[[Rig, str], Any]:
    """The wall clock is wrong by that much while it lasts."""

    @contextmanager
    def inject(rig: Rig, _: str) -> Iterator[None]:
        rig.time.wall += jump
        yield
        rig.time.wall -= jump

    return inject


FAULTS = (
    Fault(
        "clock-forward",
        "The clock is set a week ahead.",
        jumping(timedelta(days=7)),
        Expected("", r"The store is 5 sessions behind the exchange", STEP_SECONDS),
        lasts=ALL_DAY,
    ),
    Fault(
        "clock-back",
        "The clock is set ten years back.",
        jumping(timedelta(days=-3653)),
        Expected("", "", STEP_SECONDS),
        lasts=ALL_DAY,
    ),
)
