"""The archive: figures and runs written down for after a restart, by the leader alone, and the figures read back."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.runtime.board import Publication
from dashboard.runtime.encode import digest
from dashboard.runtime.runner import Outcome
from dashboard.store.engine import Store
from dashboard.store.lease import LeaderLease
from dashboard.store.runs import Run, record_run
from dashboard.store.snapshots import StoredSnapshot, load_snapshots, save_snapshots


@dataclass(frozen=True, slots=True)
class Archive:
    """Every method raises StoreUnavailable while the store is away."""

    store: Store
    lease: LeaderLease

    def publications(self) -> dict[str, dict[str, Publication]]:
        """The last good figures: section → endpoint → publication."""
        kept: dict[str, dict[str, Publication]] = {}
        for snapshot in load_snapshots(self.store):
            kept.setdefault(snapshot.section, {})[snapshot.endpoint] = _publication(snapshot)
        return kept

    def persist(self, publications: list[Publication], revision: str) -> None:
        """Write figures down; a process that doesn't lead leaves it to the one that does."""
        if self.lease.held:
            save_snapshots(self.store, [_snapshot(publication, revision) for publication in publications])

    def record(self, outcome: Outcome) -> None:
        """Write down how a run ended, if this process leads."""
        if self.lease.held:
            run = Run(outcome.section, outcome.started_at, outcome.seconds, outcome.outcome, outcome.reason)
            record_run(self.store, run)


def _publication(s: StoredSnapshot) -> Publication:
    return Publication(
        s.section,
        s.endpoint,
        s.as_of,
        s.computed_at,
        s.valid,
        s.members,
        s.unavailable,
        s.data,
        digest(s.as_of, s.data),
    )


def _snapshot(p: Publication, revision: str) -> StoredSnapshot:
    return StoredSnapshot(
        p.section, p.endpoint, p.as_of, p.computed_at, revision, p.valid, p.members, p.unavailable, p.data
    )
