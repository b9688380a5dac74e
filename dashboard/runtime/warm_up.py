"""Warm-up: walk a tiny demo market the whole way once, so that every compiled kernel lies in its cache on disk before the first start."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.market.sessions import open_calendar
from dashboard.runtime.ingest import import_demo
from dashboard.runtime.panels import PanelSource
from dashboard.sections import discover
from dashboard.store.engine import open_store
from dashboard.store.upgrade import upgrade

SYMBOLS, SESSIONS, SEED = 30, 320, 1


def warm_up(folder: Path) -> None:
    """Import, load and compute in `folder`; each section from scratch and resumed, as the server will."""
    store = open_store(f"sqlite:///{folder / 'warm-up.db'}")
    upgrade(store)

    def calendar_for(code: str):  # type: ignore[no-untyped-def]
        return open_calendar(code, folder)

    import_demo(store, calendar_for, datetime.now(UTC), symbols=SYMBOLS, sessions=SESSIONS, seed=SEED)
    panel = PanelSource(store, folder, calendar_for).load()
    assert panel is not None
    for section in discover():
        before = section.compute(panel.first(len(panel.sessions) - 1), None)
        section.compute(panel, before)
    store.close()


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        warm_up(Path(scratch))
