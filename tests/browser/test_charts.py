"""Charts: one crosshair for all, zoom that leaves the wheel to the page, and the same figures as a table, a file and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.desk import open_desk
from browser.visits import Site, Visit, shared_visit
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.sections.breadth import SECTION as BREADTH
from dashboard.sections.regime import SECTION as REGIME

CHART = "#breadth-section figure.chart"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_desk(tmp_path_factory.mktemp("charts"), (BREADTH, REGIME)) as one:
        yield one


@pytest.fixture(scope="module")
def seen(site: Site, browser: Browser) -> Iterator[Visit]:
    """One page for every test: each begins by choosing its range."""
    with shared_visit(browser, site.url + "/?open=breadth") as visit:
        expect(visit.page.locator(f"{CHART} canvas").first).to_be_visible()
        yield visit
        assert visit.troubles == []


@pytest.fixture
def chart(seen: Visit) -> Locator:
    """The chart of breadth with a year on screen, whatever a test before left behind."""
    found = seen.page.locator(CHART)
    if found.locator(".chart-rows").count():
        back(found)
    found.get_by_role("button", name="1Y").click()
    return found


def table_of(chart: Locator) -> Locator:
    """The sessions on screen, as the chart's own table has them."""
    chart.get_by_role("button", name="Over time as a table").click()
    expect(chart.locator(".chart-rows tbody tr").first).to_be_visible()
    return chart.locator(".chart-rows")


def back(chart: Locator) -> None:
    chart.get_by_role("button", name="Over time as a table").click()
    expect(chart.locator("[data-chart]")).to_be_visible()


def test_the_table_stands_in_the_charts_place_with_the_figures_of_the_api_newest_first(
    chart: Locator, site: Site
) -> None:
    before = chart.bounding_box()
    rows, past = table_of(chart), site.data("/api/breadth/history?sessions=252")
    expect(rows.locator("tbody tr")).to_have_count(252)
    expect(rows.locator("tbody th").first).to_have_text(past["session"][-1])
    expect(rows.locator("tbody td").first).to_have_text(f"{past['score'][-1]:.1f}")
    expect(rows.locator("caption")).to_contain_text(f"{past['session'][0]} to {past['session'][-1]}")
    after = chart.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == pytest.approx(before["height"], abs=1)
    back(chart)


def test_the_file_holds_the_sessions_on_screen_from_the_server(chart: Locator) -> None:
    chart.get_by_role("button", name="3M").click()
    rows = table_of(chart)
    first = rows.locator("tbody th").last.inner_text()
    link = chart.get_by_role("link", name="CSV")
    link.focus()
    address = urlsplit(str(link.get_attribute("href")))
    assert address.path == "/api/breadth/history"
    assert parse_qs(address.query) == {"format": ["csv"], "from": [first]}
    back(chart)


def test_the_picture_says_what_it_is(chart: Locator, seen: Visit) -> None:
    with seen.page.expect_download() as download:
        chart.get_by_role("button", name="Over time as a picture").click()
    assert download.value.suggested_filename.startswith("breadth-")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def on_screen(chart: Locator) -> int:
    rows = table_of(chart)
    many = rows.locator("tbody tr").count()
    back(chart)
    return many


def test_the_wheel_scrolls_the_page_and_zooms_with_a_key_held_and_a_double_click_goes_back(
    chart: Locator, seen: Visit
) -> None:
    page: Page = seen.page
    chart.locator("[data-chart]").scroll_into_view_if_needed()
    chart.locator("[data-chart]").hover(position={"x": 300, "y": 100})
    page.mouse.wheel(0, 60)
    assert on_screen(chart) == 252
    chart.locator("[data-chart]").hover(position={"x": 300, "y": 100})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    expect(chart.locator("[data-chart]")).to_be_visible()
    zoomed = on_screen(chart)
    assert 100 < zoomed < 230
    chart.locator("[data-chart]").dblclick(position={"x": 300, "y": 100})
    assert on_screen(chart) == 252


def test_the_keyboard_walks_zooms_and_goes_back(chart: Locator, seen: Visit, site: Site) -> None:
    sessions = site.data("/api/breadth/history?sessions=3")["session"]
    chart.locator("[data-chart]").focus()
    for _ in range(2):
        seen.page.keyboard.press("ArrowLeft")
    expect(chart.locator(".legend-session")).to_have_text(sessions[-2])
    seen.page.keyboard.press("+")
    assert on_screen(chart) < 252
    chart.locator("[data-chart]").focus()
    seen.page.keyboard.press("0")
    assert on_screen(chart) == 252


def test_one_crosshair_for_every_chart_on_the_page(chart: Locator, seen: Visit, site: Site) -> None:
    """Both cards lie open side by side here, as no style sheet keeps them from: the regime's legend reads the session of breadth's."""
    page = seen.page
    page.locator('.tab[data-opens="regime"]').click()
    expect(page.locator("#regime-section")).to_have_attribute("data-drawn", "yes")
    expect(page.locator("#regime-section figure.chart canvas").first).to_be_visible()
    page.evaluate("for (const card of document.querySelectorAll('.card')) card.dataset.open = 'yes'")
    day = site.data("/api/breadth/history?sessions=4")["session"][0]
    chart.locator("[data-chart]").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    regime = page.locator("#regime-section .legend-session")
    for legend in (chart.locator(".legend-session"), regime):
        expect(legend).to_have_text(day)
    page.keyboard.press("Tab")
    expect(regime).to_have_text(site.data("/api/regime/history?sessions=1")["session"][0])
