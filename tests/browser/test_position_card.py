"""The position card: how much and by what first, caps on focus, another account tried out and saved, refusals beside their field."""

from __future__ import annotations

import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site
from markets import demo_panel
from playwright.sync_api import Locator, expect
from sections.position.books import winning

from dashboard.market.book import Book
from dashboard.sections.position import SECTION
from dashboard.store.account import account_history


@pytest.fixture
def served(open_site: OpenSite) -> Site:
    """The demo market of a trader whose own trades have an edge; the account is the example."""
    site, panel = open_site(SECTION), demo_panel()
    site.home.desk.book = Book(trades=tuple(winning(panel) + winning(panel, side="short")), revision="own")
    site.show(panel)
    return site


def card(visit: OpenPage, site: Site, size: tuple[int, int] = LAPTOP) -> Locator:
    seen = visit(site, size).page.locator("#position-section")
    expect(seen).to_have_attribute("data-drawn", "yes")
    return seen


def test_gross_kelly_and_the_binding_cap_come_first_and_a_row_tells_all_its_caps(served: Site, visit: OpenPage) -> None:
    seen, told = card(visit, served), served.data("/api/position/recommendations")
    expect(seen.locator('[data-figure="gross"]')).to_have_text(f"{told['totals']['gross_pct']:.1f} %")
    best = max(told["kelly"], key=lambda one: one["recommended"])
    expect(seen.locator('[data-figure="kelly"]')).to_contain_text(f"{100 * best['recommended']:.2f} %")
    expect(seen.locator('[data-figure="binds_note"]')).to_contain_text(f"of {len(told['trades'])} trades")
    expect(seen.locator('[data-note="example"]')).to_contain_text("EXAMPLE ACCOUNT")
    rows, last = seen.locator('[data-table="trades"] tbody tr'), told["trades"][-1]
    expect(rows).to_have_count(len(told["trades"]))
    rows.last.get_by_role("button").focus()
    expect(seen.locator('[data-figure="caps"]')).to_contain_text(f"{last['symbol']}, most shares by")
    for most in last["caps"].values():
        expect(seen.locator('[data-figure="caps"]')).to_contain_text(f"{most:,}")


def test_another_account_is_tried_out_without_a_trace_until_it_is_saved(served: Site, visit: OpenPage) -> None:
    seen, desk = card(visit, served), served.home.desk
    stored = served.data("/api/position/recommendations")
    tried = served.data("/api/position/recommendations?equity=400000")
    assert tried["trades"][0]["shares"] != stored["trades"][0]["shares"]
    first = seen.locator('[data-table="trades"] tbody tr').first.locator("td").first
    seen.locator('[data-type="equity"]').fill("400000")
    expect(seen.locator('[data-note="trying"]')).to_be_visible()
    expect(first).to_have_text(f"{tried['trades'][0]['shares']:,}")
    assert account_history(desk.store) == ()
    seen.locator('[data-type="equity"]').fill("much")
    expect(seen.locator('[data-figure="trying_trouble"]')).to_contain_text("equity is 'much', which is no number")
    seen.get_by_role("button", name="Back to what is stored").click()
    expect(first).to_have_text(f"{stored['trades'][0]['shares']:,}")
    seen.locator('[data-type="equity"]').fill("400000")
    expect(first).to_have_text(f"{tried['trades'][0]['shares']:,}")
    seen.get_by_role("button", name="Save these").click()
    expect(seen.locator('[data-note="trying"]')).to_be_hidden()
    (change,) = account_history(desk.store)
    assert (change.by, change.account.equity) == ("page", 400_000)
    desk.refresh("position", fresh_input=True)  # as the scheduler does on book_changed
    expect(
        seen.locator('[data-note="example"]')
    ).to_be_hidden()  # the card looks again, and does not wait for the pulse


def test_a_refusal_stands_beside_its_field_and_what_is_saved_in_the_history(served: Site, visit: OpenPage) -> None:
    seen = card(visit, served)
    seen.get_by_role("button", name="Set up yours").click()
    form = seen.locator('[data-form="account"]')
    expect(form.locator('[name="currency"]')).to_have_value("USD")
    form.locator('[name="heat_cap_pct"]').fill("600")
    form.locator('[name="gross_caps_pct.choppy"]').fill("40")
    form.get_by_role("button", name="Save the account").click()
    expect(form.locator("#account-heat_cap_pct-trouble")).to_contain_text("heat_cap_pct is '600'; it must be")
    assert account_history(served.home.desk.store) == ()
    form.locator('[name="heat_cap_pct"]').fill("5")
    form.get_by_role("button", name="Save the account").click()
    expect(seen.locator('[data-figure="saved"]')).to_contain_text("Saved")
    expect(seen.locator('[data-figure="history"] li')).to_have_count(1)
    with served.home.desk.store.read():
        account = account_history(served.home.desk.store)[-1].account
    assert (account.heat_cap_pct, account.gross_caps_pct) == (5.0, {"choppy": 40.0})


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_it_fits_the_screen_and_its_text_can_be_taken_along(
    served: Site, visit: OpenPage, size: tuple[int, int]
) -> None:
    seen, told = card(visit, served, size), served.data("/api/position/recommendations")
    assert seen.page.evaluate("document.documentElement.scrollWidth") == size[0]
    best = told["trades"][0]
    for action, first in (
        ("copy-csv", "symbol,direction,shares"),
        ("copy-tickets", f" {best['shares']} {best['symbol']} @"),
    ):
        seen.locator(f"[data-action={action}]").click()
        expect(seen.locator('[data-figure="copied"]')).not_to_be_empty()
        assert first in seen.locator('[data-figure="copy_text"]').input_value().splitlines()[0]
    expect(seen.locator('[data-figure="histogram"] .ps-mark')).to_have_count(2)
