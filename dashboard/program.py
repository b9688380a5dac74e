"""market-dashboard: the program of an installed package. `run` becomes the server; the rest is what `flask` offers in a checkout."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from flask.cli import FlaskGroup

if TYPE_CHECKING:
    from flask import Flask


def _app() -> Flask:
    from wsgi import app  # its module decides whether this process serves: no command but `run` does

    return app


@click.group(cls=FlaskGroup, create_app=_app, add_default_commands=False, name="market-dashboard")
def main() -> None:
    """A self-hosted market dashboard: regime, position, timeframe, breadth, index."""


@main.command("run")
def run() -> None:
    """Serve the dashboard until it is stopped; settings come from the environment (`market-dashboard settings`)."""
    from config import Config
    from dashboard.errors import DashboardError

    try:
        config = Config.from_environment()
    except DashboardError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The dashboard is at http://{config.host}:{config.port}  (Ctrl-C stops it)")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:dashboard.serving", "wsgi:app"])  # noqa: S606


if __name__ == "__main__":
    main()
