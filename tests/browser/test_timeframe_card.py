"""The timeframe card: pattern and conflict first, votes with shapes, a table that is searched, and one symbol's grid in its place."""

from __future__ import annotations

import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site
from playwright.sync_api import Locator, expect

from dashboard.sections.timeframe import SECTION


@pytest.fixture
def served(open_site: OpenSite) -> Site:
    site = open_site(SECTION)
    site.show()
    return site


def card(visit: OpenPage, site: Site, size: tuple[int, int] = LAPTOP) -> Locator:
    seen = visit(site, size).page.locator("#timeframe-section")
    expect(seen).to_have_attribute("data-drawn", "yes")
    return seen


def test_a_press_on_a_stock_shows_its_own_votes_and_the_way_back(served: Site, visit: OpenPage) -> None:
    seen, rows = card(visit, served), served.data("/api/timeframe/alignment")["symbols"]
    symbol, benchmark = rows["symbol"][3], served.data("/api/timeframe/all")
    expect(seen.locator('[data-figure="of"]')).to_have_text(benchmark["symbol"])
    seen.get_by_role("button", name=symbol, exact=True).click()
    own = served.data(f"/api/timeframe/all?symbol={symbol}")
    expect(seen.locator('[data-figure="of"]')).to_have_text(symbol)
    expect(seen.locator('.card-body [data-figure="sentence"]')).to_have_text(own["alignment"]["sentence"])
    trend = own["periods"]["daily"]["closed"]["votes"]["trend"]
    expect(seen.locator('[data-table="grid"] tbody td').first).to_contain_text(f"{abs(trend):.2f}")
    seen.get_by_role("button", name="Back to the benchmark").click()
    expect(seen.locator('[data-figure="of"]')).to_have_text(benchmark["symbol"])


def test_search_and_pattern_narrow_the_table_and_say_how_far(served: Site, visit: OpenPage) -> None:
    seen, rows = card(visit, served), served.data("/api/timeframe/alignment")["symbols"]
    drawn = seen.locator('[data-table="symbols"] tbody tr')
    expect(drawn).to_have_count(len(rows["symbol"]))
    pattern = rows["pattern"][0]
    seen.locator('[data-filter="pattern"]').select_option(pattern)
    expect(drawn).to_have_count(rows["pattern"].count(pattern))
    seen.locator('[data-filter="text"]').fill(rows["symbol"][0].lower())
    expect(drawn.first).to_contain_text(rows["symbol"][0])
    seen.locator('[data-filter="text"]').fill("no such stock")
    expect(seen.locator('[data-figure="count"]')).to_contain_text(f"0 of {len(rows['symbol'])}")
    expect(drawn).to_have_text("No stock matches.")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_it_fits_the_screen_and_a_missing_month_says_why(served: Site, visit: OpenPage, size: tuple[int, int]) -> None:
    seen = card(visit, served, size)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == size[0]
    expect(seen.locator('[data-table="grid"]')).to_contain_text("not enough history")
    expect(seen.locator('[data-table="scans"] tbody tr')).to_have_count(3)


def test_scan_counts_say_of_how_many_sessions_and_whose_they_are(served: Site, visit: OpenPage) -> None:
    seen, scans = card(visit, served), served.data("/api/timeframe/all")["scans"]
    rows = seen.locator('[data-table="scans"] tbody tr')
    for k, window in enumerate(scans["windows"]):
        cells = [
            f"{window['long']:,}",
            f"{window['short']:,}",
            f"{window['covered']} of {window['sessions']}",
            "built in",
        ]
        expect(rows.nth(k).locator("td")).to_have_text(cells)
