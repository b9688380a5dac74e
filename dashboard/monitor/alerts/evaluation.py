"""One evaluation: look, advance every incident, and put what must be told into the outbox, all in one transaction.

1. Only the leader evaluates, and the transaction locks the alerts' row: two processes that both think they lead take turns, and the
   second finds what the first wrote.
2. Incidents and the messages about them are committed together. A crash before leaves neither, a crash after leaves both.
3. What is told follows from what the rows say (fired, not told, not held back), not from what happened at this look, so nothing that
   was held back is forgotten and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from dashboard.monitor.alerts.holding import Situation, consequences_of, held_by, owes_message, owes_recovery
from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.machine import MOST_FLAPS, Watched, claim_of, event, step
from dashboard.monitor.alerts.message import Kind, Letterhead, Message, compose, moment
from dashboard.monitor.alerts.reading import Limits, Reading, Rule
from dashboard.runtime.runner import iso
from dashboard.store import alert_outbox, alerts
from dashboard.store.alert_mutes import mutes_in_force
from dashboard.store.alert_outbox import Parcel
from dashboard.store.alerts import Incident, Known
from dashboard.store.engine import Store

FLAP_WINDOW = timedelta(hours=6)
TELLING: tuple[tuple[Kind, Callable[[Incident], bool]], ...] = (("fired", owes_message), ("resolved", owes_recovery))
Judged = dict[Watched, tuple[Rule, Reading]]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What one evaluation came to. critical: incidents that fire and are muted by nobody."""

    messages: tuple[Message, ...]
    critical: tuple[Incident, ...]


@dataclass(frozen=True)
class Evaluation:
    """What every evaluation works with. channels: names of those that a message goes to; link: where messages point."""

    store: Store
    rules: tuple[Rule, ...]
    limits: Limits
    channels: tuple[str, ...]
    link: str
    now: Callable[[], datetime]

    def run(self, look: Look, *, database_away: bool = False, extra: Incident | None = None) -> Evaluated:
        """Evaluate once. extra: an incident to enter beside what is found.

        Raises StoreUnavailable, and then nothing was written.
        """
        now = self.now()
        at = iso(now)
        with self.store.write() as connection:
            known = alerts.begin(connection, at)
            seen = replace(look, changes=known.changes, began_at=known.began_at)
            incidents = _advanced(connection, self.rules, seen, self.limits, known, at, extra)
            situation = Situation(
                {rule.key: rule for rule in self.rules}, mutes_in_force(connection, at), database_away
            )
            after, messages = tell(incidents, situation, letterhead(known, look, self.link), at)
            alerts.save(connection, [new for old, new in zip(incidents, after, strict=True) if new != old])
            alert_outbox.post(connection, [_parcel(each, name, at) for each in messages for name in self.channels])
            if known.before is None or known.before[:10] != at[:10]:
                _forget(connection, now)
        return Evaluated(tuple(messages), tuple(one for one in after if _is_critical(one, situation)))


def tell(
    incidents: Sequence[Incident], situation: Situation, head: Letterhead, at: str
) -> tuple[list[Incident], list[Message]]:
    """The incidents with what is told and what holds them back, and the messages: one of what began, one of what ended."""
    after = [_with_hold(one, incidents, situation) for one in incidents]
    messages = []
    for kind, owes in TELLING:
        told = [one for one in after if owes(one) and one.held_by is None]
        if told:
            explained = {one.id or 0: consequences_of(one, after, situation.rules) for one in told}
            messages.append(compose(kind, told, head, situation.rules, explained))
            after = [_told(one, kind, at) if one in told else one for one in after]
    return after, messages


def letterhead(known: Known, look: Look, link: str) -> Letterhead:
    """What the messages of this database begin with."""
    return Letterhead(known.identity, None if look.market is None else look.market.name, known.demo, link)


def _advanced(
    connection: Connection,
    rules: Sequence[Rule],
    look: Look,
    limits: Limits,
    known: Known,
    at: str,
    extra: Incident | None,
) -> tuple[Incident, ...]:
    """The incidents after this look, stored, so that each has its id; with those that something is still owed of."""
    states, events = _judged(rules, look, limits)
    lasting = [one for one in known.unsettled if one.status in ("pending", "firing")]
    owed = [one for one in known.unsettled if one.status not in ("pending", "firing")]
    after = step(lasting, states, _flaps(connection, lasting, states, at), at)
    told = alerts.told_events(connection, [claim_of(rule, found) for rule, found in events])
    new = [event(rule, found, at) for rule, found in events if claim_of(rule, found) not in told]
    new += [] if extra is None else [extra]
    alerts.drop(connection, [one.id for one in after.dropped if one.id is not None])
    unchanged = [one for one in after.live if one in lasting]
    changed = alerts.save(connection, [*(one for one in after.live if one not in lasting), *new])
    return (*owed, *unchanged, *changed)


def _judged(rules: Sequence[Rule], look: Look, limits: Limits) -> tuple[Judged, list[tuple[Rule, Reading]]]:
    """The readings of states by what they watch, and those of events."""
    readings = [(rule, reading) for rule in rules for reading in rule.read(look, limits)]
    states = {(rule.key, reading.subject): (rule, reading) for rule, reading in readings if reading.event is None}
    return states, [(rule, reading) for rule, reading in readings if reading.event is not None]


def _flaps(connection: Connection, lasting: Sequence[Incident], states: Judged, at: str) -> dict[Watched, int]:
    """How often what begins now came back: one more than its last incident had, where that ended within FLAP_WINDOW."""
    known = {(one.rule, one.subject) for one in lasting}
    begins = {watched for watched, (_, reading) in states.items() if reading.verdict == "bad" and watched not in known}
    if not begins:
        return {}
    recent = alerts.resolved_since(connection, iso(moment(at) - FLAP_WINDOW))
    return {(one.rule, one.subject): min(one.flaps + 1, MOST_FLAPS) for one in recent}


def _with_hold(one: Incident, incidents: Sequence[Incident], situation: Situation) -> Incident:
    if not (owes_message(one) or owes_recovery(one)):
        return one
    return replace(one, held_by=held_by(one, incidents, situation))


def _is_critical(one: Incident, situation: Situation) -> bool:
    muted = any(mute.covers(one.rule) for mute in situation.mutes)
    return one.severity == "critical" and one.status == "firing" and not muted


def _told(one: Incident, kind: Kind, at: str) -> Incident:
    return replace(one, told_at=at) if kind == "fired" else replace(one, recovery_told_at=at)


def _parcel(message: Message, channel: str, at: str) -> Parcel:
    numbers = tuple(int(one["id"]) for one in message.incidents)
    return Parcel(message.key, channel, message.kind, numbers, message.wire(), created_at=at, next_at=at)


def _forget(connection: Connection, now: datetime) -> None:
    """Once a day: what is long over and delivered."""
    alerts.forget_before(connection, iso(now - timedelta(days=alerts.KEPT_SINCE_DAYS)))
    alert_outbox.forget_before(connection, iso(now - timedelta(days=alert_outbox.KEPT_DAYS)))
