"""The outbox: messages that were decided on, one row a channel, kept until they are delivered or too old to matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from dashboard.store.engine import Store
from dashboard.store.schema import alert_outbox

KEPT_DAYS = 90
SHOWN = 50
_WAITING = select(alert_outbox).where(alert_outbox.c.next_at.is_not(None)).order_by(alert_outbox.c.id)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one channel. key: names the message on every attempt. message: as it is sent. Times are ISO, UTC.

    next_at: when the next attempt is due, None once it is delivered or given up. trouble: why the last attempt failed.
    """

    key: str
    channel: str
    kind: str
    incidents: tuple[int, ...]
    message: Mapping[str, Any]
    created_at: str
    attempts: int = 0
    next_at: str | None = None
    delivered_at: str | None = None
    given_up_at: str | None = None
    trouble: str | None = None
    id: int | None = None


def post(connection: Connection, parcels: Iterable[Parcel]) -> None:
    """Put parcels into the outbox, in the transaction that decided on them."""
    for parcel in parcels:
        values = {name: getattr(parcel, name) for name in Parcel.__slots__ if name != "id"}
        values |= {"incidents": list(parcel.incidents), "message": dict(parcel.message)}
        connection.execute(insert(alert_outbox).values(**values))


def waiting(store: Store) -> list[Parcel]:
    """Everything that is neither delivered nor given up, oldest first. Raises StoreUnavailable."""
    with store.read() as connection:
        return _parcels(connection, _WAITING)


def note(store: Store, parcel: Parcel) -> None:
    """Write down how it stands with a parcel. Raises StoreUnavailable."""
    names = ("attempts", "next_at", "delivered_at", "given_up_at", "trouble")
    values = {name: getattr(parcel, name) for name in names}
    with store.write() as connection:
        connection.execute(update(alert_outbox).where(alert_outbox.c.id == parcel.id).values(**values))


def recent_parcels(connection: Connection, limit: int = SHOWN) -> list[Parcel]:
    """The last parcels, newest first."""
    return _parcels(connection, select(alert_outbox).order_by(alert_outbox.c.id.desc()).limit(limit))


def forget_before(connection: Connection, at: str) -> None:
    """Forget parcels of before then that are delivered or given up."""
    connection.execute(delete(alert_outbox).where(alert_outbox.c.next_at.is_(None), alert_outbox.c.created_at < at))


def _parcels(connection: Connection, query: Select[Any]) -> list[Parcel]:
    rows = connection.execute(query).mappings()
    return [Parcel(**{**row, "incidents": tuple(row["incidents"])}) for row in rows]
