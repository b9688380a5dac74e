"""The page a trader keeps open all day: the verdict on one screen, faces that open in full, keys, one voice for a lost server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.desk import IN_ORDER
from browser.visits import LAPTOP, PHONE, OpenPage, Site, Visit
from playwright.sync_api import expect

SHIFTS = """() => new Promise((done) => {
  const shifts = [];
  const name = (node) => node && `${node.nodeName}.${node.className}: ${node.textContent.trim().slice(0, 60)}`;
  const add = (list) => list.getEntries().forEach(({ value, sources }) => shifts.push([value, sources.map(({ node }) => name(node))]));
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(shifts)));
})"""
BELOW_THE_FOLD = "(node) => node.getBoundingClientRect().bottom > innerHeight || node.getBoundingClientRect().top < 0"
SMALL = """() => [...document.querySelectorAll("main :is(a, button, input, summary)")].filter((node) => {
  const { width, height } = node.getBoundingClientRect();
  return width && height < 44;
}).map((node) => node.outerHTML)"""


def live(seen: Visit) -> Visit:
    """Once every card has drawn and the pulse goes."""
    for key in IN_ORDER:
        expect(seen.page.locator(f"#{key}-section")).to_have_attribute("data-drawn", "yes")
    expect(seen.page.locator("#connection")).to_have_text("live")
    return seen


def face(seen: Visit, key: str) -> str:
    return seen.page.locator(f"#{key}-section .card-face").inner_text()


def test_one_screen_holds_the_strip_and_the_verdict_and_every_face_says_what_the_api_says(
    desk: Site, visit: OpenPage
) -> None:
    seen = live(visit(desk))
    for place in ("#strip", "#verdict"):
        assert not seen.page.locator(place).evaluate(BELOW_THE_FOLD), f"{place} is not on the first screen"
    regime, sizes = desk.data("/api/regime/current"), desk.data("/api/position/recommendations")
    verdict = seen.page.locator("#verdict").inner_text()
    label = regime["label"].replace("_", " ").capitalize()
    for words in (label, regime["to_change"]["sentence"], regime["conflicts"], f"{sizes['totals']['gross_pct']:.1f} %"):
        assert words in verdict
    assert label in seen.page.locator("#strip").inner_text()
    breadth, indices = desk.data("/api/breadth/current"), desk.data("/api/index/sma")["indices"]
    assert f"Advances {breadth['advances']}" in face(seen, "breadth")
    assert all(row["symbol"] in face(seen, "index") for row in indices[:5])
    assert desk.data("/api/timeframe/all")["alignment"]["sentence"] in face(seen, "timeframe")
    assert all(trade["symbol"] in face(seen, "position") for trade in sizes["trades"][:4])
    assert [card.get_attribute("data-service") for card in seen.page.locator("#dashboard > section").all()] == list(
        IN_ORDER
    )
    assert seen.troubles == []
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(desk.url).netloc}


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_modules_arrive_without_moving_anything_and_nothing_is_wider_than_the_screen(
    desk: Site, visit: OpenPage, size: tuple[int, int]
) -> None:
    seen = live(visit(desk, size))
    shifts = seen.page.evaluate(SHIFTS)
    assert sum(value for value, _ in shifts) < 0.02, shifts
    assert seen.page.evaluate("document.documentElement.scrollWidth") == size[0]
    if size == PHONE:
        assert seen.page.evaluate(SMALL) == []


def test_the_first_paint_holds_the_verdict_before_any_script_runs_and_links_open_cards(
    desk: Site, visit: OpenPage
) -> None:
    seen = visit(desk, java_script_enabled=False)
    regime = desk.data("/api/regime/current")
    expect(seen.page.locator("#verdict")).to_contain_text(regime["to_change"]["sentence"])
    expect(seen.page.locator("#verdict")).to_contain_text(regime["since"])
    expect(seen.page.locator("#breadth-section .card-body")).to_be_hidden()
    seen.page.get_by_role("link", name="Market Breadth").click()
    expect(seen.page.locator("#breadth-section .card-body")).to_be_visible()
    expect(seen.page.locator("#regime-section")).to_be_hidden()


def test_the_whole_page_is_walked_with_the_keyboard_alone(desk: Site, visit: OpenPage) -> None:
    seen = live(visit(desk))
    keys, opened = seen.page.keyboard, seen.page.locator("#dashboard > section[data-open]")
    for number, key in enumerate(IN_ORDER, start=1):
        keys.press(str(number))
        expect(opened).to_have_count(1)
        expect(opened).to_have_attribute("data-service", key)
        expect(opened.locator(".card-body")).to_be_visible()
        assert f"open={key}" in seen.page.url
    expect(opened.locator("[data-table=ladder] tbody tr.placeholder")).to_have_count(0)  # drawn when it opened
    keys.press("5")
    expect(opened).to_have_count(0)
    expect(seen.page.get_by_role("link", name="Index Analysis")).to_be_focused()
    keys.press("?")
    listed = seen.page.get_by_role("dialog", name="Keyboard")
    for words in ("Market Regime: open or close", "Refresh every card now", "Close the open card"):
        expect(listed).to_contain_text(words)
    keys.press("1")
    expect(opened).to_have_count(0)  # the dialog has the keyboard
    keys.press("Escape")
    with seen.page.expect_response("**/api/breadth/current"):
        keys.press("r")
    keys.press("4")
    keys.press("Escape")
    expect(opened).to_have_count(0)
    assert seen.troubles == []


def test_the_address_the_back_button_and_a_reload_keep_what_is_open(desk: Site, visit: OpenPage) -> None:
    seen = live(visit(desk))
    opened = seen.page.locator("#dashboard > section[data-open]")
    seen.page.get_by_role("link", name="Market Breadth").click()
    seen.page.get_by_role("navigation", name="Cards").get_by_role("link", name="Index Analysis").click()
    expect(opened).to_have_attribute("data-service", "index")
    seen.page.reload()
    expect(opened).to_have_attribute("data-service", "index")
    seen.page.go_back()
    expect(opened).to_have_count(0)
    expect(seen.page.locator("#index-section .card-face")).to_be_visible()


def test_a_lost_server_is_told_once_with_since_when_and_the_way_back_is_at_once(desk: Site, visit: OpenPage) -> None:
    seen = live(visit(desk))
    banner = seen.page.locator("#offline")
    seen.page.context.set_offline(True)
    expect(banner).to_contain_text("This machine is offline. Since")
    expect(banner).to_contain_text("tries again as soon as it is back")
    seen.page.context.set_offline(False)
    expect(banner).not_to_contain_text("offline")
    seen.page.route("**/api/pulse", lambda route: route.abort())
    seen.later(16)
    expect(banner).to_contain_text("The dashboard cannot be reached. Since")
    expect(banner).to_contain_text("tries again at")
    seen.page.unroute("**/api/pulse")
    banner.get_by_role("button", name="Try now").click()
    expect(banner).not_to_contain_text("reached")
    expect(seen.page.locator("#connection")).to_have_text("live")


BROKEN: dict[str, Any] = {
    "throws": (
        "**/sections/{key}/static/*/front.js",
        {"content_type": "text/javascript", "body": 'throw new Error("torn");'},
    ),
    "answers 500": (
        "**/api/{key}/*",
        {"status": 500, "content_type": "application/problem+json", "body": '{"title": "torn"}'},
    ),
    "garbage": ("**/api/{key}/*", {"status": 200, "content_type": "application/json", "body": "<html>"}),
    "nothing": ("**/api/{key}/*", None),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_section_fails_alone_and_the_others_and_its_first_figures_stay(
    desk: Site, visit: OpenPage, kind: str
) -> None:
    """One broken section in turn per way of breaking keeps the test short; the boundary is the same code for all."""
    key = IN_ORDER[list(BROKEN).index(kind)]
    pattern, answer = BROKEN[kind]
    seen = visit(desk, path="/health")
    seen.page.route(pattern.format(key=key), lambda route: route.fulfill(**answer) if answer else route.abort())
    seen.page.goto(desk.url)
    torn = seen.page.locator(f"#{key}-section")
    expect(torn.locator("[data-fact=state]")).to_have_text("Error" if kind == "throws" else "Stale")
    expect(torn.locator("[data-fact=reason]")).not_to_be_empty()
    expect(torn.get_by_role("button", name="Retry now")).to_be_visible()
    for other in set(IN_ORDER) - {key}:
        expect(seen.page.locator(f"#{other}-section")).to_have_attribute("data-drawn", "yes")
        expect(seen.page.locator(f"#{other}-section")).to_have_attribute("data-state", "ok")
    first = desk.data("/api/regime/current")["label"].replace("_", " ").capitalize()
    expect(seen.page.locator("#verdict")).to_contain_text(first)


def test_paper_gets_the_verdict_and_the_faces_or_the_open_card_and_nothing_to_press(
    desk: Site, visit: OpenPage
) -> None:
    seen = live(visit(desk, color_scheme="dark"))
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    expect(seen.page.locator("#verdict")).to_be_visible()
    for key in IN_ORDER:
        expect(seen.page.locator(f"#{key}-section .card-face")).to_be_visible()
        expect(seen.page.locator(f"#{key}-section [data-fact=as_of]")).to_be_visible()
    assert [button.inner_text() for button in seen.page.locator("button:visible").all()] == []
    seen.page.goto(f"{desk.url}/?open=breadth")
    expect(seen.page.locator("#breadth-section .card-body")).to_be_visible()
    expect(seen.page.locator("#regime-section")).to_be_hidden()
