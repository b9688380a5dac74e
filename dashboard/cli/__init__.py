"""The command line: flask market …, flask section …, flask db upgrade, flask settings. Failures are one sentence, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from dashboard.cli import database, market, section, settings

if TYPE_CHECKING:
    from config import Config


def install(app: Flask, config: Config) -> None:
    """Add every command group to the application."""
    app.cli.add_command(market.market)
    app.cli.add_command(section.section)
    app.cli.add_command(database.db)
    app.cli.add_command(settings.command(config))
