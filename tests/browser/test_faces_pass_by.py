"""Faces while sessions pass by: drawn from what little the server tells of each, they read as they do when all of it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser.desk import open_desk
from browser.visits import OpenPage, Site
from markets import demo_panel
from playwright.sync_api import Page, Route, expect

SYMBOLS, SESSIONS = 24, 320
READ = """() => Object.fromEntries([...document.querySelectorAll("[data-of]")].map((place, k) => [
  `${place.dataset.of} ${place.dataset.place} ${k}`, place.innerHTML.replace(/ tabindex="[^"]*"/g, ""),
]))"""

TELL = """() => {
  const written = ({ name, value }) => (name === "tabindex" ? [] : [`${name}=${value}`]);
  const told = (node) => (node.nodeType === Node.TEXT_NODE ? node.data
    : [node.nodeName, [...node.attributes].flatMap(written).sort(), [...node.childNodes].map(told)]);
  const drawn = document.querySelectorAll("[data-of] :is(tbody, .badge, [data-bar], [data-strip], [data-picture])");
  return [...drawn].map((node) => JSON.stringify(told(node)));
}"""


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Every section on a small demo market, which no test changes."""
    with open_desk(tmp_path_factory.mktemp("faces"), panel=demo_panel(SYMBOLS, SESSIONS)) as site:
        yield site


def session(row: int) -> str:
    return str(demo_panel(SYMBOLS, SESSIONS).sessions[row])


def shows(page: Page, day: str) -> None:
    """Wait until every card describes the session."""
    for card in page.locator("#dashboard > [data-script]").all():
        expect(card).to_have_attribute("data-as-of", day)


def is_drawn(page: Page) -> None:
    """Wait until every card has drawn what it shows: the session stands in a page before its scripts have run."""
    for card in page.locator("#dashboard > [data-script]").all():
        expect(card).to_have_attribute("data-drawn", "yes")
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )


def test_a_face_reads_the_same_from_its_brief_answer_as_from_the_whole(market: Site, visit: OpenPage) -> None:
    page = visit(market).page
    expect(page.locator("#time")).to_have_attribute("data-ready", "yes")
    page.route("**/api/at?*", lambda route: route.abort())
    for row in (-2, -3, -4):
        page.keyboard.press("ArrowLeft")
        shows(page, session(row))
    brief = page.evaluate(READ)
    page.unroute("**/api/at?*")
    page.keyboard.press("ArrowRight")
    shows(page, session(-3))
    with page.expect_response(lambda answer: f"/api/at?as_of={session(-4)}" in answer.url):
        page.keyboard.press("ArrowLeft")
    shows(page, session(-4))
    is_drawn(page)
    assert page.evaluate(READ) == brief


def test_a_face_that_was_changed_again_and_again_is_as_one_that_was_made_at_once(market: Site, visit: OpenPage) -> None:
    page = visit(market).page
    expect(page.locator("#time")).to_have_attribute("data-ready", "yes")
    for key, row in (("ArrowLeft", -2), ("ArrowLeft", -3), ("Home", 0), ("End", -1)):
        page.keyboard.press(key)
        shows(page, session(row))
    page.keyboard.press("ArrowLeft")
    shows(page, session(-2))
    is_drawn(page)
    changed = page.evaluate(TELL)
    fresh = visit(market, path=f"/?as_of={session(-2)}").page
    shows(fresh, session(-2))
    is_drawn(fresh)
    assert changed
    assert fresh.evaluate(TELL) == changed


def test_sessions_that_pass_by_are_fetched_in_runs_and_shown_from_memory(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = seen.page
    expect(page.locator("#time")).to_have_attribute("data-ready", "yes")
    for row in range(-2, -42, -1):
        page.keyboard.press("ArrowLeft")
        shows(page, session(row))
    assert sum("/api/faces" in url for url in seen.requests) < 20
    page.route("**/api/faces?*", lambda route: route.abort())
    for row in range(-40, -30):
        page.keyboard.press("ArrowRight")
        shows(page, session(row))
    assert not [
        url
        for url in seen.requests
        if "as_of" in url and "/api/at" not in url and "/api/faces" not in url and "changes" not in url
    ]


def test_a_face_is_drawn_before_what_only_the_open_card_needs_has_come(market: Site, visit: OpenPage) -> None:
    page = visit(market).page
    held: list[Route] = []
    is_held = True
    page.route("**/api/breadth/history*", lambda route: held.append(route) if is_held else route.fallback())
    page.reload()
    card = page.locator("#breadth-section")
    expect(card).to_have_attribute("data-drawn", "yes")
    expect(card.locator('.card-face [data-figure="score"]')).to_have_class(re.compile("known"))
    page.keyboard.press("4")
    expect(card).to_have_attribute("data-open", "yes")
    expect(card.locator("canvas")).to_have_count(0)
    is_held = False
    for route in held:
        route.continue_()
    card.locator("canvas").first.wait_for()
