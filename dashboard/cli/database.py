"""flask db upgrade: bring the database to this version; the server does the same at every start."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from dashboard.store.upgrade import upgrade

db = AppGroup("db", help="The database's schema.")


@db.command("upgrade")
def upgrade_database() -> None:
    """Upgrade an empty or older database; a newer one is refused with one sentence."""
    upgrade(current_app.extensions["desk"].store)
    click.echo("The database is at this version.")
