"""The watchman: the jobs of one process that look, send, and say that they are still there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dashboard.errors import StoreUnavailable
from dashboard.monitor.alerts.database_watch import DatabaseWatch
from dashboard.monitor.alerts.dead_man import Verdict
from dashboard.monitor.alerts.evaluation import Evaluation
from dashboard.monitor.alerts.look import Look, Looker
from dashboard.monitor.alerts.message import Letterhead, compose
from dashboard.monitor.alerts.reading import Rule
from dashboard.monitor.alerts.rules import BY_KEY
from dashboard.monitor.alerts.sender import Sender
from dashboard.runtime.runner import iso
from dashboard.store.alert_outbox import Parcel
from dashboard.store.alerts import Incident

MISSED_LOOKS = 5  # after so many intervals without one, the dead man's handle is let go


@dataclass
class Watchman:
    """Evaluates while its process leads. leading: whether it does; store_failure: what the desk knows of the database.

    wake: asks for a round of sending. A leader that loses its lease together with the database goes on telling of that: nobody else
    can.
    """

    looker: Looker | Callable[[], Look]
    evaluation: Evaluation
    sender: Sender
    leading: Callable[[], bool]
    store_failure: Callable[[], str | None]
    now: Callable[[], datetime]
    seconds: float
    wake: Callable[[], None] = lambda: None
    away: DatabaseWatch = field(default_factory=DatabaseWatch)
    rules: dict[str, Rule] = field(default_factory=lambda: dict(BY_KEY))
    evaluated_at: datetime | None = None
    critical: tuple[Incident, ...] = ()
    _led: bool = False
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def evaluate(self) -> None:
        """One look, unless another one is under way or this is not the process that looks."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            if self._is_ours():
                self._evaluate(iso(self.now()))
        finally:
            self._looking.release()

    def verdict(self) -> Verdict:
        """What the dead man's handle says of this process."""
        if self.away.lasts:
            return "failing"
        if not self._led or self.evaluated_at is None:
            return "silent"
        if self.now() - self.evaluated_at > timedelta(seconds=MISSED_LOOKS * self.seconds):
            return "silent"
        return "failing" if self.critical else "well"

    def _is_ours(self) -> bool:
        leads = self.leading()
        self._led = leads or (self._led and (self.store_failure() is not None or self.away.holds_others))
        return self._led

    def _evaluate(self, at: str) -> None:
        look = self.looker.look() if isinstance(self.looker, Looker) else self.looker()
        try:
            ending = self.away.ending(at)
            found = self.evaluation.run(look, database_away=self.away.holds_others, extra=ending)
            self.away.answered()
            self.evaluated_at = self.now()
            self.critical = found.critical
            if found.messages:
                self.wake()
        except StoreUnavailable as error:
            fired = self.away.failed(str(error), at)
            if fired is not None:
                self._tell_from_memory(fired, look, at)

    def _tell_from_memory(self, fired: Incident, look: Look, at: str) -> None:
        market = look.market
        head = Letterhead(
            "", None if market is None else market.name, market is not None and market.demo, self.evaluation.link
        )
        message = replace(compose("fired", [fired], head, self.rules, {}), key=f"database-{self.away.key}-fired")
        self.sender.keep(
            [
                Parcel(message.key, channel, "fired", (), message.wire(), at, next_at=at)
                for channel in self.evaluation.channels
            ]
        )
