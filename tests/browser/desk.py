"""A desk for the browser's tests: every section of the product on one small market, served once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from browser.visits import Site, served
from house import House
from markets import demo_panel

from dashboard.sections import discover

AFTER_THE_LAST_CLOSE = datetime(2019, 12, 31, 23, 0, tzinfo=UTC)
IN_ORDER = ("regime", "position", "timeframe", "breadth", "index")


@contextmanager
def whole_desk(instance: Path) -> Iterator[Site]:
    """The five sections with their figures of the demo market's last session."""
    home = House(instance, *discover())
    home.clock.wall = AFTER_THE_LAST_CLOSE
    with served(home.app) as url:
        site = Site(home, url)
        site.show(demo_panel())
        yield site
    home.close()
