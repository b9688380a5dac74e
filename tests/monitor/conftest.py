"""Houses that are furnished already: neither migrations nor the making of a century's calendar are what these tests are about."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from house import Opener

from dashboard.market.sessions import open_calendar
from dashboard.store.engine import open_store
from dashboard.store.upgrade import upgrade


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with an empty database at this version, and New York's timetable."""
    folder = tmp_path_factory.mktemp("furnished") / "instance"
    store = open_store(f"sqlite:///{folder / 'market.db'}")
    upgrade(store)
    store.close()
    open_calendar("XNYS", folder / "cache")
    return folder


@pytest.fixture
def house(house: Opener, furnished: Path, tmp_path: Path) -> Opener:
    """As everywhere, from a furnished instance."""
    shutil.copytree(furnished, tmp_path / "instance")
    return house
