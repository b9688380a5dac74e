"""A section's health: what it shows, its last runs with the slow ones told apart, its breaker, and when it runs next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from dashboard.errors import StoreUnavailable
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.desk import Desk
from dashboard.runtime.run_log import KEPT
from dashboard.runtime.runner import iso
from dashboard.section import Section
from dashboard.store.runs import Run, recent_runs, slow_after


class SectionHealth:
    """Reads the board and the log of runs; the runs of before the restart are fetched once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._remembered = False

    def report(self) -> dict[str, Any]:
        """By section, in the order of the page."""
        self._remember()
        return {section.key: self._section(section) for section in self._desk.sections}

    def _remember(self) -> None:
        if self._remembered or self._desk.store_failure():
            return
        try:
            for section in self._desk.sections:
                self._desk.runner.log.remember(section.key, recent_runs(self._desk.store, section.key, KEPT))
        except StoreUnavailable:
            return  # the database's own card tells; the next look tries again
        self._remembered = True

    def _section(self, section: Section) -> dict[str, Any]:
        desk, entry = self._desk, self._desk.board[section.key]
        status, reason = desk.status(section.key)
        runs = desk.runner.log.recent(section.key)
        limit = min(section.time_limit, desk.time_limit or section.time_limit)
        good = [run.seconds for run in runs if run.outcome == "ok"]
        slow = slow_after(good, limit)
        publication = next(iter(entry.publications.values()), None)
        return {
            "title": section.title, "status": status, "reason": reason,
            "as_of": (publication.as_of or None) if publication else None,
            "coverage": {"valid": publication.valid, "members": publication.members} if publication else None,
            "last_good": entry.last_good_at or (publication.computed_at if publication else None), "last_run": entry.last_run_at,
            "duration_seconds": entry.last_seconds, "consecutive_failures": entry.consecutive_failures,
            "breaker": breaker(desk.runner.breaker(section.key), desk.now()), "next_run": entry.next_refresh_at,
            "interval_seconds": section.refresh_seconds or None, "time_limit_seconds": limit,
            "median_seconds": float(np.median(good)) if good else None, "slow_after_seconds": slow,
            "last_failure": _last_failure(runs), "runs": [_run(run, slow) for run in runs],
        }  # fmt: skip


def breaker(one: Breaker, now: datetime) -> dict[str, Any]:
    """A breaker for the API. opens_until: when the next attempt is due while it waits, else None."""
    report = one.report()
    until = now + timedelta(seconds=round(report.retry_in)) if report.retry_in else None
    return {
        "state": report.state, "failures": report.failures, "openings": report.openings,
        "opens_until": None if until is None else iso(until),
    }  # fmt: skip


def _run(run: Run, slow: float) -> dict[str, Any]:
    outcome = "slow" if run.outcome == "ok" and run.seconds > slow else run.outcome
    return {"started_at": run.started_at, "seconds": round(run.seconds, 4), "outcome": outcome, "reason": run.reason}


def _last_failure(runs: list[Run]) -> dict[str, Any] | None:
    failed = next((run for run in reversed(runs) if run.outcome != "ok"), None)
    return None if failed is None else {"at": failed.started_at, "outcome": failed.outcome, "reason": failed.reason}
