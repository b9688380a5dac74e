"""Incidents: what alerts found, from the first look that found it until it was over, and what was told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from dashboard.store.schema import alert_incidents, alert_state, published_regimes, state
from dashboard.store.schema import market as market_table

Status = Literal["pending", "firing", "resolved", "event"]
Severity = Literal["info", "warning", "critical"]

KEPT_SINCE_DAYS = 400
_SEARCHED = 12  # published regimes, for changes of label

# Made once: SQLAlchemy takes longer to put them together than SQLite to answer.
_ID = alert_incidents.c.id
_STATE = select(
    alert_state.c.began_at,
    alert_state.c.evaluated_at,
    select(state.c.identity).scalar_subquery(),
    select(market_table.c.demo).scalar_subquery(),
)
_BEGIN = update(alert_state).values(
    began_at=func.coalesce(alert_state.c.began_at, bindparam("began")), evaluated_at=bindparam("now")
)
_NEWEST = select(published_regimes).order_by(published_regimes.c.id.desc()).limit(_SEARCHED)
_LASTS = alert_incidents.c.status.in_(("pending", "firing"))
_OWES = (alert_incidents.c.status == "event") & alert_incidents.c.told_at.is_(None)
_OWES_RECOVERY = (
    (alert_incidents.c.status == "resolved")
    & alert_incidents.c.told_at.is_not(None)
    & alert_incidents.c.recovery_told_at.is_(None)
)
_UNSETTLED = select(alert_incidents).where(_LASTS | _OWES | _OWES_RECOVERY).order_by(_ID)


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that went wrong, or one event. Times are ISO, UTC. id: None until it is stored.

    claim: names what it is about, so that there is one of it: while it lasts, and of an event for ever. sentence: what was found;
    recovery: how it ended. bad, good: looks that counted towards firing, and towards its end. flaps: how often it had come back
    shortly before. held_by: why nothing is told yet: "mute:<id>", "incident:<id>" of its cause, or "database". told_at,
    recovery_told_at: when the message was put into the outbox.
    """

    rule: str
    subject: str
    severity: Severity
    status: Status
    sentence: str
    pending_at: str
    claim: str | None
    session: str | None = None
    recovery: str | None = None
    fired_at: str | None = None
    resolved_at: str | None = None
    bad: int = 0
    good: int = 0
    flaps: int = 0
    held_by: str | None = None
    told_at: str | None = None
    recovery_told_at: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A change of a published label. published_at: ISO, UTC."""

    before: str
    after: str
    session: str
    published_at: str
    score: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Known:
    """What an evaluation starts from. identity: the database's own. before: when the evaluation before this one was, None for the first.

    unsettled: incidents that last, or of which something has still to be told, oldest first. changes: of the published label.
    """

    identity: str
    demo: bool
    began_at: str
    before: str | None
    unsettled: tuple[Incident, ...]
    changes: tuple[LabelChange, ...]


def begin(connection: Connection, at: str) -> Known:
    """Open an evaluation in a writing transaction: from its update on, other processes wait until it ends."""
    began, before, identity, demo = connection.execute(_STATE).one()
    connection.execute(_BEGIN, {"began": at, "now": at})
    return Known(
        identity=str(identity),
        demo=bool(demo),
        began_at=began or at,
        before=before,
        unsettled=_read(connection, _UNSETTLED),
        changes=_changes(connection),
    )


def told_events(connection: Connection, claims: Iterable[str]) -> frozenset[str]:
    """Which of these events were told before."""
    wanted = sorted(claims)
    if not wanted:
        return frozenset()
    return frozenset(connection.scalars(select(alert_incidents.c.claim).where(alert_incidents.c.claim.in_(wanted))))


def resolved_since(connection: Connection, at: str) -> tuple[Incident, ...]:
    """What was over since then, oldest first."""
    return _read(connection, select(alert_incidents).where(alert_incidents.c.resolved_at >= at).order_by(_ID))


def evaluated_at(connection: Connection) -> str | None:
    """When the last evaluation was."""
    found: str | None = connection.scalar(select(alert_state.c.evaluated_at))
    return found


def save(connection: Connection, incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Store new incidents and changed ones; those that come back carry their ids."""
    saved = []
    for incident in incidents:
        values = asdict(incident)
        number = values.pop("id")
        if number is None:
            number = connection.execute(
                insert(alert_incidents).values(**values).returning(alert_incidents.c.id)
            ).scalar_one()
        else:
            connection.execute(update(alert_incidents).where(alert_incidents.c.id == number).values(**values))
        saved.append(Incident(**values, id=int(number)))
    return tuple(saved)


def drop(connection: Connection, numbers: Iterable[int]) -> None:
    """Forget incidents that ended before they fired: nobody was told."""
    for number in numbers:
        connection.execute(delete(alert_incidents).where(alert_incidents.c.id == number))


def forget_before(connection: Connection, at: str) -> None:
    """Forget incidents that were over before then; events stay, since they must not be told again."""
    connection.execute(
        delete(alert_incidents).where(alert_incidents.c.claim.is_(None), alert_incidents.c.resolved_at < at)
    )


def open_incidents(connection: Connection) -> tuple[Incident, ...]:
    """What lasts now, newest first."""
    return _read(connection, select(alert_incidents).where(_LASTS).order_by(_ID.desc()))


def past_incidents(connection: Connection, limit: int, **where: str | None) -> tuple[Incident, ...]:
    """What is over, and events; newest first. where: column -> the value it must have, None for any."""
    wanted = [alert_incidents.c[name] == value for name, value in where.items() if value is not None]
    over = alert_incidents.c.status.in_(("resolved", "event"))
    return _read(connection, select(alert_incidents).where(over, *wanted).order_by(_ID.desc()).limit(limit))


def _read(connection: Connection, query: Select[Any]) -> tuple[Incident, ...]:
    return tuple(Incident(**_plain(row)) for row in connection.execute(query).mappings())


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _changes(connection: Connection) -> tuple[LabelChange, ...]:
    """The newest changes of the published label, oldest first."""
    rows = list(reversed(connection.execute(_NEWEST).all()))
    return tuple(
        LabelChange(before.label, after.label, str(after.session), after.published_at, after.score, after.confidence)
        for before, after in pairwise(rows)
        if before.label != after.label
    )
