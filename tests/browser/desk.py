"""A desk for the browser's tests: sections of the product on one small market, served once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from browser.visits import Site, served
from house import House
from markets import demo_panel

from dashboard.market.panel import Panel
from dashboard.section import Section
from dashboard.sections import discover

AFTER_THE_LAST_CLOSE = datetime(2019, 12, 31, 23, 0, tzinfo=UTC)
IN_ORDER = ("regime", "position", "timeframe", "breadth", "index")


@contextmanager
def open_desk(instance: Path, sections: tuple[Section, ...] = (), panel: Panel | None = None) -> Iterator[Site]:
    """The sections, all five without any named, with their figures of the last session; of the demo market unless another is given."""
    home = House(instance, *(sections or discover()))
    home.clock.wall = AFTER_THE_LAST_CLOSE
    with served(home.app) as url:
        site = Site(home, url)
        site.show(demo_panel() if panel is None else panel)
        yield site
    home.close()
