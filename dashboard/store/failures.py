"""How the database fails: every foreseeable driver error becomes StoreUnavailable, one sentence with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dashboard.errors import StoreUnavailable

BUGS = ("ProgrammingError", "IntegrityError", "DataError", "NotSupportedError")
INSUFFICIENT_PRIVILEGE = "42501"

ADVICE = (
    ("locked", "another process has been writing to it for too long; try again"),
    ("is full", "free some space on its disk"),
    ("no space", "free some space on its disk"),
    ("readonly", "make the file and its folder writable for this user"),
    ("read-only", "make the file and its folder writable for this user"),
    ("unable to open", "check that its folder exists and is writable for this user"),
    ("permission denied", "give this user the right to it"),
    ("not a database", "move the file away, or point DATABASE_URL elsewhere"),
    ("malformed", "restore the file from a copy, or move it away and import again"),
    ("no such table", "run: flask db upgrade"),
    ("password", "correct the user and password in DATABASE_URL"),
    ("does not exist", "create it, or correct DATABASE_URL"),
    ("connection", "check that the server runs and that DATABASE_URL names it"),
)


@contextmanager
def anticipated(engine: Engine, where: str) -> Iterator[None]:
    """Turn the driver's foreseeable errors into StoreUnavailable; what only a bug can cause passes through."""
    driver: Any = engine.dialect.loaded_dbapi
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(f"The database {where} is busy: no connection came free; try again.") from error
    except (DBAPIError, driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if cause is None or _is_bug(cause):
            raise
        raise StoreUnavailable(_sentence(where, cause)) from error


def _is_bug(cause: BaseException) -> bool:
    if getattr(cause, "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
        return False
    return any(kind.__name__ in BUGS for kind in type(cause).__mro__)


def _sentence(where: str, cause: BaseException) -> str:
    lines = str(cause).strip().splitlines()
    said = lines[0].strip().rstrip(".") if lines else type(cause).__name__
    lowered = str(cause).lower()
    advice = next((advice for sign, advice in ADVICE if sign in lowered), "see the database's own log")
    return f"The database {where} is not available ({said}); {advice}."
