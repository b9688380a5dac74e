"""A first visit: from the demo to the trader's own market, by what he drops or by a path, with every row and file accounted for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser.test_axe import AXE, found
from browser.visits import LAPTOP, PHONE, OpenPage, Site, Visit, served
from folders import NOW, sessions, symbol, walk, write_csv, write_folder
from house import House
from playwright.sync_api import expect

from dashboard.runtime.bringing import Errand
from dashboard.sections.breadth import SECTION as BREADTH

DEMO = {"DEMO_SYMBOLS": "25", "DEMO_SESSIONS": "300"}
DAYS = sessions(40)
WEB_PAGE = "<!doctype html><html><body>Sign in to continue</body></html>"
DROP = """([names, contents]) => {
  const transfer = new DataTransfer();
  names.forEach((name, index) => transfer.items.add(new File([contents[index]], name)));
  const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector("[data-part=drop]").dispatchEvent(drop);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market of three symbols, a row that cannot be, a web page under a symbol's name, and what is no table."""
    made = write_folder(tmp_path_factory.mktemp("theirs") / "theirs", 3, DAYS, name="Their market")
    rows = walk(7, DAYS)
    rows[5] = (rows[5][0], 10.0, 9.0, 11.0, 10.0, 1000)  # high below low
    write_csv(made / f"{symbol(3)}.csv", rows)
    (made / "PAGE.csv").write_text(WEB_PAGE)
    (made / "notes.html").write_text(WEB_PAGE)
    (made / ".DS_Store").write_text("x")
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a server that shows the demo."""
    home = House(tmp_path_factory.mktemp("made") / "instance", BREADTH, **DEMO)
    home.clock.wall = NOW
    home.desk.take_in()
    home.close()
    return home.config.instance


@contextmanager
def visited(instance: Path, **environment: str) -> Iterator[Site]:
    home = House(instance, BREADTH, **DEMO, **environment)
    home.clock.wall = NOW
    home.desk.watch()
    with served(home.app) as url:
        yield Site(home, url)
    home.close()


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(made, tmp_path / "instance")
    with visited(tmp_path / "instance") as one:
        yield one


@pytest.fixture
def errand(site: Site) -> Callable[[], None]:
    """The importer's next look: its job has no thread here."""
    (job,) = (what for name, _, what in site.home.desk.jobs if name == "import")
    assert isinstance(job.__self__, Errand)  # type: ignore[attr-defined]
    return job  # type: ignore[return-value]


def opened(visit: OpenPage, site: Site, size: tuple[int, int] = LAPTOP) -> Visit:
    one = visit(site, size, "/")
    expect(one.page.locator("#connection")).to_have_text("live")
    expect(one.page.locator("#demo")).to_contain_text("DEMO DATA")
    one.page.locator("#demo").get_by_role("button", name="Bring your own data").click()
    expect(one.page.get_by_role("dialog", name="Bring your own data")).to_be_visible()
    expect(one.page.locator("[data-part=drop]")).to_be_visible()
    return one


def imported(one: Visit, errand: Callable[[], None]) -> None:
    """Wait until the page has asked for the import, let the importer have its look, and the page its own."""
    expect(one.page.locator(".bring-step")).to_have_text("Waiting for the importer")
    errand()


def test_a_dropped_folder_ends_with_the_traders_own_market_on_the_page(
    visit: OpenPage, site: Site, errand: Callable[[], None], folder: Path
) -> None:
    one = opened(visit, site)
    one.page.locator("[data-choose=folder]").set_input_files(folder)
    imported(one, errand)
    dialog = one.page.locator("#bring")
    expect(dialog.locator("h2")).to_have_text("Their market is in")
    told = dialog.locator(".bring-total dd")
    for place, start in enumerate(("160", "159", "1not stored", "1see below")):
        expect(told.nth(place)).to_contain_text(re.compile(f"^{start}"))
    expect(dialog).to_contain_text("PAGE.csv")
    expect(dialog).to_contain_text("web page")
    expect(dialog).to_contain_text("Not sent, since they are no tables: theirs/notes.html.")
    dialog.locator("summary").click()
    expect(dialog.locator("details")).to_contain_text(f"DDD {DAYS[5]}")
    one.page.evaluate(AXE.read_text())
    assert found(one.page) == []
    dialog.get_by_role("button", name="Open the dashboard").click()
    expect(one.page.locator("[data-market=name]")).to_have_text("Their market")
    expect(one.page.locator("#demo")).to_be_hidden()
    assert one.troubles == []


def test_files_that_are_dropped_loose_are_a_market_too(
    visit: OpenPage, site: Site, errand: Callable[[], None], folder: Path
) -> None:
    one = opened(visit, site)
    names = ["AAA.csv", "PAGE.csv"]
    one.page.evaluate(DROP, [names, [(folder / name).read_text() for name in names]])
    imported(one, errand)
    expect(one.page.locator("#bring h2")).to_have_text("my-market is in")
    expect(one.page.locator("#bring")).to_contain_text("PAGE.csv")


def test_a_path_on_the_server_by_keyboard_alone_at_390_pixels(
    visit: OpenPage, site: Site, errand: Callable[[], None], folder: Path
) -> None:
    one = opened(visit, site, PHONE)
    field = one.page.get_by_label("Or a folder on the server's machine")
    field.focus()
    one.page.keyboard.type("/no/such/folder")
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("alert").filter(has_text="/no/such/folder")).to_contain_text("there is no folder")
    one.page.evaluate(AXE.read_text())
    assert found(one.page) == []
    field.fill(str(folder))
    one.page.keyboard.press("Enter")
    imported(one, errand)
    expect(one.page.get_by_role("button", name="Open the dashboard")).to_be_focused()
    assert one.page.evaluate(
        "document.querySelector('#bring').scrollWidth <= document.querySelector('#bring').clientWidth"
    )
    one.page.keyboard.press("Enter")
    expect(one.page.locator("[data-market=name]")).to_have_text("Their market")


