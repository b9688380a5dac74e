"""A real Chromium before the real application: the browser starts once, every test gets a site and a page of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.desk import AFTER_THE_LAST_CLOSE, open_desk
from browser.visits import LAPTOP, PATIENCE_MS, OpenPage, OpenSite, Site, Visit, served, watched
from house import Opener
from playwright.sync_api import Browser, expect, sync_playwright

from dashboard.section import Section
from dashboard.sections.breadth import SECTION as BREADTH

VENDOR = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "vendor" / "lightweight-charts.mjs"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("CI must have Chromium, and there is none on the PATH (Debian: apt-get install chromium).")
    return pytest.skip("needs Chromium on the PATH, which this machine lacks (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = _chromium()
    assert VENDOR.is_file(), "the chart library is not there: run `make setup`"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_site(house: Opener) -> Iterator[OpenSite]:
    """Opens sites that serve the given sections, breadth by default; loading until told to `show`."""
    exits: list[Any] = []

    def open_one(*sections: Section) -> Site:
        home = house(*(sections or (BREADTH,)))
        home.clock.wall = AFTER_THE_LAST_CLOSE
        context = served(home.app)
        exits.append(context)
        return Site(home, context.__enter__())

    yield open_one
    for context in exits:
        context.__exit__(None, None, None)


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """Breadth of the small demo market, computed."""
    one = open_site()
    one.show()
    return one


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The five sections on the small demo market, computed once; tests that change nothing share it."""
    with open_desk(tmp_path_factory.mktemp("desk") / "instance") as site:
        yield site


@pytest.fixture
def visit(browser: Browser) -> Iterator[OpenPage]:
    """Opens a site as a reader would: `visit(site, size, path, **context options)`; the card of a site that has but one is open."""
    contexts = []

    def open_page(site: Site, size: tuple[int, int] = LAPTOP, path: str | None = None, **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visit = watched(context.new_page())
        visit.page.clock.install()
        visit.page.goto(site.url + (site.one_card if path is None else path))
        return visit

    yield open_page
    for context in contexts:
        context.close()
