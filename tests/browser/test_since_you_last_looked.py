"""Since you last looked: a first visit, a second one with a session added between, reloads within minutes, and the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from browser.visits import OpenPage, OpenSite, Site, Visit
from markets import demo_panel
from playwright.sync_api import Page, expect

SYMBOLS, SESSIONS = 24, 320


def shorter(by: int) -> object:
    """The market before its last sessions came; a panel of its own revision."""
    whole = demo_panel(SYMBOLS, SESSIONS)
    return replace(whole.first(SESSIONS - by), revision=f"one-{SESSIONS - by}")


def line(page: Page) -> str:
    expect(page.locator("[data-news=count]")).not_to_be_empty()
    return " ".join(page.locator(".news-line").inner_text().split())


def opened(seen: Visit) -> Page:
    expect(seen.page.locator("#news")).to_have_attribute("data-told", "yes")
    return seen.page


def grown(open_site: OpenSite) -> Site:
    site = open_site()
    site.show(shorter(2))  # type: ignore[arg-type]
    return site


def test_a_second_visit_tells_what_came_between(open_site: OpenSite, visit: OpenPage) -> None:
    site = grown(open_site)
    seen = visit(site)
    page = opened(seen)
    before = str(demo_panel(SYMBOLS, SESSIONS).sessions[-4])
    assert line(page).startswith("New in the last session (since ")
    assert int(before[-2:]) == int(line(page).split("(since ")[1].split()[1])
    page.goto("about:blank")

    site.home.clock.wall += timedelta(hours=18)
    site.show(shorter(0))  # type: ignore[arg-type]
    page.goto(site.url)
    opened(seen)
    expect(page.locator("[data-news=since]")).to_contain_text("2 sessions ago")
    page.locator(".news-line").click()
    expect(page.locator('[data-section="data"] .news-change')).to_contain_text("2 new sessions")

    page.reload()  # minutes later it is the same visit: nothing of it is lost
    opened(seen)
    expect(page.locator("[data-news=since]")).to_contain_text("2 sessions ago")
    page.locator(".news-line").click()
    page.locator("[data-action=got-it]").click()
    expect(page.locator("[data-news=count]")).to_have_text("nothing has changed")
    assert seen.troubles == []


def test_a_change_opens_its_card(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.show(shorter(0))  # type: ignore[arg-type]
    page = visit(site).page
    page.route("**/api/changes*", lambda route: route.fulfill(json={
        "revision": "r", "since": "2019-12-30", "as_of": "2019-12-31", "sessions": 1, "count": 1, "visit_seconds": 1800,
        "mark": {"session": "2019-12-31", "revision": "one-1", "at": "2019-12-31T23:00:00Z"},
        "sections": [{"section": "breadth", "title": "Market Breadth", "more": 0, "reason": None,
                      "changes": [{"session": "2019-12-31", "words": "<b>Breadth</b> went up", "leaning": "up"}]}],
    }))  # fmt: skip
    page.reload()
    expect(page.locator("#breadth-section")).to_have_attribute("data-drawn", "yes")
    page.locator(".news-line").click()
    change = page.locator(".news-change")
    expect(change).to_have_text("▲ <b>Breadth</b> went up")
    change.click()
    expect(page.locator("#breadth-section")).to_have_attribute("data-open", "yes")


def test_in_the_past_it_tells_what_that_session_brought(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.show(shorter(0))  # type: ignore[arg-type]
    page = opened(visit(site))
    expect(page.locator("#time")).to_have_attribute("data-ready", "yes")
    page.locator("#time input[type=date]").fill("2019-10-04")
    expect(page.locator("[data-news=since]")).to_have_text("New in this session (since Thu 3 Oct):")
