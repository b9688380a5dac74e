"""The server's entry point, and the only place where threads are born: gunicorn wsgi:app, or flask run."""

from __future__ import annotations

import atexit
import os
import sys
import threading

import click
from flask.helpers import get_debug_flag

from config import Config
from dashboard.app import create_app
from dashboard.errors import DashboardError

GUNICORN_STOPS = (
    4  # gunicorn's exit status for an application that cannot be loaded: it stops instead of trying for ever
)


def serves() -> bool:
    """Whether this process will serve requests: not a CLI command, and not the reloader's parent."""
    context = click.get_current_context(silent=True)
    if context is None:
        return True
    if context.info_name != "run":
        return False
    reloads = context.params.get("reload")
    reloads = get_debug_flag() if reloads is None else reloads
    return not reloads or os.environ.get("WERKZEUG_RUN_MAIN") == "true"


try:
    app = create_app(Config.from_environment())
except DashboardError as error:
    sys.stderr.write(f"market-dashboard: {error}\n")
    sys.exit(GUNICORN_STOPS)

if serves():
    desk, logs = app.extensions["desk"], app.extensions["logs"]
    logs.start()
    atexit.register(logs.stop)  # runs last: what the others say while they end is written
    boot = threading.Timer(desk.holds_back, desk.start)  # what the jobs import is not in the first request's way
    boot.daemon = True
    boot.start()
    atexit.register(desk.stop)
    atexit.register(boot.cancel)
