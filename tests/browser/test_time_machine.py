"""The time machine: the whole page at a past session, by key, by drag, by date and by link; and the way back to today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from browser.desk import open_desk
from browser.visits import PHONE, OpenPage, OpenSite, Site, Visit
from markets import demo_panel
from playwright.sync_api import Page, Route, expect

from dashboard.errors import ComputeFailed
from dashboard.section import Result
from dashboard.sections.breadth import SECTION as BREADTH
from dashboard.sections.regime import SECTION as REGIME

SYMBOLS, SESSIONS = 24, 320
DRAGGED_TO = 300
CARDS = ("regime", "breadth")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Regime and breadth of a small demo market, which no test changes."""
    with open_desk(tmp_path_factory.mktemp("time"), (REGIME, BREADTH), demo_panel(SYMBOLS, SESSIONS)) as site:
        yield site


def session(row: int) -> str:
    """The session of a row; −1 is the newest."""
    return str(demo_panel(SYMBOLS, SESSIONS).sessions[row])


def ready(seen: Visit) -> Page:
    """The page, once its cards are drawn and the bar is painted."""
    expect(seen.page.locator("#time")).to_have_attribute("data-ready", "yes")
    for key in CARDS:
        expect(seen.page.locator(f"#{key}-section")).to_have_attribute("data-drawn", "yes")
    return seen.page


def shows(page: Page, day: str) -> None:
    """Wait until every card describes the session."""
    for key in CARDS:
        expect(page.locator(f"#{key}-section")).to_have_attribute("data-as-of", day)


def is_marked(page: Page, day: str) -> None:
    """Wait until nobody could take the page for today's."""
    expect(page.locator("#time")).to_have_attribute("data-shown", day)
    expect(page.locator("html")).to_have_attribute("data-past", "")
    expect(page.locator("[data-time=day]")).to_be_visible()
    expect(page).to_have_url(re.compile(f"as_of={day}"))
    expect(page).to_have_title(re.compile(str(int(day[-2:])) + r" \w+ " + day[:4]))


def is_today(page: Page) -> None:
    shows(page, session(-1))
    expect(page.locator("[data-time=mark]")).to_be_hidden()
    assert page.evaluate("document.documentElement.hasAttribute('data-past')") is False
    assert "as_of" not in page.url


def score(site: Site, day: str) -> str:
    """The breadth score as the face has it, from the API."""
    value: Any = site.data(f"/api/breadth/current?as_of={day}")["score"]
    return f"{value:.1f}"


def face(page: Page, name: str) -> Any:
    return page.locator(f'#breadth-section .card-face [data-figure="{name}"]')


def test_arrows_step_the_whole_page_and_t_comes_back(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = ready(seen)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    shows(page, session(-3))
    is_marked(page, session(-3))
    expect(face(page, "score")).to_have_text(score(market, session(-3)))
    expect(page.locator("#verdict [data-figure=since]").first).to_contain_text("since")
    page.keyboard.press("ArrowRight")
    shows(page, session(-2))
    page.keyboard.press("t")
    is_today(page)
    expect(face(page, "score")).to_have_text(score(market, session(-1)))
    assert seen.troubles == []


def test_shift_steps_a_month_and_home_and_end_go_to_the_ends(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market))
    page.keyboard.press("Shift+ArrowLeft")
    shows(page, "2019-11-29")  # of 2019-12-31: 30 November is a Saturday
    page.keyboard.press("Home")
    shows(page, session(0))
    page.keyboard.press("End")
    is_today(page)


def test_a_link_shows_its_session_before_any_script_runs(market: Site, visit: OpenPage) -> None:
    page = visit(market, java_script_enabled=False).page
    page.goto(f"{market.url}/?as_of=2019-10-06")
    for key in CARDS:
        expect(page.locator(f"#{key}-section")).to_have_attribute("data-as-of", "2019-10-04")
    expect(face(page, "score")).to_have_text(score(market, "2019-10-04"))
    expect(page.locator("[data-time=day]")).to_have_text("As of 4 October 2019")


def test_a_link_stays_where_it_leads_and_the_back_button_retraces(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = ready(seen)
    page.goto(f"{market.url}/?as_of=2019-10-06")
    ready(seen)
    shows(page, "2019-10-04")
    is_marked(page, "2019-10-04")
    page.keyboard.press("t")
    is_today(page)
    page.go_back()
    shows(page, "2019-10-04")
    is_marked(page, "2019-10-04")
    assert seen.troubles == []


def test_a_link_that_makes_no_sense_is_refused_in_words(market: Site, visit: OpenPage) -> None:
    page = visit(market).page
    answer = page.goto(f"{market.url}/?as_of=1990-01-01")
    assert answer is not None
    assert answer.status == 400
    expect(page.locator("main")).to_contain_text("lies before the first session")


def test_a_date_leads_to_the_last_session_at_or_before_it(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market))
    page.locator("#time input[type=date]").fill("2019-10-06")
    shows(page, "2019-10-04")
    page.locator("[data-action=today]").click()
    is_today(page)


