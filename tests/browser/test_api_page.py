"""The page of the API in a browser: what is opened is asked of this very server, and what is tried shows its answer."""

from __future__ import annotations

from browser.visits import PHONE, OpenPage, OpenSite
from playwright.sync_api import expect


def test_what_is_opened_is_asked_and_what_is_tried_is_answered(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.show()
    seen = visit(site, PHONE)
    seen.page.goto(f"{site.url}/api")
    operation = seen.page.locator("#get_api_breadth_current")
    status, answer = operation.locator("[data-status] strong"), operation.locator("[data-answer]")
    assert seen.asked("/api/breadth/current") <= 1, "the dashboard's own, before"
    operation.locator("summary").first.click()
    expect(status).to_contain_text("200")
    expect(answer).to_contain_text('"as_of": "2019-12-31"')
    operation.locator('[name="as_of"]').fill("2019-06-14")
    expect(operation.locator("[data-curl]")).to_contain_text("/api/breadth/current?as_of=2019-06-14'")
    operation.get_by_role("button", name="Try it").click()
    expect(answer).to_contain_text('"as_of": "2019-06-14"')
    operation.locator('[name="as_of"]').fill("tomorrow")
    operation.get_by_role("button", name="Try it").click()
    expect(status).to_contain_text("400")
    expect(answer).to_contain_text("tomorrow")
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_a_write_waits_for_its_button_and_brings_the_pages_token(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.show()
    seen = visit(site)
    seen.page.goto(f"{site.url}/api#put_api_account")
    operation = seen.page.locator("#put_api_account")
    expect(operation.locator("[data-status]")).to_contain_text("Nothing is sent")
    operation.locator("textarea").fill('{"equity": 250000}')
    operation.get_by_role("button", name="Send").click()
    expect(operation.locator("[data-status] strong")).to_contain_text("200")
    assert site.home.get("/api/account").get_json()["settings"]["equity"] == 250_000
    assert [each for each in seen.troubles if "400" not in each] == []
