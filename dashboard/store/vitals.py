"""The database's own state: whether it answers and how fast, how big it is, and at which migration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from dashboard.store.engine import Store
from dashboard.store.upgrade import HEAD, version


@dataclass(frozen=True, slots=True)
class Vitals:
    """kind: "sqlite" or "postgresql". name: the file's or the database's. size: bytes, with SQLite's log of what is not merged yet.

    answered_in: seconds of a transaction that reads one row. migration: what the database is at; newest: what the program knows.
    """

    kind: str
    name: str
    size: int
    answered_in: float
    migration: str | None
    newest: str


def vitals(store: Store, clock: Callable[[], float] = perf_counter) -> Vitals:
    """The database's state now. Raises StoreUnavailable."""
    started = clock()
    with store.read() as connection:
        migration = version(connection)
    answered_in = clock() - started
    if store.path is not None:
        return Vitals("sqlite", store.path.name, _size(store.path), answered_in, migration, HEAD)
    with store.read() as connection:
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
    return Vitals("postgresql", str(store.engine.url.database), int(size or 0), answered_in, migration, HEAD)


def _size(file: Path) -> int:
    return sum(path.stat().st_size for path in (file, file.with_name(f"{file.name}-wal")) if path.exists())