def test_dragging_scrubs_and_says_what_lies_under_the_pointer(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market))
    box = page.locator(".time-track").bounding_box()
    assert box is not None
    y, end = box["y"] + box["height"] / 2, box["x"] + box["width"] * (DRAGGED_TO + 0.5) / SESSIONS
    page.mouse.move(box["x"] + box["width"] * 0.9, y)
    page.mouse.down()
    page.mouse.move(end, y, steps=4)
    page.mouse.up()
    shows(page, session(DRAGGED_TO))
    label = market.data(f"/api/regime/current?as_of={session(DRAGGED_TO)}")["label"].replace("_", " ")
    expect(page.locator("[data-time=tip]")).to_contain_text(f"{session(DRAGGED_TO)} · {label}")


def test_charts_and_columns_end_with_the_session(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market))
    page.keyboard.press("4")
    page.locator("#breadth-section[data-open=yes]").wait_for()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    shows(page, session(-6))
    expect(page.locator("#breadth-section .legend-session")).to_have_text(session(-6))
    shown = page.locator('#breadth-section .card-body [data-figure="score"]').first
    expect(shown).to_contain_text(score(market, session(-6)))
    page.keyboard.press("t")
    expect(page.locator("#breadth-section .legend-session")).to_have_text(session(-1))


def test_after_a_rapid_scrub_the_last_position_is_shown_and_few_were_asked_for(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = ready(seen)
    page.evaluate(
        "for (let k = 0; k < 60; k += 1) document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}))"
    )
    shows(page, session(-61))
    is_marked(page, session(-61))
    expect(face(page, "score")).to_have_text(score(market, session(-61)))
    assert sum("/api/at" in url or "/api/faces" in url for url in seen.requests) < 12
    assert not [url for url in seen.requests if "/history" in url and "as_of" in url], (
        "series are cut here, not fetched"
    )


def test_in_the_past_nothing_is_polled_back_and_nothing_can_be_written(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = ready(seen)
    page.keyboard.press("ArrowLeft")
    shows(page, session(-2))
    expect(page).to_have_url(re.compile("as_of"))
    asked = [seen.asked(f"/api/{key}/current") for key in CARDS]
    seen.stop_the_clock()
    seen.later(1900)
    expect(page.locator("#connection")).to_have_text("live")
    shows(page, session(-2))
    assert [seen.asked(f"/api/{key}/current") for key in CARDS] == asked


def test_one_fault_on_the_server_dims_one_card(market: Site, visit: OpenPage) -> None:
    seen = visit(market)
    page = ready(seen)
    detail = {"title": "Internal", "status": 500, "detail": "A fault."}
    for address in ("**/api/at?*", "**/api/faces?*"):
        page.route(address, lambda route: route.fulfill(status=500, json=detail))
    page.route("**/api/regime/current?*", lambda route: route.fulfill(status=500, json=detail))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#regime-section")).to_have_attribute("data-state", "degraded")
    expect(page.locator("#regime-section [data-fact=reason]")).to_have_text("A fault.")
    expect(page.locator("#breadth-section")).to_have_attribute("data-as-of", session(-2))
    expect(face(page, "score")).to_have_text(score(market, session(-2)))


def test_without_the_server_the_bar_says_so_and_the_page_follows_when_it_is_back(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market))
    is_away = True

    def answered(route: Route) -> None:
        route.abort() if is_away else route.fallback()

    for address in ("**/api/at?*", "**/api/faces?*"):
        page.route(address, answered)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-time=trouble]")).to_contain_text("cannot be reached")
    is_away = False
    shows(page, session(-2))
    expect(page.locator("[data-time=trouble]")).to_be_hidden()


def too_young(result: Result, t: int) -> Any:
    if t < 200:
        raise ComputeFailed("This section knows nothing before its 200th session.")
    return BREADTH.endpoint("current").data(result, t)  # type: ignore[arg-type]


def test_a_section_that_fails_for_a_session_says_why_in_its_card(open_site: OpenSite, visit: OpenPage) -> None:
    young = replace(BREADTH, endpoints=(replace(BREADTH.endpoints[0], data=too_young), *BREADTH.endpoints[1:]))
    site = open_site(young)
    site.show(demo_panel(SYMBOLS, SESSIONS))
    page = visit(site).page
    expect(page.locator("#time")).to_have_attribute("data-ready", "yes")
    page.locator("#time input[type=date]").fill(session(150))
    card = page.locator("#breadth-section")
    expect(card.locator("[data-fact=reason]")).to_have_text("This section knows nothing before its 200th session.")
    expect(card).to_have_attribute("data-state", "degraded")
    page.keyboard.press("Escape")
    page.locator("[data-action=today]").click()
    expect(card).to_have_attribute("data-state", "ok")
    expect(card).to_have_attribute("data-as-of", session(-1))


def test_on_a_phone_the_bar_fits_and_its_buttons_step(market: Site, visit: OpenPage) -> None:
    page = ready(visit(market, PHONE))
    page.locator("[data-step='-1']").click()
    shows(page, session(-2))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
