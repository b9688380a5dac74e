"""The store's revision: a name of its present state, and what changed since an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from dashboard.store.engine import Store
from dashboard.store.schema import changes, state

KEPT = 1000  # changes; a panel that is older than all of them is loaded anew


@dataclass(frozen=True, slots=True)
class Change:
    """What changed after some revision: the earliest session touched (None: no bar), and whether instruments did."""

    first_session: np.datetime64 | None
    instruments_changed: bool


def current_revision(store: Store) -> str:
    """The store's revision: changes exactly when bars, instruments or the market do; no two databases share one."""
    with store.read() as connection:
        return revision(connection)


def revision(connection: Connection) -> str:
    """The revision that this transaction sees."""
    identity, number = connection.execute(select(state.c.identity, state.c.revision)).one()
    return f"{identity}-{number}"


def lock(connection: Connection) -> None:
    """Let other importers wait until this transaction ends (SQLite's writers do so anyway)."""
    connection.execute(update(state).values(revision=state.c.revision))


def bump(connection: Connection, change: Change) -> str:
    """Enter a change into the record, in the transaction that makes it; returns the new revision."""
    connection.execute(update(state).values(revision=state.c.revision + 1))
    identity, number = connection.execute(select(state.c.identity, state.c.revision)).one()
    connection.execute(
        insert(changes).values(
            revision=number,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            first_session=change.first_session,
            instruments_changed=change.instruments_changed,
        )
    )
    connection.execute(delete(changes).where(changes.c.revision <= number - KEPT))
    return f"{identity}-{number}"


def changes_since(connection: Connection, earlier: str) -> Change | None:
    """All that changed after the revision `earlier`, as one change; None when the record does not reach back to it."""
    identity, _, number = earlier.rpartition("-")
    now = connection.execute(select(state.c.identity, state.c.revision)).one()
    if identity != now.identity or not number.isdigit() or not 0 <= now.revision - int(number) < KEPT:
        return None
    later = changes.c.revision > int(number)
    first, touched = connection.execute(
        select(func.min(changes.c.first_session), func.count()).where(later, changes.c.first_session.is_not(None))
    ).one()
    others = connection.scalar(select(func.count()).where(later, changes.c.instruments_changed.is_(True)))
    return Change(first if touched else None, bool(others))
