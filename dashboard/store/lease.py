"""The leader lease: of several processes on one store, one holds it; it ends with its holder, whatever ends that."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from threading import RLock
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dashboard.errors import StoreUnavailable
from dashboard.store.engine import Store
from dashboard.store.failures import anticipated

ADVISORY_KEY = 0x6D61726B6574  # "market": PostgreSQL's advisory locks are numbers, one namespace per database
LOCK_HOLDER = """
SELECT coalesce(host(a.client_addr), 'local') AS host, a.pid AS pid,
       to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :high AND l.objid = :low
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # the pid is that of the server's process for the leader's connection


class LeaderLease:
    """A lock that the operating system or the database server gives back when its holder dies, kill -9 included.

    Beside a SQLite file it is a lock on `<file>.leader`; on PostgreSQL an advisory lock on a connection of its own.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.since: str | None = None
        self._file: int | None = None
        self._connection: Connection | None = None
        self._lock = RLock()  # every job asks, and one connection is not for several threads at a time

    @property
    def held(self) -> bool:
        """Whether this process is the leader; a lost database connection loses the lease, and this notices."""
        with self._lock:
            if self._connection is not None and not self._alive():
                self._drop_connection()
            return self._file is not None or self._connection is not None

    def acquire(self) -> bool:
        """Try to become the leader, without waiting; True when this process is it. Raises StoreUnavailable."""
        with self._lock:
            if self.held:
                return True
            acquired = self._lock_file() if self._store.is_sqlite else self._lock_server()
            self.since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if acquired else None
            if acquired and self._file is not None:
                self._sign(self._file)
            return acquired

    def holder(self) -> dict[str, Any] | None:
        """Who wrote itself down as the leader last: host, pid, since (ISO, UTC). None where nobody did. Raises StoreUnavailable."""
        return self._signed() if self._store.is_sqlite else self._locking()

    def release(self) -> None:
        """Stop being the leader; harmless when it is not."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
            self.since = None
            self._drop_connection()

    def _lock_file(self) -> bool:
        path = Path(f"{self._store.path}.leader")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"The lock file {path} cannot be opened: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._file = descriptor
        return True

    def _sign(self, descriptor: int) -> None:
        """Say in the lock file who holds it; a full disk costs the others this word, and the leader nothing."""
        signature = json.dumps({"host": gethostname(), "pid": os.getpid(), "since": self.since}).encode()
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, signature, 0)

    def _signed(self) -> dict[str, Any] | None:
        try:
            found = json.loads(Path(f"{self._store.path}.leader").read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _locking(self) -> dict[str, Any] | None:
        with self._store.read() as connection:
            row = connection.execute(
                text(LOCK_HOLDER), {"high": ADVISORY_KEY >> 32, "low": ADVISORY_KEY & 0xFFFFFFFF}
            ).first()
        return None if row is None else {"host": row.host, "pid": row.pid, "since": row.since}

    def _lock_server(self) -> bool:
        with anticipated(self._store.engine, self._store.where):
            connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
                self._connection = connection
                return True
            connection.close()
            return False

    def _alive(self) -> bool:
        assert self._connection is not None
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def _drop_connection(self) -> None:
        if self._connection is None:
            return
        self._connection.invalidate()  # closes the socket, and the server gives the lock back
        self._connection.close()
        self._connection = None
