"""The applications that benchmarks/serving.py serves: the dashboard with a switch that keeps it busy, and a bare Flask hello."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from flask import Flask


def bare() -> Flask:
    """What everything is compared with: Flask, one route, five bytes."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def busy() -> Flask:
    """The dashboard as wsgi.py starts it, and /busy/<what>/<seconds>, which refreshes or imports in a thread for that long."""
    from config import Config
    from dashboard.app import create_app

    app = create_app(Config.from_environment())
    desk = app.extensions["desk"]
    desk.start()
    work = {"refresh": lambda: _refresh(desk), "import": _import}

    @app.get("/busy/<what>/<float:seconds>")
    def keep_busy(what: str, seconds: float) -> str:
        threading.Thread(target=_repeat, args=(work[what], monotonic() + seconds), daemon=True).start()
        return "started"

    return app


def _repeat(work, until: float) -> None:
    rounds = 0
    while monotonic() < until:
        work()
        rounds += 1
    print(f"busy: {rounds} rounds", flush=True)


def _refresh(desk) -> None:
    """A full computation of every section, not a resumed one, and everything that publishing takes."""
    for section in desk.sections:
        desk.board.update(section.key, lineage=None)
        desk.refresh(section.key, fresh_input=True)


def _import() -> None:
    """One import of the benchmark's market into a database of its own, in this process."""
    from dashboard.app import utc_now
    from dashboard.market.sessions import open_calendar
    from dashboard.runtime.ingest import import_folder
    from dashboard.store.engine import open_store
    from dashboard.store.upgrade import upgrade

    with TemporaryDirectory() as scratch:
        store = open_store(f"sqlite:///{scratch}/import.db")
        upgrade(store)
        import_folder(
            store,
            Path(os.environ["BENCH_MARKET"]),
            lambda code: open_calendar(code, Path(scratch)),
            utc_now(),
            lambda _: None,
        )
        store.close()
