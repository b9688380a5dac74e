"""Backup: the whole database as one SQLite file, taken while the server runs, from SQLite and PostgreSQL alike; and the way back.

A backup appears under its name when it is whole and checked. Restoring replaces everything in one transaction, under a new name of
the database, so that servers which run meanwhile load it anew by themselves.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.errors import BadBackup, StoreUnavailable
from dashboard.store.engine import BUSY_SECONDS, Store, open_store
from dashboard.store.failures import anticipated
from dashboard.store.transfer import transfer
from dashboard.store.upgrade import upgrade

PREFIX, SUFFIX = "market-dashboard-", ".db"
UNFINISHED = ".part"


def back_up(store: Store, path: Path, on_rows: Callable[[int], None] = lambda _: None) -> Path:
    """Write the backup `path`; returns it. Raises BadBackup when it cannot be written, StoreUnavailable when the store fails."""
    part = path.with_name(path.name + UNFINISHED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _write(store, part, on_rows)
        _check(part)
        _to_disk(part)
        part.replace(path)
    except OSError as error:
        raise BadBackup(f"The backup {path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def name_at(now: datetime) -> str:
    """What a backup of that moment is called; names sort by time."""
    return f"{PREFIX}{now:%Y%m%dT%H%M%SZ}{SUFFIX}"


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Delete all but the newest `count` backups that carry `name_at` names; returns what was deleted."""
    found = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    old = found[: max(len(found) - count, 0)]
    for path in old:
        path.unlink()
    return old


def restore(store: Store, path: Path, on_rows: Callable[[int], None] = lambda _: None) -> int:
    """Replace all that the store holds by the backup's content; returns the number of rows.

    The backup itself is not touched: one of an older version is upgraded in a copy. Raises BadBackup, NewerDatabase.
    """
    if not path.is_file():
        raise BadBackup(f"There is no file {path}.")
    _check(path)
    with _copy_of(path) as copy:
        upgrade(copy)
        return transfer(copy, store, on_rows).all_rows


def _write(store: Store, part: Path, on_rows: Callable[[int], None]) -> None:
    """SQLite copies itself as of one moment and blocks nobody; from PostgreSQL the rows are transferred."""
    if store.path is None:
        with _opened(part) as copy:
            upgrade(copy)
            transfer(store, copy, on_rows)
        with closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, which opens without a log beside it
        return
    if not store.path.is_file():
        raise StoreUnavailable(f"There is no database {store.path} yet.")
    with (
        anticipated(store.engine, store.where),
        closing(sqlite3.connect(store.path, timeout=BUSY_SECONDS)) as connection,
    ):
        connection.execute("VACUUM INTO ?", (str(part),))


def _check(path: Path) -> None:
    """Raises BadBackup unless the file is a whole database of this product."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            known = connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'bars')")
            tables = known.fetchone()[0]
    except sqlite3.Error as error:
        raise BadBackup(f"The file {path.name} is not a whole backup: {error}.") from error
    if found != "ok":
        raise BadBackup(f"The file {path.name} is damaged: {found}.")
    if tables != 2:
        raise BadBackup(f"The file {path.name} is a database, but not of this product.")


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _copy_of(path: Path) -> Iterator[Store]:
    with TemporaryDirectory(prefix="restore-") as folder, _opened(Path(shutil.copy2(path, folder))) as store:
        yield store


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{path}")
    try:
        yield store
    finally:
        store.close()
