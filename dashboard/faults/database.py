"""A database that is locked, read-only, full, or no database at all; what is shown stays, and writes are refused in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import event

from dashboard.faults import folder
from dashboard.faults.fault import Expected, Fault
from dashboard.faults.rig import HASTY_MILLISECONDS, INTAKE_SECONDS, LAST, NEXT, Rig
from dashboard.market.sessions import open_calendar

EVENING = 9 * 3600.0  # from the rig's morning until a session's data are due
ALL_DAY = INTAKE_SECONDS + 3
Injection = Callable[[Rig, str], AbstractContextManager[None]]
HEALS = 4 * INTAKE_SECONDS  # a source that failed twice is looked at again after a minute at most, and one look passes


class Impatient(sqlite3.Connection):
    """A connection that waits for nobody: half a minute for a lock is right for a server, and too long for a drill."""

    def cursor(self, *given: Any) -> Any:
        """A cursor that takes any waiting time for a short one."""
        return super().cursor(*(given or (ImpatientCursor,)))


class ImpatientCursor(sqlite3.Cursor):
    """See above."""

    def execute(self, statement: str, *values: Any) -> Any:
        """The statement; the one that sets the waiting time sets ours."""
        hasty = statement.startswith("PRAGMA busy_timeout")
        return super().execute(f"PRAGMA busy_timeout={HASTY_MILLISECONDS}" if hasty else statement, *values)


@contextmanager
def with_pragmas(rig: Rig, *pragmas: str) -> Iterator[None]:
    """Every connection of the rig obeys these while it lasts, and none of them afterwards."""
    store = rig.desk.store

    def connecting(_dialect: Any, _record: Any, _given: Any, named: dict[str, Any]) -> None:
        named["factory"] = Impatient

    def connected(connection: Any, _: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    store.close()
    event.listen(store.engine, "do_connect", connecting)
    event.listen(store.engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(store.engine, "do_connect", connecting)
        event.remove(store.engine, "connect", connected)
        store.close()  # its connections are made anew, as they were


def path_of(rig: Rig) -> Path:
    """The rig's SQLite file."""
    path = rig.desk.store.path
    assert path is not None
    return path


@contextmanager
def locked(rig: Rig, _: str) -> Iterator[None]:
    """Another program holds the write lock, as a backup that went wrong does."""
    with with_pragmas(rig), closing(sqlite3.connect(path_of(rig), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        new_session(rig)
        yield
        other.execute("ROLLBACK")


@contextmanager
def locked_for_all(rig: Rig, _: str) -> Iterator[None]:
    """Another program has the whole file to itself: nobody can even read."""
    with with_pragmas(rig), closing(sqlite3.connect(path_of(rig), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        new_session(rig)
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only(rig: Rig, _: str) -> Iterator[None]:
    """SQLite refuses every write, as on a disk that was mounted again read-only after an error."""
    with with_pragmas(rig, "query_only=ON"):
        new_session(rig)
        yield


@contextmanager
def full(rig: Rig, _: str) -> Iterator[None]:
    """The file cannot grow by a page, while a new session wants to be stored."""
    rig.desk.store.close()
    with closing(sqlite3.connect(path_of(rig), isolation_level=None)) as other:
        other.execute("VACUUM")  # leaves no free page and hardly any room in the others
    with with_pragmas(rig, "max_page_count=1"):  # SQLite takes it to mean: not beyond what it has now
        new_session(rig)
        yield


@contextmanager
def garbage(rig: Rig, _: str) -> Iterator[None]:
    """Another file stands in its place, as after a copy that went wrong; the real one comes back later."""
    rig.desk.store.close()  # what SQLite has logged goes into the file that is moved
    path = path_of(rig)
    kept = path.with_suffix(".kept")
    path.rename(kept)
    path.write_bytes(b"This is no database. " * 5000)
    with with_pragmas(rig):
        new_session(rig)
        yield
    for leftover in (f"{path}-wal", f"{path}-shm"):
        Path(leftover).unlink(missing_ok=True)
    os.replace(kept, path)


def new_session(rig: Rig) -> None:
    """The session of the rig's day comes into the market folder, after its close."""
    rig.time.advance(EVENING)
    days = open_calendar("XNYS", rig.place / "instance" / "cache").sessions(LAST - np.timedelta64(700, "D"), NEXT)
    with (rig.market / f"{folder.SYMBOLS[0]}.csv").open("rb") as file:
        first = np.datetime64(file.read().splitlines()[1][:10].decode())
    folder.write(rig.market, days[days >= first])


def writing(sentence: str) -> Callable[[Rig], Iterator[str]]:
    """What the trader's own write is told: a problem with that sentence, and nothing is half written."""

    def probe(rig: Rig) -> Iterator[str]:
        client = rig.client
        page = client.get("/").text
        token = page.split('name="write-token" content="')[1].split('"')[0]
        answer = client.put("/api/account", json={"equity": 123456}, headers={"X-CSRF-Token": token})
        told = (answer.get_json(force=True, silent=True) or {}).get("detail", "")
        if answer.status_code != 503 or sentence not in told:
            yield f"A write was answered with {answer.status_code}: {told}"

    return probe


def source_says(sentence: str) -> Callable[[Rig], Iterator[str]]:
    """What the market folder's source gives as its reason."""

    def probe(rig: Rig) -> Iterator[str]:
        reason = rig.desk.sources[0].reason or ""
        if sentence not in reason:
            yield f"The source says {reason!r}, without {sentence!r}."

    return probe


def both(*probes: Callable[[Rig], Iterator[str]]) -> Callable[[Rig], Iterator[str]]:
    """One probe after the other."""

    def probe(rig: Rig) -> Iterator[str]:
        for each in probes:
            yield from each(rig)

    return probe


AWAY, STUCK = r"The database does not answer", r"nothing could be taken in"


def fault(
    name: str, what: str, inject: Injection, says: str, probe: Callable[[Rig], Iterator[str]], begins: str = STUCK
) -> Fault:
    """One that lasts all day, while a new session waits outside; the health report begins so and says so."""
    expected = Expected("", rf"{begins}.*{says}", HEALS, brings=True)
    return Fault(name, what, inject, expected, lasts=ALL_DAY, probe=probe)


FAULTS = (
    fault(
        "database-locked",
        "Another program holds the database's write lock.",
        locked,
        "database is locked",
        both(writing("database is locked"), source_says("another process has been writing")),
    ),
    fault(
        "database-locked-for-all",
        "Another program has the database to itself, so that it cannot be read either.",
        locked_for_all,
        "database is locked",
        writing("database is locked"),
        AWAY,
    ),
    fault(
        "database-read-only",
        "The database can be read and not written.",
        read_only,
        "readonly database",
        both(writing("make the file and its folder writable"), source_says("make the file")),
    ),
    fault(
        "database-full",
        "The disk has no room for the database to grow.",
        full,
        "is full",
        source_says("free some space on its disk"),
    ),
    fault(
        "database-garbage",
        "The database's file was replaced by bytes that are no database.",
        garbage,
        "not a database",
        writing("move the file away"),
        AWAY,
    ),
)
