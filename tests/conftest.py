"""Fixtures that every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # config.py and wsgi.py stand beside the package
sys.path.insert(0, str(Path(__file__).resolve().parent))  # tests import shared_data and the servers by name

pytest_plugins = ["stores"]

import pytest  # noqa: E402  (after the path)


@pytest.fixture
def house(tmp_path):  # type: ignore[no-untyped-def]
    """Opens applications that are closed at the end of the test: `house(*sections, **environment)`."""
    from house import House

    opened = []

    def open_house(*sections, instance=None, **environment):  # type: ignore[no-untyped-def]
        opened.append(House(instance or tmp_path / "instance", *sections, **environment))
        return opened[-1]

    yield open_house
    for one in opened:
        one.close()
