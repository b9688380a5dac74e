"""The database is away: an incident that lives in the process, because there is nowhere to write it down until it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from dashboard.monitor.alerts.rules.database_away import RULE
from dashboard.store.alerts import Incident

NEEDS, CLEAR = 2, 4  # looks
AFTER = (
    8  # looks until sources that failed with the database have tried again, and are not told as failures of their own
)


@dataclass
class DatabaseWatch:
    """Counts looks that found the database away. Its message has a key of its own: no other process knows of the incident."""

    name: Callable[[], str] = lambda: uuid4().hex[:12]
    key: str = ""
    sentence: str = ""
    since: str = ""
    fired_at: str | None = None
    bad: int = 0
    good: int = 0
    quiet: int = 0

    @property
    def lasts(self) -> bool:
        """Whether it fired and is not over."""
        return self.fired_at is not None

    @property
    def holds_others(self) -> bool:
        """Whether nothing else is told: while the database is away, and a little longer."""
        return self.bad > 0 or self.quiet > 0

    def failed(self, sentence: str, at: str) -> Incident | None:
        """One look that found it away; the incident at the look that makes it fire."""
        if self.bad == 0:
            self.key, self.since = self.name(), at
        self.sentence, self.bad, self.good = sentence, self.bad + 1, 0
        if self.lasts or self.bad < NEEDS:
            return None
        self.fired_at = at
        return self.incident()

    def ending(self, at: str) -> Incident | None:
        """The incident to enter, where a look that finds the database there ends it."""
        if not self.lasts or self.good + 1 < CLEAR:
            return None
        return self.incident(ended=at)

    def answered(self) -> None:
        """One look that found it there, and that was written down."""
        self.good += 1
        self.quiet = max(0, self.quiet - 1)
        if self.bad and (not self.lasts or self.good >= CLEAR):
            self.quiet = AFTER if self.lasts else self.quiet
            self.bad, self.fired_at = 0, None

    def incident(self, ended: str | None = None) -> Incident:
        """It as it stands, or ended then; its message was sent from memory, so only its end is owed."""
        return Incident(
            RULE.key, "database", RULE.severity, "resolved" if ended else "firing", self.sentence, self.since, claim=None,
            recovery=None if ended is None else "The database answers again.", fired_at=self.fired_at, resolved_at=ended, bad=self.bad,
            told_at=self.fired_at,
        )  # fmt: skip
