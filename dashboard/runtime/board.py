"""The board: what every section shows right now. Entries are immutable and replaced whole, so readers never lock."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from dashboard.section import Result

Status = Literal["ok", "stale", "degraded", "loading"]
FIRST_RUN = "The first computation has not finished yet."


@dataclass(frozen=True, slots=True)
class Publication:
    """One endpoint's figures for the newest session, serialised once. `data` is JSON bytes, `digest` changes with them."""

    section: str
    endpoint: str
    as_of: str
    computed_at: str
    valid: int
    members: int
    unavailable: str | None
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything known of one section. `input_revision` is the panel's that the publications were computed from."""

    key: str
    publications: Mapping[str, Publication] = field(default_factory=lambda: MappingProxyType({}))
    result: Result | None = None
    input_revision: str | None = None
    lineage: str | None = None
    failure: str | None = None
    restored: bool = False
    consecutive_failures: int = 0
    last_run_at: str | None = None
    last_good_at: str | None = None
    last_seconds: float | None = None
    next_refresh_at: str | None = None

    def status(self, newest_revision: str | None, waiting_for: str = FIRST_RUN) -> tuple[Status, str | None]:
        """The section against the store, and one sentence when it isn't ok; `waiting_for` is a loading section's."""
        if not self.publications:
            return ("degraded", self.failure) if self.failure else ("loading", waiting_for)
        if self.failure:
            return "stale", f"The last run failed, so these are the last good figures. {self.failure}"
        if self.restored:
            return "stale", "These figures were kept from before the restart; new ones are being computed."
        if newest_revision is not None and self.input_revision != newest_revision:
            return "stale", "What these figures rest on has changed; they are being computed anew."
        unavailable = next((p.unavailable for p in self.publications.values() if p.unavailable), None)
        return ("degraded", unavailable) if unavailable else ("ok", None)


class Board:
    """The entries of all sections; `update` replaces one under a lock, reading is a dictionary look-up."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._entries = {key: Entry(key) for key in keys}
        self._lock = threading.Lock()

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def forget(self) -> None:
        """Empty every entry: the store holds another market now, and its predecessor's figures must not stand under its name."""
        with self._lock:
            self._entries = {key: Entry(key) for key in self._entries}

    def update(self, key: str, **changes: Any) -> Entry:
        """Replace the named fields of one entry and return the new one."""
        with self._lock:
            entry = replace(self._entries[key], **changes)
            self._entries[key] = entry
            return entry
