"""The sender: delivers what waits in the outbox, each channel in order, with retries; only this job ever waits for another machine.

1. An attempt is written down before it is made, with the time of the next one: a process that dies of it does not try at once again.
2. What was taken is written down after it. Between the two a crash leaves the parcel to be sent once more under the same key; that is
   the one way in which anything is sent twice, and receivers that honour the key drop it.
3. A channel's parcels go out one after another: the end of an incident never arrives before its beginning.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from dashboard.errors import DeliveryFailed, StoreUnavailable
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.delivery.line import within
from dashboard.monitor.alerts.message import from_wire, moment
from dashboard.runtime.runner import iso
from dashboard.store.alert_outbox import Parcel, note, waiting
from dashboard.store.engine import Store

logger = logging.getLogger(__name__)

DELIVERY_SECONDS = 20.0
FIRST_WAIT, LONGEST_WAIT, JITTER = 10.0, 900.0, 0.2
LONGEST_ASKED = 3600.0  # of a Retry-After
MOST_AGE = timedelta(hours=24)
NEVER_SO_LATE = timedelta(seconds=2 * LONGEST_ASKED)


@dataclass
class Sender:
    """Sends for one process. leading: whether it may send what is stored; what only it has in memory it always sends.

    dice: of the jitter, so that several dashboards do not retry in step. seconds: for one delivery.
    """

    store: Store
    channels: Mapping[str, Channel]
    leading: Callable[[], bool]
    now: Callable[[], datetime]
    dice: Random = field(default_factory=Random)
    seconds: float = DELIVERY_SECONDS
    in_memory: dict[tuple[str, str], Parcel] = field(default_factory=dict)
    _taken: dict[tuple[str, str], Parcel] = field(default_factory=dict)
    _troubled: set[str] = field(default_factory=set)
    _sending: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, parcels: list[Parcel]) -> None:
        """Take parcels that cannot be stored, because the database is what they tell of."""
        self.in_memory |= {(parcel.key, parcel.channel): parcel for parcel in parcels}

    def run(self) -> None:
        """Send everything that is due, unless it is being done."""
        if not self._sending.acquire(blocking=False):
            return
        try:
            self._run()
        finally:
            self._sending.release()

    def _run(self) -> None:
        busy: set[str] = set()
        for parcel in [*self.in_memory.values(), *self._stored()]:
            if parcel.channel not in busy and not self._settled(parcel):
                busy.add(parcel.channel)

    def _stored(self) -> list[Parcel]:
        try:
            return waiting(self.store) if self.leading() else []
        except StoreUnavailable:
            return []  # the evaluation notices, and tells of it

    def _settled(self, parcel: Parcel) -> bool:
        """Whether the channel may go on with its next parcel."""
        taken = self._taken.get((parcel.key, parcel.channel))
        if taken is not None:
            return self._note(taken)
        now = self.now()
        if now - moment(parcel.created_at) > MOST_AGE:
            return self._give_up(parcel, f"Given up after 24 hours. {parcel.trouble or ''}".strip())
        if not _is_due(parcel, now):
            return False
        channel = self.channels.get(parcel.channel)
        if channel is None:
            return self._give_up(parcel, "This channel is not configured any more.")
        return self._try(channel, parcel)

    def _try(self, channel: Channel, parcel: Parcel) -> bool:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(parcel.attempts, 20)) * (
            1 + JITTER * (2 * self.dice.random() - 1)
        )
        tried = replace(parcel, attempts=parcel.attempts + 1, next_at=self._after(wait))
        if not self._note(tried):
            return False
        try:
            within(self.seconds, lambda line: channel.send(from_wire(parcel.message), line))
        except DeliveryFailed as error:
            return self._failed(tried, error, wait)
        if channel.name in self._troubled:
            self._troubled.discard(channel.name)
            logger.info("Alerts reach %s again.", channel.name)
        done = replace(tried, next_at=None, delivered_at=iso(self.now()), trouble=None)
        self._taken[parcel.key, parcel.channel] = done
        return self._note(done)

    def _failed(self, tried: Parcel, error: DeliveryFailed, wait: float) -> bool:
        if tried.channel not in self._troubled:
            self._troubled.add(tried.channel)
            logger.error("Alerts do not reach %s: %s", tried.channel, error)
        if error.final:
            return self._give_up(tried, str(error))
        asked = min(error.retry_after or 0.0, LONGEST_ASKED)
        self._note(replace(tried, trouble=str(error), next_at=self._after(max(wait, asked))))
        return False

    def _give_up(self, parcel: Parcel, why: str) -> bool:
        return self._note(replace(parcel, next_at=None, given_up_at=iso(self.now()), trouble=why))

    def _note(self, parcel: Parcel) -> bool:
        """Write it down where the parcel lives; False when the database could not take it."""
        name = (parcel.key, parcel.channel)
        if parcel.id is None:
            self.in_memory[name] = parcel
            if parcel.next_at is None:
                del self.in_memory[name]
        else:
            try:
                note(self.store, parcel)
            except StoreUnavailable:
                return False
        if parcel.next_at is None:
            self._taken.pop(name, None)
        return True

    def _after(self, seconds: float) -> str:
        return iso(self.now() + timedelta(seconds=seconds))


def _is_due(parcel: Parcel, now: datetime) -> bool:
    """Whether its time has come; one that is later than any wait was set before the clock was set back, and would wait for ever."""
    if parcel.next_at is None:
        return False
    left = moment(parcel.next_at) - now
    return left <= timedelta(0) or left > NEVER_SO_LATE
