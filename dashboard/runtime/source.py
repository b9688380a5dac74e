"""A source of data as the house sees it: attempted behind a breaker, with what its last looks found and why they failed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.errors import DashboardError
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.runner import attempt, iso, sentence

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found. totals: counts by name (files, read, stored, …). refused: path → sentence of every file that cannot be read."""

    totals: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_news(self) -> bool:
        """Whether anything was read, and not only looked at."""
        return self.totals.get("read", 0) > 0


@dataclass
class Source:
    """One source. key: its name in the API and in /metrics. where: what the trader calls it; None where there is nothing to name.

    The last import is the last look that read anything; a look that finds everything unchanged leaves it as it is.
    """

    key: str
    title: str
    where: str | None
    breaker: Breaker
    now: Callable[[], datetime]
    state: str = "waiting"
    reason: str | None = None
    last_look_at: str | None = None
    last_good_at: str | None = None
    last_import_at: str | None = None
    last_import: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    last_failure: Mapping[str, str] | None = None
    busy_since: str | None = None
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def look(self, work: Callable[[], Found]) -> bool:
        """One attempt inside the error boundary; False when the breaker refused it, or one is under way already."""
        if not self._looking.acquire(blocking=False):
            return False
        try:
            if not self.breaker.allows():
                return False
            self._attempt(work)
            return True
        finally:
            self._looking.release()

    def report(self) -> dict[str, Any]:
        """For /api/health, without the breaker."""
        return {
            "key": self.key, "title": self.title, "where": self.where, "state": self.state, "reason": self.reason,
            "last_look_at": self.last_look_at, "last_good_at": self.last_good_at, "last_import_at": self.last_import_at,
            "last_import": dict(self.last_import), "refused": dict(self.refused), "last_failure": self.last_failure,
            "busy_since": self.busy_since,
        }  # fmt: skip

    def _attempt(self, work: Callable[[], Found]) -> None:
        self.last_look_at = self.busy_since = iso(self.now())
        found, error = attempt(work)
        self.busy_since = None
        if error is not None:
            self._failed(error)
        elif found is not None:
            self._succeeded(found)

    def _succeeded(self, found: Found) -> None:
        self.state, self.reason, self.last_good_at, self.refused = "ok", None, self.last_look_at, found.refused
        if found.is_news or self.last_import_at is None:
            self.last_import_at, self.last_import = self.last_look_at, found.totals
        if self.breaker.succeeded():  # going bad and recovering are each logged once
            logger.info("Source %s has recovered.", self.key)

    def _failed(self, error: Exception) -> None:
        told = sentence(error, "Taking it in")
        if self.reason != told:
            known = isinstance(error, DashboardError)
            logger.error("Source %s failed: %s", self.key, told, exc_info=None if known else error)
        self.breaker.failed(getattr(error, "retry_after", None) or 0.0)
        self.state, self.reason = "failed", told
        self.last_failure = {"at": iso(self.now()), "reason": told}
