"""The alerts' card on the health page: what fires, who was told, a mute and a test from the page itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from alert_receivers import Receiver, receiving
from alert_worlds import market
from browser.visits import PHONE, OpenPage, Site, Visit, served
from builders import panel, section
from house import WEEK, Opener
from playwright.sync_api import Locator, expect

NOON = datetime(2018, 2, 7, 17, tzinfo=UTC)


@pytest.fixture
def open_house(house: Opener) -> Iterator[Callable[..., Site]]:
    """Opens sites with settings of alerts, one quiet section, and a clock that stands at noon."""
    contexts = []

    def open_one(**environment: str) -> Site:
        home = house(section(), **environment)
        home.clock.wall = NOON
        home.show(panel(WEEK))
        context = served(home.app)
        contexts.append(context)
        return Site(home, context.__enter__())

    yield open_one
    for context in contexts:
        context.__exit__(None, None, None)


def behind(site: Site, sessions: int, looks: int = 5) -> None:
    """The data are so far behind, for so many looks, each followed by a round of sending."""
    watchman = site.home.app.extensions["watchman"]()
    if site.home.desk.sources[0].state == "waiting":
        site.home.desk.sources[0].state = "ok"
    site.home.desk.market_state = lambda: market(sessions)  # type: ignore[method-assign]
    for _ in range(looks):
        site.home.clock.advance(30)
        watchman.evaluate()
        watchman.sender.run()


def card(seen: Visit) -> Locator:
    return seen.page.locator("#alerts")


def fact(seen: Visit, name: str) -> Locator:
    return card(seen).locator(f'[data-fact="{name}"]')


def test_a_quiet_house_says_what_it_looks_for_and_how_to_be_told(
    open_house: Callable[..., Site], visit: OpenPage
) -> None:
    seen = visit(open_house(), path="/health")
    expect(fact(seen, "state")).to_have_text("✓ Nothing fires. Nobody has looked yet.")
    expect(card(seen).locator(".alert-rule")).to_have_count(8)
    expect(card(seen).locator('[data-alerts="help"]')).to_contain_text("ALERT_WEBHOOKS")
    expect(card(seen).locator('[data-alerts="test"]')).to_be_disabled()
    expect(fact(seen, "dead-man")).to_contain_text("DEAD_MAN_URL")
    expect(fact(seen, "past")).to_have_text("Nothing has fired yet.")
    assert seen.troubles == []


def test_what_fires_is_told_on_the_page_with_who_was_told_and_then_is_history(
    open_house: Callable[..., Site], visit: OpenPage
) -> None:
    with receiving() as receiver:
        site = open_house(ALERT_WEBHOOKS=receiver.url)
        behind(site, 1)
        seen = visit(site, path="/health")
        incident = fact(seen, "now").locator(".alert")
        expect(incident).to_contain_text("The data are old: the last bars are of 2018-02-06")
        expect(incident).to_contain_text("told: webhook 127.0.0.1")
        expect(fact(seen, "state")).to_contain_text("1 alert fires.")
        expect(card(seen).locator('[data-rule="stale_data"][data-state="firing"]')).to_have_count(1)
        behind(site, 0)
        seen.later(6)
        expect(incident).to_have_count(0)
        expect(fact(seen, "past").locator(".alert")).to_contain_text("end told: webhook 127.0.0.1")
        expect(fact(seen, "past").locator(".alert")).to_contain_text("The bars are up to date again")
        assert [request.json["kind"] for request in receiver.received] == ["fired", "resolved"]
        assert seen.troubles == []


def test_a_mute_is_made_and_ended_on_the_page(open_house: Callable[..., Site], visit: OpenPage) -> None:
    site = open_house()
    seen = visit(site, path="/health")
    card(seen).locator("select[name=rule]").select_option("stale_data")
    card(seen).get_by_text("8 h", exact=True).click()
    card(seen).locator("input[name=reason]").fill("<b>the vendor</b> is late")
    card(seen).get_by_role("button", name="Mute", exact=True).click()
    muted = fact(seen, "mutes").locator("li")
    expect(muted).to_contain_text("Data stale muted")
    expect(muted).to_contain_text("<b>the vendor</b> is late")
    expect(card(seen).locator('.alert-rule[data-rule="stale_data"]')).to_contain_text("muted")
    (mute,) = site.home.get("/api/alerts").get_json()["mutes"]
    assert (mute["rule"], mute["until"], mute["made_by"]) == ("stale_data", "2018-02-08T01:00:00Z", "page")
    behind(site, 1)
    seen.later(6)
    expect(fact(seen, "now").locator(".alert")).to_contain_text("muted, so nobody is told yet")
    muted.get_by_role("button", name="End it").click()
    expect(muted).to_have_count(0)
    assert site.home.get("/api/alerts").get_json()["mutes"] == []


def test_a_test_from_the_page_tells_per_channel_what_became_of_it(
    open_house: Callable[..., Site], visit: OpenPage
) -> None:
    with receiving() as good, receiving(Receiver(answers=[400])) as bad:
        site = open_house(ALERT_WEBHOOKS=f"{good.url} {bad.url}")
        seen = visit(site, path="/health")
        card(seen).locator('[data-alerts="test"]').click()
        expect(fact(seen, "tested")).to_contain_text("on its way")
        site.home.app.extensions["watchman"]().sender.run()
        seen.later(6)
        expect(fact(seen, "tested")).to_contain_text("✓ webhook 127.0.0.1 took it")
        expect(fact(seen, "tested")).to_contain_text("✕ webhook 127.0.0.1 2: 127.0.0.1 answered HTTP 400")
        expect(fact(seen, "channels").locator("li").nth(1)).to_contain_text("✕ 127.0.0.1 answered HTTP 400")


def test_what_another_incident_explains_stands_below_it_and_says_so(
    open_house: Callable[..., Site], visit: OpenPage
) -> None:
    site = open_house()
    source = site.home.desk.sources[0]
    source.state, source.reason, source.breaker.failures = "failed", "The folder is gone.", 5
    behind(site, 1)
    incidents = fact(visit(site, path="/health"), "now").locator(".alert")
    expect(incidents).to_have_count(2)
    expect(incidents.first).to_contain_text("The folder is gone.")
    expect(incidents.last).to_contain_text("explained by Source down, so it is not told apart")


def test_it_fits_a_phone(open_house: Callable[..., Site], visit: OpenPage) -> None:
    site = open_house()
    behind(site, 1)
    seen = visit(site, PHONE, path="/health")
    expect(fact(seen, "now").locator(".alert")).to_have_count(1)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
