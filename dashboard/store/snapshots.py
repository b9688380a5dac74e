"""The last good figures of every section, kept so that a restart serves them at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from dashboard.store.engine import Store
from dashboard.store.schema import snapshots


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """One endpoint's answer as it was last computed.

    as_of: ISO date. computed_at: ISO, UTC. valid of members: its coverage. unavailable: one sentence when the market cannot
    feed the section. data: the JSON of the envelope's `data`, as sent.
    """

    section: str
    endpoint: str
    as_of: str
    computed_at: str
    market_revision: str
    valid: int
    members: int
    unavailable: str | None
    data: bytes


def save_snapshots(store: Store, fresh: list[StoredSnapshot]) -> None:
    """Replace the snapshots of these sections, all in one transaction: a reader sees the old ones or the new ones."""
    sections = {snapshot.section for snapshot in fresh}
    if not sections:
        return
    with store.write() as connection:
        connection.execute(delete(snapshots).where(snapshots.c.section.in_(sections)))
        connection.execute(insert(snapshots), [asdict(snapshot) for snapshot in fresh])


def load_snapshots(store: Store) -> list[StoredSnapshot]:
    """All snapshots, ordered by section and endpoint."""
    with store.read() as connection:
        rows = connection.execute(select(snapshots).order_by(snapshots.c.section, snapshots.c.endpoint))
        return [StoredSnapshot(**row) for row in rows.mappings()]
