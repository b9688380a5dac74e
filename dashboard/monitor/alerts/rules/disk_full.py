"""The disk of the database and the caches is nearly full."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule

DISK = "disk"
BACK_PCT = 1.0  # more than the limit must be free before it is over


def read(look: Look, limits: Limits) -> Iterator[Reading]:
    """What is free, in percent of the disk."""
    if look.disk is None or look.disk.total == 0:
        yield Reading(DISK, "unknown")
        return
    free = 100.0 * look.disk.free / look.disk.total
    room = f"{free:.1f} % ({look.disk.free / 1e9:.1f} GB)"
    if free < limits.disk_free_pct:
        yield Reading(DISK, "bad", f"Only {room} of the disk is free: free some before nothing can be stored.", needs=2)
    elif free >= limits.disk_free_pct + BACK_PCT:
        yield Reading(DISK, "good", f"{room} of the disk is free again.")
    else:
        yield Reading(DISK, "unknown")


RULE = Rule("disk_full", "Disk nearly full", "critical", "Less of the disk is free than ALERT_DISK_FREE_PCT.", read)