def test_a_market_that_does_not_fit_what_is_there_leaves_the_ways_in_open(
    visit: OpenPage, site: Site, errand: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "A.csv").write_text(WEB_PAGE)
    one = opened(visit, site)
    one.page.get_by_label("Or a folder on the server's machine").fill(str(tmp_path / "pages"))
    one.page.get_by_role("button", name="Import", exact=True).click()
    imported(one, errand)
    expect(one.page.locator(".bring-trouble")).to_contain_text("A.csv")
    expect(one.page.locator("[data-part=drop]")).to_be_visible()
    expect(one.page.locator("#demo")).to_be_visible()


def test_closed_meanwhile_it_is_found_again_and_can_be_stopped(
    visit: OpenPage, site: Site, errand: Callable[[], None], folder: Path
) -> None:
    one = opened(visit, site)
    one.page.get_by_label("Or a folder on the server's machine").fill(str(folder))
    one.page.keyboard.press("Enter")
    expect(one.page.locator(".bring-step")).to_have_text("Waiting for the importer")
    one.page.keyboard.press("Escape")
    expect(one.page.locator("#bring")).to_be_hidden()
    one.page.locator("#demo").get_by_role("button").click()
    one.page.locator("#bring").get_by_role("button", name="Stop").click()
    expect(one.page.locator("#bring").get_by_role("button", name="Stop")).to_be_disabled()
    expect(one.page.locator(".bring-step")).to_have_text("Stopping")
    errand()
    expect(one.page.locator(".bring-trouble")).to_have_text("The import was stopped.")
    expect(one.page.locator("#demo")).to_be_visible()


def test_what_is_no_table_and_what_is_too_large_is_said_before_anything_is_sent(visit: OpenPage, site: Site) -> None:
    one = opened(visit, site)
    one.page.evaluate(DROP, [["page.html"], ["<html>"]])
    expect(one.page.locator(".bring-trouble")).to_contain_text("no table among these files")
    one.page.evaluate(DROP.replace("contents[index]", "new Uint8Array(257 * 1024 * 1024)"), [["A.csv"], [""]])
    expect(one.page.locator(".bring-trouble")).to_contain_text("257 MB")
    assert one.asked("/api/import/files") == 0
