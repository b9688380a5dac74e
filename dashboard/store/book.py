"""The trader's book: files of trades as they were read, and the trades and holdings that all of them together come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection, Table, delete, insert, select

from dashboard.market.book import Book, ClosedTrade, Holding, Unmatched
from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading, Settled, settle
from dashboard.store import book_revision
from dashboard.store.account import read_account
from dashboard.store.engine import Store
from dashboard.store.schema import book_files, holdings, trades, unmatched

Record = TypeVar("Record", ClosedTrade, Holding, Unmatched, Execution)
DAYS = ("on", "entry_on", "exit_on", "opened_on")


@dataclass(frozen=True, slots=True)
class BookFile:
    """A file of trades as it stood when it was read. path: within its market folder, or its name. sha256: of its content.

    refused: one sentence where it could not be read, and then what an earlier version of it said still counts.
    """

    path: str
    size: int
    modified_ns: int
    sha256: str
    rules: int
    received_at: str
    refused: str | None = None


def read_book(connection: Connection) -> Book:
    """The whole book as this transaction sees it."""
    settled = _stored(connection)
    return Book(
        account=read_account(connection),
        trades=settled.trades,
        holdings=settled.holdings,
        unmatched=settled.unmatched,
        revision=book_revision.book_revision(connection),
    )


def read_files(connection: Connection) -> dict[str, BookFile]:
    """Every file of trades that was taken in, or refused."""
    columns = [book_files.c[each.name] for each in fields(BookFile)]
    rows = connection.execute(select(*columns).order_by(book_files.c.path)).mappings()
    return {row["path"]: BookFile(**row) for row in rows}


def write_file(store: Store, file: BookFile, reading: Reading | None) -> bool:
    """Put what a file says in the place of what it said, and settle the book anew, in one transaction; whether the book changed.

    reading: None where the file was refused; what it said before is kept then. Raises StoreUnavailable.
    """
    with store.write() as connection:
        book_revision.lock(connection)
        held = connection.scalar(select(book_files.c.reading).where(book_files.c.path == file.path))
        said = held if reading is None else _packed(reading)
        connection.execute(delete(book_files).where(book_files.c.path == file.path))
        connection.execute(insert(book_files).values(**asdict(file), reading=said))
        return _settle(connection)


def forget_file(store: Store, path: str) -> bool:
    """Take a file and what it said out of the book; whether there was one. Raises StoreUnavailable."""
    with store.write() as connection:
        book_revision.lock(connection)
        known = connection.execute(delete(book_files).where(book_files.c.path == path)).rowcount > 0
        _settle(connection)
    return known


def settled_with(connection: Connection, path: str, reading: Reading) -> Settled:
    """What the book would come to with this reading in the place of the file's; nothing is written."""
    return settle({**_readings(connection), path: reading})


def _settle(connection: Connection) -> bool:
    """Make the trades and holdings those that the files now come to; the revision changes if they do."""
    before, after = _stored(connection), settle(_readings(connection))
    if before == after:
        return False
    for table, records in ((trades, after.trades), (holdings, after.holdings), (unmatched, after.unmatched)):
        _replace(connection, table, records)
    book_revision.bump(connection)
    return True


def _replace(connection: Connection, table: Table, records: Iterable[ClosedTrade | Holding | Unmatched]) -> None:
    connection.execute(delete(table))
    rows = [asdict(each) for each in records]
    if rows:
        connection.execute(insert(table), rows)


def _stored(connection: Connection) -> Settled:
    return Settled(
        _records(connection, trades, ClosedTrade),
        _records(connection, holdings, Holding),
        _records(connection, unmatched, Unmatched),
    )


def _records(connection: Connection, table: Table, kind: type[Record]) -> tuple[Record, ...]:
    columns = [table.c[each.name] for each in fields(kind)]
    return tuple(kind(**row) for row in connection.execute(select(*columns).order_by(table.c.id)).mappings())


def _readings(connection: Connection) -> dict[str, Reading]:
    rows = connection.execute(select(book_files.c.path, book_files.c.reading))
    return {path: _unpacked(said) for path, said in rows if said is not None}


def _packed(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: days as text."""
    days = {name: None if (day := getattr(reading, name)) is None else str(day) for name in ("first", "last")}
    parts = {
        "executions": _rows(reading.executions),
        "trades": _rows(reading.trades),
        "holdings": None if reading.holdings is None else _rows(reading.holdings),
    }
    return asdict(replace(reading, executions=(), trades=(), holdings=())) | parts | days


def _unpacked(said: Mapping[str, Any]) -> Reading:
    days = {name: None if said[name] is None else np.datetime64(said[name], "D") for name in ("first", "last")}
    parts = {
        "executions": _of_rows(Execution, said["executions"]),
        "trades": _of_rows(ClosedTrade, said["trades"]),
        "holdings": None if said["holdings"] is None else _of_rows(Holding, said["holdings"]),
        "notes": tuple(said["notes"]),
    }
    return Reading(**{**said, **parts, **days})


def _rows(records: Iterable[Execution | ClosedTrade | Holding]) -> list[dict[str, Any]]:
    return [
        {name: str(value) if name in DAYS and value is not None else value for name, value in asdict(each).items()}
        for each in records
    ]


def _of_rows(kind: type[Record], rows: Iterable[Mapping[str, Any]]) -> tuple[Record, ...]:
    return tuple(kind(**_dated(row)) for row in rows)


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.datetime64(v, "D") if name in DAYS and v is not None else v for name, v in row.items()}
