"""The record of every file that was taken in: what it was, when it came, and what became of its rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, insert, select, update

from dashboard.store.schema import imports


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it stood when it was read. path: within its market folder. modified_ns: nanoseconds since 1970.

    sha256: of its content. source: "file" or "demo". rules: the version of reading and checking that it went through.
    """

    path: str
    source: str
    size: int
    modified_ns: int
    sha256: str
    rules: int


@dataclass(frozen=True, slots=True)
class StoredImport:
    """One import: its source, when (ISO, UTC), and its rows. refused: one sentence where the file could not be read."""

    id: int
    source: Source
    received_at: str
    rows_read: int
    rows_stored: int
    rows_unchanged: int
    rows_quarantined: int
    seconds: float
    refused: str | None


def last_imports(connection: Connection) -> dict[str, StoredImport]:
    """The latest import of every path."""
    newest = select(func.max(imports.c.id)).group_by(imports.c.path)
    rows = connection.execute(select(imports).where(imports.c.id.in_(newest))).mappings()
    return {row["path"]: _stored(dict(row)) for row in rows}


def imports_of(connection: Connection, path: str) -> list[int]:
    """The ids of all imports of a path."""
    return list(connection.scalars(select(imports.c.id).where(imports.c.path == path)))


def add_import(connection: Connection, source: Source, received_at: str) -> int:
    """Enter an import whose rows are about to be written; returns its id."""
    figures = {"rows_read": 0, "rows_stored": 0, "rows_unchanged": 0, "rows_quarantined": 0, "seconds": 0.0}
    entered = connection.execute(insert(imports).values(**asdict(source), received_at=received_at, **figures))
    assert entered.inserted_primary_key is not None
    return int(entered.inserted_primary_key[0])


def finish_import(connection: Connection, import_id: int, **figures: float | str | None) -> None:
    """Note what became of an import's rows: rows_read, rows_stored, rows_unchanged, rows_quarantined, seconds, refused."""
    connection.execute(update(imports).where(imports.c.id == import_id).values(**figures))


def touch(connection: Connection, import_id: int, modified_ns: int) -> None:
    """Note that a file was touched but holds what it held, so that the next look need not read it."""
    connection.execute(update(imports).where(imports.c.id == import_id).values(modified_ns=modified_ns))


def _stored(row: dict[str, object]) -> StoredImport:
    source = Source(**{name: row.pop(name) for name in Source.__slots__})  # type: ignore[arg-type]
    return StoredImport(source=source, **row)  # type: ignore[arg-type]
