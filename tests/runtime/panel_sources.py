"""What the tests of the panel's source share: taking a folder in, loading, comparing, appending sessions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from folders import NOW, calendar_for, symbol, walk, write_csv

from dashboard.market.panel import Panel
from dashboard.runtime.ingest import import_folder
from dashboard.runtime.panels import PanelSource
from dashboard.store.engine import Store

ARRAYS = ("open", "high", "low", "close", "volume")


def take_in(store: Store, folder: Path) -> None:
    import_folder(store, folder, calendar_for, NOW)


def loaded(source: PanelSource) -> Panel:
    panel = source.load()
    assert panel is not None
    return panel


def refreshed(source: PanelSource, before: Panel) -> Panel:
    panel = source.refresh(before)
    assert panel is not None
    return panel


def assert_same(one: Panel, other: Panel) -> None:
    assert (one.market, one.instruments, one.adjusted, one.revision) == (
        other.market,
        other.instruments,
        other.adjusted,
        other.revision,
    )
    np.testing.assert_array_equal(one.sessions, other.sessions)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def append(store: Store, folder: Path, days: list[np.datetime64]) -> None:
    """Bring all symbols that trade up to the last of the days; CCC misses the very last."""
    for number in (0, 1, 3):
        write_csv(folder / f"{symbol(number)}.csv", walk(number, days)[7 if number == 1 else 0 :])
    take_in(store, folder)
