"""The disk of the database and the caches is nearly full."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule

DISK = "disk"
BACK = 1.2  # of the limit must be free before it is over


def read(look: Look, limits: Limits) -> Iterator[Reading]:
    """What is free, against the limit that the health page warns at."""
    if look.disk is None or look.disk.total == 0:
        yield Reading(DISK, "unknown")
        return
    free = look.disk.free
    room = f"{free / 2**20:,.0f} MB ({100 * free / look.disk.total:.1f} %)"
    if free < limits.disk_free:
        sentence = f"Only {room} of the disk are free: free some before nothing can be stored."
        yield Reading(DISK, "bad", sentence, needs=2)
    elif free >= BACK * limits.disk_free:
        yield Reading(DISK, "good", f"{room} of the disk are free again.")
    else:
        yield Reading(DISK, "unknown")


RULE = Rule("disk_full", "Disk nearly full", "critical", "Less of the disk is free than DISK_WARNING_MB.", read)
