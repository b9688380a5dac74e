"""What a card says of its own figures: loading, ok, stale, degraded, error, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from browser.visits import OpenPage, OpenSite, Site
from markets import demo_panel, index_only_panel
from playwright.sync_api import Route, expect

from dashboard.market.panel import Panel
from dashboard.section import Result
from dashboard.sections.breadth import SECTION as BREADTH

BREADTH_API = "**/api/breadth/*"
OUT_OF_DISK = (
    '{"title": "The database is not available", "status": 503, "detail": "The disk is full: free some space."}'
)


def fail(route: Route) -> None:
    route.fulfill(status=503, content_type="application/problem+json", body=OUT_OF_DISK)


def test_a_card_loads_calmly_until_its_figures_are_there(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    seen = visit(site).is_state("loading")
    expect(seen.card.locator("> :first-child")).to_have_text("Loading Market Breadth...")
    expect(seen.card.locator("> .loading")).to_be_visible()
    expect(seen.card.get_by_role("button", name="Retry now")).to_be_hidden()
    site.show()
    seen.later(3)
    seen.is_state("ok")
    expect(seen.card).to_have_attribute("data-as-of", "2019-12-31")
    expect(seen.card.locator("> .loading")).to_be_hidden()
    assert seen.figure("advances") == str(site.data("/api/breadth/current")["advances"])
    assert seen.troubles == []


def test_the_first_paint_tells_the_verdict_before_any_script_runs(site: Site, visit: OpenPage) -> None:
    seen = visit(site, java_script_enabled=False)
    data = site.data("/api/breadth/current")
    seen.is_state("ok")
    assert seen.figure("label").split(maxsplit=1)[1].lower().replace(" ", "_") == data["label"]
    assert seen.figure("score") == f"{data['score']:.1f}"
    assert seen.figure("label_since") == data["label_since"]
    expect(seen.card.locator("[data-fact=as_of]")).to_have_text("2019-12-31")


def test_a_failed_poll_dims_the_card_keeps_its_figures_and_says_why(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    kept = seen.card.locator(".card-body").inner_text()
    seen.stop_the_clock()
    seen.page.route(BREADTH_API, fail)
    seen.later(901)
    seen.is_state("stale")
    expect(seen.card.locator("[data-fact=reason]")).to_contain_text("The disk is full: free some space.")
    expect(seen.card.get_by_role("button", name="Retry now")).to_be_visible()
    assert seen.card.locator(".card-body").inner_text() == kept
    assert float(seen.card.locator(".card-body").evaluate("(body) => getComputedStyle(body).opacity")) < 0.9
    expect(seen.card).to_have_attribute("data-as-of", "2019-12-31")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html>a proxy's error page</html>", "could not be read"),
        ('{"section": "breadth", "da', "could not be read"),
        ("{}", "could not be understood"),
        ('{"status": "ok", "data": null}', "could not be understood"),
    ],
    ids=["html", "cut short", "empty", "ok without figures"],
)
def test_garbage_is_a_failed_poll_whatever_its_status(site: Site, visit: OpenPage, body: str, words: str) -> None:
    seen = visit(site).drawn()
    kept = seen.card.locator(".card-body").inner_text()
    seen.stop_the_clock()
    seen.page.route(BREADTH_API, lambda route: route.fulfill(status=200, content_type="application/json", body=body))
    seen.later(901)
    seen.is_state("stale")
    expect(seen.card.locator("[data-fact=reason]")).to_contain_text(words)
    assert seen.card.locator(".card-body").inner_text() == kept


def test_a_card_recovers_by_itself_when_the_server_does(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    seen.stop_the_clock()
    seen.page.route(BREADTH_API, fail)
    seen.later(901)
    seen.is_state("stale")
    seen.page.unroute(BREADTH_API)
    seen.later(2.1)
    seen.is_state("ok")
    expect(seen.card.locator("[data-fact=reason]")).to_be_empty()
    expect(seen.card.get_by_role("button", name="Retry now")).to_be_hidden()


def test_retry_now_does_not_wait(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    seen.stop_the_clock()
    seen.page.route(BREADTH_API, fail)
    seen.later(901)
    seen.is_state("stale")
    seen.page.unroute(BREADTH_API)
    seen.card.get_by_role("button", name="Retry now").click()
    seen.is_state("ok")


def test_a_computation_that_fails_on_the_server_shows_within_a_pulse_and_heals(
    open_site: OpenSite, visit: OpenPage
) -> None:
    failing = False

    def compute(panel: Panel, previous: Result | None) -> Result:
        if failing:
            raise ValueError("the sector file is torn")
        return BREADTH.compute(panel, previous)

    site = open_site(replace(BREADTH, compute=compute))
    site.show()
    seen = visit(site).drawn()
    kept = seen.figure("score")
    failing = True
    site.home.desk.refresh("breadth", fresh_input=True)
    seen.later(16)
    seen.is_state("stale")
    expect(seen.card.locator("[data-fact=reason]")).to_contain_text("the sector file is torn")
    assert seen.figure("score") == kept
    failing = False
    site.home.desk.refresh("breadth", fresh_input=True)
    seen.later(16)
    seen.is_state("ok")


def test_new_sessions_reach_the_page_within_a_pulse(open_site: OpenSite, visit: OpenPage) -> None:
    site, whole = open_site(), demo_panel()
    site.show(replace(whole.first(len(whole.sessions) - 1), revision="yesterday"))
    seen = visit(site)
    expect(seen.card).to_have_attribute("data-as-of", "2019-12-30")
    site.show(whole)
    seen.later(16)
    expect(seen.card).to_have_attribute("data-as-of", "2019-12-31")
    seen.is_state("ok")


def test_a_market_without_stocks_gets_a_sentence_in_place_of_figures(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.show(index_only_panel())
    seen = visit(site).is_state("degraded")
    reason = site.home.get("/api/breadth/current").get_json()["reason"]
    expect(seen.card.locator("[data-fact=reason]")).to_have_text(reason)
    expect(seen.card.locator(".card-body")).to_be_hidden()
    assert seen.troubles == []


def test_the_distance_to_the_exchange_is_loud_beside_every_session(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site()
    site.home.clock.wall = datetime(2020, 1, 3, 23, 0, tzinfo=UTC)
    site.show()
    seen = visit(site)
    for place in (seen.card.locator("[data-fact=behind]"), seen.page.locator("[data-market=behind]")):
        expect(place).to_have_text("2 sessions behind the exchange")


def test_a_market_that_is_up_to_date_says_nothing_of_distance(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    expect(seen.card.locator("[data-fact=behind]")).to_be_hidden()
    expect(seen.page.locator("[data-market=behind]")).to_be_hidden()


def test_a_lost_server_is_told_in_the_strip_and_found_again(site: Site, visit: OpenPage) -> None:
    seen = visit(site)
    strip = seen.page.locator("#connection")
    expect(strip).to_have_text("live")
    seen.page.route("**/api/pulse", lambda route: route.abort())
    seen.later(16)
    expect(strip).to_have_text("not connected")
    seen.page.unroute("**/api/pulse")
    seen.later(2.1)
    expect(strip).to_have_text("live")


def test_figures_of_a_market_that_is_gone_do_not_stand_under_the_next_ones_name(site: Site, visit: OpenPage) -> None:
    seen = visit(site, path="/").drawn()
    score = seen.card.locator('.card-face [data-figure="score"]').first
    expect(score).to_be_visible()
    site.home.desk.board.forget()
    seen.later(16)
    seen.is_state("loading")
    expect(score).to_be_hidden()
    expect(seen.card.locator("[data-fact=reason]")).to_contain_text("has not finished yet")
    site.show()
    seen.later(16)
    seen.is_state("ok")
    expect(score).to_be_visible()


def test_in_the_past_no_other_sessions_figures_stand_in_for_those_that_are_still_computed(
    site: Site, visit: OpenPage
) -> None:
    seen = visit(site, path="/").drawn()
    expect(seen.page.locator("#time")).to_have_attribute("data-ready", "yes")
    expect(seen.card.locator('.card-face [data-figure="label"]').first).to_be_visible()
    site.home.desk.board.update(
        "breadth", result=None
    )  # as after a restart: the newest figures are there, the past is not yet
    seen.page.keyboard.press("ArrowLeft")
    seen.later(1)
    seen.is_state("loading")
    expect(seen.card.locator('.card-face [data-figure="label"]').first).to_be_hidden()
