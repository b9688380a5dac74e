"""The page as a whole: quiet, local, themed, slow when nobody looks; and its words for numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.visits import OpenPage, OpenSite, Site
from markets import demo_panel
from playwright.sync_api import expect

FIGURES = "/api/breadth/"
FORMAT = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "js" / "format.js"


def test_a_visit_complains_of_nothing_and_asks_no_other_machine(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    seen.card.get_by_role("button", name="All", exact=True).click()
    seen.later(1000)
    assert seen.troubles == []
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(site.url).netloc}


def test_figures_that_did_not_change_are_not_sent_again(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    statuses: list[int] = []
    seen.page.on("response", lambda response: FIGURES in response.url and statuses.append(response.status))
    with seen.page.expect_response("**/api/breadth/current"):
        seen.later(901)
    assert set(statuses) == {304}


GROUND, UP = (
    "getComputedStyle(document.body).backgroundColor",
    "getComputedStyle(document.documentElement).getPropertyValue('--bull')",
)


def test_the_looks_follow_the_system_until_they_are_chosen_and_the_choice_stays(site: Site, visit: OpenPage) -> None:
    seen = visit(site, color_scheme="light").drawn()
    before = [seen.page.evaluate(look) for look in (GROUND, UP)]
    seen.page.get_by_role("button", name="Settings").click()
    seen.page.get_by_label("Dark").check()
    seen.page.get_by_label("East Asia").check()
    chosen = [seen.page.evaluate(look) for look in (GROUND, UP)]
    assert all(now != then for now, then in zip(chosen, before, strict=True))
    seen.page.keyboard.press("Escape")
    expect(seen.page.get_by_role("dialog", name="Settings")).to_be_hidden()
    expect(seen.card).to_have_attribute("data-open", "yes")  # the key closed the menu and nothing else
    seen.page.reload()
    assert [seen.page.evaluate(look) for look in (GROUND, UP)] == chosen
    seen.page.get_by_role("button", name="Settings").click()
    expect(seen.page.get_by_label("Dark")).to_be_checked()
    expect(seen.page.get_by_label("East Asia")).to_be_checked()


def test_demo_data_say_so(open_site: OpenSite, visit: OpenPage) -> None:
    site, panel = open_site(), demo_panel()
    site.show(panel)
    assert panel.market.demo
    expect(visit(site).page.get_by_text("DEMO DATA")).to_be_visible()
    site.show(replace(panel, market=replace(panel.market, demo=False), revision="real"))
    expect(visit(site).page.get_by_text("DEMO DATA")).to_be_hidden()


def test_the_chart_library_is_credited(site: Site, visit: OpenPage) -> None:
    credit = visit(site).page.get_by_role("link", name="TradingView Lightweight Charts™")
    expect(credit).to_have_attribute("href", "https://www.tradingview.com/")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("f.fixed(1234.5)", "1,234.5"),
        ("f.fixed(-0.25, 2)", "−0.25"),
        ("f.fixed(null)", "—"),
        ("f.fixed(NaN)", "—"),
        ("f.fixed(0)", "0.0"),
        ("f.signed(2)", "+2.0"),
        ("f.signed(-2.06)", "−2.1"),
        ("f.signed(-0.04)", "±0.0"),
        ("f.signed(undefined)", "—"),
        ("f.percent(95.1)", "95.1 %"),
        ("f.volume(1160926335)", "1.16 bn"),
        ("f.volume(221670)", "221.67 k"),
        ("f.volume(0)", "0"),
        ("f.volume(null)", "—"),
        (
            "[1, 2, 3, 4, 11, 12, 13, 21, 82, 100].map(f.ordinal).join(' ')",
            "1st 2nd 3rd 4th 11th 12th 13th 21st 82nd 100th",
        ),
        ("f.plural(1, 'session')", "1 session"),
        ("f.plural(1724, 'session')", "1,724 sessions"),
        ("f.plural(0, 'session')", "0 sessions"),
        ("f.direction(-0.04)", "flat"),
        ("f.direction(-0.06)", "down"),
        ("f.why('a_reason_of_tomorrow')", "a reason of tomorrow"),
        ("f.clock('2019-12-31T21:05:00Z', 'America/New_York')", "2019-12-31 16:05 EST"),
        ("f.upcoming('2019-07-01T13:30:00Z', 'America/New_York')", "Mon 09:30 EDT"),
    ],
)
def test_numbers_become_words(words_of: Callable[[str], Any], expression: str, words: str) -> None:
    assert words_of(expression) == words


@pytest.fixture(scope="module")
def words_of(browser: Any) -> Any:
    """Evaluates an expression over the page's format module, without a server: it needs nothing else."""
    source = FORMAT.read_text()
    page = browser.new_page()
    page.evaluate(
        "(source) => import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))).then((f) => { window.f = f; })",
        source,
    )
    yield page.evaluate
    page.close()
