"""Fixtures that every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # config.py and wsgi.py stand beside the package
sys.path.insert(0, str(Path(__file__).resolve().parent))  # tests import shared_data and the servers by name

pytest_plugins = ["stores"]

import pytest  # noqa: E402  (after the path)

# Files whose tests take long, most of them a browser's page or a server's start each. CI has a quarter of an hour for everything, so of
# each of these only the first test runs there, as of a browser's test of several cases only the first; `make test-thorough` runs all.
LONG = {
    "test_axe", "test_first_visit", "test_time_machine", "test_since_you_last_looked", "test_charts", "test_explain", "test_logs_viewer",
    "test_health_page", "test_alerts_panel", "test_faults", "test_supervisor", "test_processes", "test_alerts_processes", "test_bring",
    "test_desk", "test_wheel", "test_alerts_life", "test_past", "test_transfer", "test_logs_file", "test_sync",
}  # fmt: skip

# The files that take longest begin, the longest of them first: handed out last, one would keep one core busy and the others waiting.
FIRST = (
    "test_servers", "test_states", "test_a_sixth_section", "test_wheel", "test_inert", "test_boundaries", "test_breadth_card",
    "test_ingest", "test_simulated_time", "test_point_in_time", "test_processes", "test_oracle", "test_page", "test_cache",
    "test_outcomes", "test_envelope", "test_index_card", "test_divergences", "test_upgrade", "test_panel_cache", "test_engine",
    "test_market_commands", "test_book_commands", "test_schemathesis", "test_poll", "test_quality_shared", "test_openapi",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """--thorough: the long files whole."""
    parser.addoption(
        "--thorough", action="store_true", help="run every test of the files that take long, not only the first of each"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as deselected, all but the first of what runs once; a file or test that is named is run whole."""
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))
    if config.getoption("--thorough") or any(Path(word.split("::")[0]).suffix == ".py" for word in config.args):
        return
    seen: set[object] = set()
    left_out = [item for item in items if (key := _once(item)) and (key in seen or seen.add(key))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _once(item: pytest.Item) -> object:
    """What runs once: a long file's test, and a browser's test of several cases, each of which would open a page; None for all others."""
    if item.path.stem in LONG:
        return item.path
    is_of_cases = hasattr(item, "callspec") and item.path.parent.name == "browser"
    return (item.path, item.originalname) if is_of_cases else None  # type: ignore[attr-defined]


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
