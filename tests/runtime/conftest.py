"""A small market folder, and sources of its panel that share one cache."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import calendar_for, sessions, walk, write_csv, write_folder

from dashboard.runtime.panels import PanelSource
from dashboard.store.engine import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four symbols of 40 sessions; one is listed late, one misses three sessions in the middle, one is an index."""
    folder = write_folder(tmp_path / "market", 4, sessions(40)[:-2])
    rows = walk(1, sessions(40)[:-2])
    write_csv(folder / "BBB.csv", rows[7:])
    write_csv(folder / "CCC.csv", [row for t, row in enumerate(walk(2, sessions(40)[:-2])) if t not in (10, 11, 30)])
    (folder / "universe.csv").write_text("symbol,name,sector,kind\nAAA,Average,,index\nZZZ,Never seen,Energy,stock\n")
    return folder


@pytest.fixture
def source(store: Store, tmp_path: Path) -> Callable[[], PanelSource]:
    return lambda: PanelSource(store, tmp_path / "cache", calendar_for)
