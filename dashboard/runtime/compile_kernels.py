"""Compiling every section's kernels, once per machine and version: one process at a time, in one child per core.

Each child walks a section over a tiny demo market the whole way, anew and resumed, as the server will, and leaves the section's mark.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.indicators.kernel_cache import CACHES, forget
from dashboard.market.book import Book, Holding
from dashboard.market.panel import Panel
from dashboard.market.sessions import ExchangeCalendar, open_calendar
from dashboard.runtime.ingest import import_demo
from dashboard.runtime.panels import PanelSource
from dashboard.runtime.warm_up import mark
from dashboard.sections import discover
from dashboard.store.engine import open_store
from dashboard.store.upgrade import upgrade

SYMBOLS, SESSIONS, SEED = 30, 640, 1  # two years and a half: the regime's model is first fitted after two


def compile_kernels(keys: Iterable[str]) -> None:
    """Compile what has no mark yet of these sections, in one child process per core."""
    with alone(), TemporaryDirectory() as scratch:
        cold = [key for key in keys if not mark(key).exists()]
        if not cold:
            return
        _make_market(Path(scratch))
        with ThreadPoolExecutor(min(len(cold), os.cpu_count() or 1)) as hands:
            list(hands.map(lambda key: _in_a_child(key, scratch), apart(cold)))


def apart(keys: list[str]) -> list[str]:
    """The first section and then the others from behind: neighbours on the page share kernels, and must not both compile them."""
    return [*keys[:1], *reversed(keys[1:])]


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process of this machine compiles, and let none begin meanwhile."""
    CACHES.mkdir(parents=True, exist_ok=True)
    with (CACHES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_market(folder: Path) -> None:
    store = open_store(_url(folder))
    upgrade(store)
    import_demo(store, _calendar(folder), datetime.now(UTC), symbols=SYMBOLS, sessions=SESSIONS, seed=SEED)
    store.close()


def _in_a_child(key: str, folder: str) -> None:
    """A plain process: a pool of them wants semaphores in /dev/shm, which a bare root or container may not let this user make."""
    subprocess.run([sys.executable, "-m", "dashboard.runtime.compile_kernels", key, folder], check=True)  # noqa: S603


def _compile(key: str, folder: str) -> None:
    """Run one section from scratch and resumed, and leave its mark."""
    store = open_store(_url(Path(folder)))
    panel = PanelSource(store, Path(folder), _calendar(Path(folder))).load()
    assert panel is not None
    (section,) = discover([key])
    panel = replace(panel, book=_held(panel)) if section.uses_book else panel
    before = section.compute(panel.first(len(panel.sessions) - 1), None)
    result = section.compute(panel, before)
    for endpoint in section.endpoints:
        where = SESSIONS - 1 if endpoint.kind == "point" else slice(0, SESSIONS)
        endpoint.figures(result, where)
        if endpoint.by_symbol is not None:
            endpoint.by_symbol(result, where, panel.symbols[-2])  # an index: the last is the volatility index
    store.close()
    forget(f"warm.{key}")
    mark(key).touch()


def _held(panel: Panel) -> Book:
    """A book of two positions, so that the risk of one is worked out as well."""
    prices = panel.close[-1, :2].tolist()
    return Book(holdings=tuple(Holding(panel.symbols[k], 100.0, price, 0.9 * price) for k, price in enumerate(prices)))


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'warm-up.db'}"


def _calendar(folder: Path) -> Callable[[str], ExchangeCalendar]:
    def calendar_for(code: str) -> ExchangeCalendar:
        return open_calendar(code, folder)

    return calendar_for


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _compile(*sys.argv[1:])
    else:
        compile_kernels(section.key for section in discover())
