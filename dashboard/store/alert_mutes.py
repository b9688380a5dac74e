"""Mutes: for how long nothing is told, of one rule or of all, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from dashboard.store.engine import Store
from dashboard.store.schema import alert_mutes

SHOWN = 20
_IN_FORCE = (
    select(alert_mutes)
    .where(alert_mutes.c.until > bindparam("now"), alert_mutes.c.ended_at.is_(None))
    .order_by(alert_mutes.c.until.desc())
)


@dataclass(frozen=True, slots=True)
class Mute:
    """Nothing is told until then. rule: None for every rule. Times are ISO, UTC. ended_at: when it was ended early."""

    id: int
    rule: str | None
    until: str
    reason: str
    made_at: str
    made_by: str
    ended_at: str | None

    def covers(self, rule: str) -> bool:
        """Whether it holds back what the rule finds."""
        return self.rule is None or self.rule == rule


def mutes_in_force(connection: Connection, at: str) -> tuple[Mute, ...]:
    """The mutes that hold now, the one that lasts longest first."""
    return tuple(Mute(**row) for row in connection.execute(_IN_FORCE, {"now": at}).mappings())


def past_mutes(connection: Connection, at: str) -> tuple[Mute, ...]:
    """The last mutes that are over, newest first."""
    table = alert_mutes.c
    over = (table.until <= at) | table.ended_at.is_not(None)
    query = select(alert_mutes).where(over).order_by(table.id.desc()).limit(SHOWN)
    return tuple(Mute(**row) for row in connection.execute(query).mappings())


def mute(store: Store, rule: str | None, until: str, *, reason: str, at: str, by: str) -> int:
    """Enter a mute; returns its id. Raises StoreUnavailable."""
    values = {"rule": rule, "until": until, "reason": reason, "made_at": at, "made_by": by}
    with store.write() as connection:
        return int(connection.execute(insert(alert_mutes).values(**values).returning(alert_mutes.c.id)).scalar_one())


def unmute(store: Store, at: str, *, number: int | None = None, rule: str | None = None) -> int:
    """End the mute of that id, or those of that rule, or all; returns how many it ended. Raises StoreUnavailable."""
    table = alert_mutes.c
    named = [] if number is None else [table.id == number]
    named += [] if rule is None else [table.rule == rule]
    in_force = update(alert_mutes).where(table.until > at, table.ended_at.is_(None), *named)
    with store.write() as connection:
        return int(connection.execute(in_force.values(ended_at=at)).rowcount)
