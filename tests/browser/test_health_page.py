"""The health page in a browser: live, honest about its own connection, and every card on its own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser.visits import PHONE, OpenPage, OpenSite, Site, Visit
from builders import mean_close, panel, section
from house import WEEK
from playwright.sync_api import Route, expect

from dashboard.market.panel import Panel
from dashboard.market.sessions import open_calendar
from dashboard.runtime.source import Found
from dashboard.section import Result

SUNDAY = datetime(2018, 2, 4, 15, 0, tzinfo=UTC)  # the store ends on Friday, and nothing is due
PATH = "/health"


class Fragile:
    """A section that fails when told to."""

    broken = False

    def compute(self, a_panel: Panel, previous: Result | None) -> Result:
        if self.broken:
            raise ValueError("boom")
        return mean_close(a_panel, previous)


@pytest.fixture
def fragile() -> Fragile:
    return Fragile()


@pytest.fixture(scope="module")
def timetables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """New York's sessions, which every new instance would work out for itself."""
    folder = tmp_path_factory.mktemp("timetables")
    open_calendar("XNYS", folder)
    return folder


@pytest.fixture
def well(open_site: OpenSite, fragile: Fragile, timetables: Path, tmp_path: Path) -> Site:
    """Two sections, both computed."""
    shutil.copytree(timetables, tmp_path / "instance" / "cache")
    one = open_site(section(), section(fragile.compute, key="fragile"))
    one.home.clock.wall = SUNDAY
    one.home.desk.intake.look = lambda: Found({"files": 2, "read": 10, "stored": 9, "quarantined": 1}, {})  # type: ignore[method-assign]
    one.home.desk.take_in()
    one.show(panel(WEEK))
    return one


def looked(seen: Visit) -> Visit:
    expect(seen.page.locator("#connection")).to_have_text("live")
    return seen


def test_all_is_well_in_one_sentence_and_every_card_is_filled(well: Site, visit: OpenPage) -> None:
    seen = looked(visit(well, path=PATH))
    page = seen.page
    expect(page.locator("#health-verdict")).to_have_text(
        "All two sections are current; the store is 0 sessions behind."
    )
    row = page.locator('[data-section="mean"]')
    assert row.locator(".run-ok").count() == 1
    expect(row.locator('[data-fact="breaker"]')).to_have_text("closed")
    for place in ("market", "session", "behind", "due", "database", "leader", "free", "memory"):
        expect(page.locator(f'[data-fact="{place}"]')).not_to_have_text("—")
    expect(page.locator('[data-source="market"]')).to_contain_text("10 rows read, 9 stored, 1 kept aside")
    assert page.locator('[data-broken="yes"]').count() == 0
    assert seen.troubles == []


def test_a_failure_shows_by_itself_by_shape_and_in_words_and_heals(
    well: Site, visit: OpenPage, fragile: Fragile
) -> None:
    seen = looked(visit(well, path=PATH))
    verdict, row = seen.page.locator("#health-verdict"), seen.page.locator('[data-section="fragile"]')
    fragile.broken = True
    well.home.desk.refresh("fragile", fresh_input=True)
    seen.later(6)
    expect(verdict).to_contain_text("Fragile is on its last good figures, of 2018-02-02: its last run failed.")
    expect(seen.page.locator(".health-detail")).to_have_text("The computation raised ValueError: boom.")
    expect(row).to_have_attribute("data-status", "stale")
    expect(row.locator(".run-failed")).to_have_count(1)
    expect(row.locator('[data-fact="reason"]')).to_contain_text("The computation raised ValueError: boom.")
    fragile.broken = False
    well.home.desk.refresh("fragile", fresh_input=True)
    seen.later(6)
    expect(verdict).to_have_text("All two sections are current; the store is 0 sessions behind.")
    expect(row.locator(".run-failed")).to_have_count(1)
    expect(row.locator('[data-fact="reason"]')).to_contain_text("Last error")


def test_a_look_that_fails_leaves_what_is_there_and_says_so(well: Site, visit: OpenPage) -> None:
    seen = looked(visit(well, path=PATH))
    memory = seen.page.locator('[data-fact="memory"]')
    before = memory.text_content()
    seen.page.route("**/api/health", lambda route: route.abort())
    seen.later(6)
    connection = seen.page.locator("#connection")
    expect(connection).to_have_text("The dashboard cannot be reached. What you see is as last received.")
    expect(memory).to_have_text(str(before))
    seen.page.unroute("**/api/health")
    seen.later(10)
    expect(connection).to_have_text("live")


def test_a_card_whose_module_is_broken_stands_alone(well: Site, visit_spoilt: OpenPage) -> None:
    seen = visit_spoilt(well, path=PATH)
    expect(seen.page.locator("#health-sections .health-broken")).to_contain_text("could not be drawn (out of order)")
    expect(seen.page.locator('[data-fact="database"]')).to_contain_text("SQLite")
    expect(seen.page.locator("#health-verdict")).to_contain_text("All two sections are current")


@pytest.fixture
def visit_spoilt(visit: OpenPage) -> OpenPage:
    """Opens a page on which the sections' module throws."""

    def spoil(route: Route) -> None:
        module = 'export default () => { throw new Error("out of order"); };'
        route.fulfill(body=module, content_type="text/javascript")

    def open_spoilt(site: Site, path: str) -> Visit:
        seen = visit(site, path="/livez")
        seen.page.route("**/health/sections.js", spoil)
        seen.page.goto(site.url + path)
        return looked(seen)

    return open_spoilt


def test_what_did_not_change_is_not_sent_again(well: Site, visit: OpenPage) -> None:
    seen = looked(visit(well, path=PATH))
    statuses = []
    for _ in range(3):  # memory may take a step meanwhile, which is sent
        with seen.page.expect_response("**/api/health") as answer:
            seen.later(6)
        statuses.append(answer.value.status)
    assert 304 in statuses


def test_it_fits_a_phone(well: Site, visit: OpenPage) -> None:
    seen = looked(visit(well, PHONE, path=PATH))
    assert seen.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    expect(seen.page.locator('[data-section="mean"] .runs')).to_be_visible()


def test_without_scripts_the_verdict_is_there(well: Site, visit: OpenPage) -> None:
    page = visit(well, path=PATH, java_script_enabled=False).page
    assert (
        page.locator("#health-verdict").text_content()
        == "All two sections are current; the store is 0 sessions behind."
    )


def test_the_strip_says_the_worst_and_leads_here(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    link = seen.page.locator("#worst")
    expect(link).to_have_text("✓ healthy")
    link.click()
    expect(seen.page.locator("#health-verdict")).to_be_visible()
