"""Bringing the database to this program's schema: an empty or older one is upgraded, a newer one refused."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

import dashboard
from dashboard.errors import NewerDatabase
from dashboard.store.engine import Store

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"  # the newest file of migrations/versions; said here so that a start need not import Alembic to learn it
MIGRATIONS = Path(dashboard.__file__).parents[1] / "migrations"  # beside the package, in a checkout and in a wheel
ADVISORY_KEY = 0x736368656D61  # "schema"


def upgrade(store: Store) -> bool:
    """Bring an empty or older database to HEAD; returns whether anything was done. Any number of processes may call it.

    Raises NewerDatabase when it was written by a newer version, StoreUnavailable when it cannot be reached.
    """
    with store.read() as connection:
        if version(connection) == HEAD:
            return False
    with store.write() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        return _upgrade(connection, store.where)


def version(connection: Connection) -> str | None:
    """The schema's version in the database; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, where: str) -> bool:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # before its import, which tells of every plugin
    from alembic import command
    from alembic.script import ScriptDirectory

    found = version(connection)
    if found == HEAD:
        return False
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabase(
            f"The database {where} has schema {found}, and this version of the program knows up to {HEAD}; "
            "install the newer version, or point DATABASE_URL to another database."
        )
    command.upgrade(config, HEAD)
    return True
