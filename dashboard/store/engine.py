"""The database: opened once from its URL, read and written through two context managers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from dashboard.errors import BadConfig, StoreUnavailable
from dashboard.store.failures import anticipated

BUSY_SECONDS = 30
CACHE_KIBIBYTES = 65536  # of SQLite's pages per connection: an import of a million rows spills to the log once


@dataclass(frozen=True)
class Store:
    """One database. `where` is its URL without the password, for messages."""

    engine: Engine
    where: str

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file; otherwise it is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(str(self.engine.url.database)) if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout. Raises StoreUnavailable."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._transaction(**options) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end, or leaves nothing behind. Raises StoreUnavailable."""
        with self._transaction(dashboard_writes=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, **options: object) -> Iterator[Connection]:
        with (
            anticipated(self.engine, self.where),
            self.engine.connect() as connection,
            connection.execution_options(**options).begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close the pooled connections; the store opens new ones when it is used again."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store at a database URL (sqlite:///path, postgresql://user@host/name); connects when first used.

    Raises BadConfig when the URL makes no sense, StoreUnavailable when its driver or its folder is missing.
    """
    parsed = _parsed(url)
    engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    return Store(engine, parsed.render_as_string(hide_password=True))


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadConfig(
            "DATABASE_URL is not a database URL; write sqlite:///path/to/file.db or postgresql://user@host/name."
        ) from None
    name = parsed.get_backend_name()
    if name == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise BadConfig(
            "DATABASE_URL names a database in memory, which no two threads share; write sqlite:///path/to/file.db."
        )
    if name in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        raise BadConfig(f"DATABASE_URL names the database {name!r}; only sqlite and postgresql are known.")
    return parsed


def _sqlite(url: URL) -> Engine:
    folder = Path(str(url.database)).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"The folder {folder} of the database cannot be made: {error.strerror}.") from error
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}, pool_size=10
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: object, _: ConnectionPoolEntry) -> None:
    """WAL, synchronous NORMAL: a killed process loses nothing committed, a power cut at most the last transactions."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{CACHE_KIBIBYTES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Writers take the write lock at once: a reader that turns writer would fail with SQLITE_BUSY without waiting."""
    writes = connection.get_execution_options().get("dashboard_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=10, connect_args={"connect_timeout": 10})
    except (ImportError, NoSuchModuleError):
        raise StoreUnavailable(
            "DATABASE_URL names a PostgreSQL database, and its driver is missing; "
            "run: pip install 'market-dashboard[postgres]'."
        ) from None
