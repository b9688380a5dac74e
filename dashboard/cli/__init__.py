"""The command line: one group per kind of thing. Failures are one sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask

from dashboard.cli import settings
from dashboard.cli.access import access
from dashboard.cli.account import account
from dashboard.cli.alert import alert
from dashboard.cli.backup import backup, restore
from dashboard.cli.database import db
from dashboard.cli.fault import command as fault
from dashboard.cli.market import market
from dashboard.cli.scan import scan
from dashboard.cli.section import section
from dashboard.cli.trades import trades

if TYPE_CHECKING:
    from config import Config
    from dashboard.section import Section


def install(app: Flask, config: Config, open_app: Callable[..., Flask], sections: tuple[Section, ...]) -> None:
    """Add every command group to the application. open_app: makes another one, for those that want one of their own."""
    app.cli.add_command(market)
    app.cli.add_command(section)
    app.cli.add_command(scan)
    app.cli.add_command(account)
    app.cli.add_command(alert)
    app.cli.add_command(trades)
    app.cli.add_command(db)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(access)
    app.cli.add_command(settings.command(config))
    app.cli.add_command(fault(open_app, sections, enabled=config.faults))
