"""The health report: everything that /api/health says, and a validator that changes when a reader would see a difference."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import orjson

from dashboard.monitor.data_health import DataHealth
from dashboard.monitor.premises import MEBIBYTE, Premises
from dashboard.monitor.section_health import SectionHealth
from dashboard.monitor.verdict import verdict
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest

STEP_BYTES = 16 * MEBIBYTE  # memory and disk move all the time; by less than this they are what they were
STATUSES = ("degraded", "stale", "loading")


class Report:
    """Made anew for every request; what costs a query is remembered by its parts."""

    def __init__(self, desk: Desk, premises: Premises) -> None:
        self._desk = desk
        self._sections = SectionHealth(desk)
        self._data = DataHealth(desk)
        self._premises = premises

    def made(self) -> dict[str, Any]:
        """The whole report."""
        database = self._premises.database()
        report = {
            "status": overall(self._desk), "sections": self._sections.report(), "data": self._data.report(),
            "sources": self._data.sources(), "database": database, "leader": self._premises.leader(),
            "disk": self._premises.disk(), "process": self._premises.process(),
        }  # fmt: skip
        return {"verdict": verdict(report), **report}


def overall(desk: Desk) -> str:
    """The worst status of any section."""
    found = {desk.status(entry.key)[0] for entry in desk.board}
    return next((status for status in STATUSES if status in found), "ok")


def validator(report: dict[str, Any]) -> str:
    """The ETag: as the report, with what never stands still left out or rounded."""
    read = deepcopy(report)
    read["database"]["answers_ms"] = None
    read["disk"]["free_bytes"] = (read["disk"]["free_bytes"] or 0) // STEP_BYTES
    read["process"]["rss_bytes"] //= STEP_BYTES
    read["process"]["threads"] = None
    return digest(orjson.dumps(read))
