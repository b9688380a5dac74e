"""The log on the health page: it follows, stands still while someone reads, and finds what is asked for."""

from __future__ import annotations

import logging

import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site, Visit
from builders import section
from flask import Flask
from playwright.sync_api import Locator, expect

POLL_SECONDS = 6
logger = logging.getLogger("tests.viewer")


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    return open_site(section())


def lines(seen: Visit, text: str = "told") -> Locator:
    """The rows of this test's own lines: a busy machine also logs slow requests."""
    return seen.page.locator(".log-line").filter(has=seen.page.locator("summary", has_text=text))


def in_request(app: Flask, request_id: str, message: str) -> None:
    with app.test_request_context("/api/mean/current", headers={"X-Request-Id": request_id}):
        app.preprocess_request()
        logger.warning(message)


def test_it_follows_the_newest_line(site: Site, visit: OpenPage) -> None:
    logger.warning("told first")
    seen = visit(site, path="/health")
    expect(lines(seen)).to_have_count(1)
    logger.error("told second")
    seen.later(POLL_SECONDS)
    expect(lines(seen)).to_have_count(2)
    expect(lines(seen).first).to_contain_text("told second")
    expect(lines(seen).first.locator(".log-level")).to_contain_text("error")
    expect(seen.page.locator("[data-logs=state]")).to_contain_text("following")
    assert seen.troubles == []


def test_it_stands_still_while_a_line_is_read_and_catches_up_when_told(site: Site, visit: OpenPage) -> None:
    logger.warning("told first")
    seen = visit(site, path="/health")
    lines(seen).locator("summary").click()
    expect(seen.page.locator("[data-logs=state]")).to_contain_text("standing still")
    logger.warning("told second")
    seen.later(POLL_SECONDS)
    fresh = seen.page.locator("[data-logs=fresh]")
    expect(fresh).to_contain_text("1 new line")
    expect(lines(seen)).to_have_count(1)
    fresh.click()
    expect(lines(seen)).to_have_count(2)
    expect(seen.page.locator("details[open]")).to_have_count(0)


def test_pause_holds_it_and_follow_lets_it_go(site: Site, visit: OpenPage) -> None:
    seen = visit(site, path="/health")
    logger.warning("told first")
    seen.later(POLL_SECONDS)
    expect(lines(seen)).to_have_count(1)
    seen.page.get_by_role("button", name="Pause").click()
    logger.warning("told second")
    seen.later(POLL_SECONDS)
    expect(seen.page.locator("[data-logs=fresh]")).to_be_visible()
    expect(lines(seen)).to_have_count(1)
    seen.page.get_by_role("button", name="Follow", exact=True).click()
    expect(lines(seen)).to_have_count(2)


def test_a_line_opens_to_all_that_is_known_and_its_text_is_never_markup(site: Site, visit: OpenPage) -> None:
    try:
        raise ValueError("<img src=x onerror=alert(1)>")
    except ValueError:
        logger.exception("told <b>boldly</b>", extra={"symbol": "SPY", "tries": [1, 2]})
    seen = visit(site, path="/health")
    lines(seen).locator("summary").click()
    more = lines(seen).locator(".log-more")
    expect(more.locator(".log-full")).to_have_text("told <b>boldly</b>")
    expect(more.locator(".log-facts")).to_contain_text("SPY")
    expect(more.locator(".log-facts")).to_contain_text("[1,2]")
    expect(more.locator(".log-traceback")).to_contain_text("ValueError: <img src=x onerror=alert(1)>")
    expect(seen.page.locator(".log-line img, .log-line b")).to_have_count(0)
    assert seen.troubles == []


def test_level_and_text_narrow_it_and_the_download_with_it(site: Site, visit: OpenPage) -> None:
    for level, text in ((logging.INFO, "told a"), (logging.ERROR, "told b"), (logging.ERROR, "told c")):
        logger.log(level, text)
    seen = visit(site, path="/health")
    expect(lines(seen)).to_have_count(3)
    seen.page.get_by_text("Error", exact=True).click()
    expect(lines(seen)).to_have_count(2)
    seen.page.get_by_label("Text", exact=True).fill("TOLD C")
    seen.page.clock.run_for(1000)
    expect(lines(seen)).to_have_count(1)
    with seen.page.expect_download() as download:
        seen.page.get_by_text("Download", exact=True).click()
    assert download.value.suggested_filename.startswith("dashboard-logs-")
    assert download.value.path().read_text().count("told") == 1
    seen.page.get_by_label("Text", exact=True).fill("nothing like it")
    seen.page.clock.run_for(1000)
    expect(seen.page.locator("[data-logs=state]")).to_have_text("No line answers these filters.")


def test_a_request_is_shown_alone_until_told_otherwise(site: Site, visit: OpenPage) -> None:
    in_request(site.home.app, "abc-1", "told by one")
    in_request(site.home.app, "abc-2", "told by another")
    seen = visit(site, path="/health")
    lines(seen, "told by one").locator("summary").click()
    seen.page.get_by_role("button", name="abc-1", exact=True).click()
    expect(lines(seen)).to_have_count(1)
    expect(lines(seen)).to_contain_text("told by one")
    seen.page.get_by_role("button", name="Stop showing request abc-1 alone").click()
    seen.page.clock.run_for(100)
    expect(lines(seen)).to_have_count(2)


def test_older_lines_come_when_asked_for_and_the_arrows_walk_through_them(site: Site, visit: OpenPage) -> None:
    for n in range(130):
        logger.warning("told %03d", n)
    seen = visit(site, path="/health")
    expect(lines(seen)).to_have_count(100)
    seen.page.get_by_role("button", name="Load older").click()
    expect(lines(seen)).to_have_count(130)
    summaries = lines(seen).locator("summary")
    assert summaries.last.text_content().endswith("told 000")
    summaries.first.focus()
    seen.page.keyboard.press("ArrowDown")
    expect(summaries.nth(1)).to_be_focused()
    seen.page.keyboard.press("Enter")
    expect(lines(seen).nth(1).locator(".log-more")).to_be_visible()
    seen.page.keyboard.press("End")
    expect(summaries.last).to_be_focused()
    assert seen.page.locator('summary[tabindex="0"]').count() == 1


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_it_fits(site: Site, visit: OpenPage, size: tuple[int, int]) -> None:
    try:
        raise ValueError("x" * 400)
    except ValueError:
        logger.exception("told " + "w" * 300, extra={"a" * 60: "b" * 300})
    seen = visit(site, size, "/health")
    lines(seen).locator("summary").click()
    expect(lines(seen).locator(".log-more")).to_be_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert seen.page.locator(".logs-lines").evaluate("node => node.scrollWidth - node.clientWidth") <= 0
