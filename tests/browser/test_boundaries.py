"""A section fails alone: what one module does wrong stays in its own card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from browser.visits import OpenPage, OpenSite, Site
from builders import section
from flask import Blueprint
from playwright.sync_api import expect

from dashboard.section import Section
from dashboard.sections.breadth import SECTION as BREADTH

BREADTH_SCRIPT = "**/sections/breadth/static/*/breadth.js"
SOUND = 'export default (body) => ({ render: ({ current }) => { body.querySelector("p").textContent = current.data.mean; } });'
THROWS = {
    "while loading": 'throw new Error("torn module");',
    "while mounting": 'export default () => { throw new Error("torn module"); };',
    "while drawing": 'export default () => ({ render() { throw new Error("torn module"); } });',
    "later in drawing": 'export default () => ({ async render() { await null; throw new Error("torn module"); } });',
}


@pytest.fixture
def neighbour(tmp_path: Path) -> Section:
    """A section of three lines beside breadth, with a card and a module of its own."""
    (tmp_path / "templates" / "mean").mkdir(parents=True)
    (tmp_path / "templates" / "mean" / "card.html").write_text("<p>not yet</p>")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "mean.js").write_text(SOUND)
    blueprint = Blueprint(
        "mean", __name__, root_path=str(tmp_path), template_folder="templates", static_folder="static",
        static_url_path="/sections/mean/static",
    )  # fmt: skip
    return section(blueprint=blueprint)


@pytest.mark.parametrize("script", THROWS.values(), ids=THROWS.keys())
def test_a_module_that_throws_dims_its_own_card_only(
    open_site: OpenSite, visit: OpenPage, neighbour: Section, script: str
) -> None:
    site = open_site(BREADTH, neighbour)
    site.show()
    (Path(str(neighbour.blueprint.static_folder)) / "mean.js").write_text(script)
    seen = visit(site)
    torn = seen.page.locator("#mean-section")
    expect(torn).to_have_attribute("data-state", "error")
    expect(torn.locator("[data-fact=reason]")).to_contain_text("torn module")
    expect(seen.card).to_have_attribute("data-drawn", "yes")
    expect(seen.card).to_have_attribute("data-state", "ok")
    assert seen.figure("advances") == str(site.data("/api/breadth/current")["advances"])
    expect(seen.page.locator("#connection")).to_have_text("live")


def test_breadth_torn_keeps_its_first_verdict_and_its_neighbour(
    open_site: OpenSite, visit: OpenPage, neighbour: Section
) -> None:
    site = open_site(BREADTH, neighbour)
    site.show()
    seen = visit(site, path="/?open=breadth")
    seen.page.route(
        BREADTH_SCRIPT, lambda route: route.fulfill(content_type="text/javascript", body=THROWS["while drawing"])
    )
    seen.page.reload()
    expect(seen.card).to_have_attribute("data-state", "error")
    assert seen.figure("score") == f"{site.data('/api/breadth/current')['score']:.1f}"
    expect(seen.page.locator("#mean-section")).to_have_attribute("data-state", "ok")
    expect(seen.page.locator("#mean-section p").last).to_have_text(str(site.data("/api/mean/current")["mean"]))


def test_a_chart_library_that_does_not_load_costs_the_chart_only(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    seen.page.route("**/vendor/*", lambda route: route.abort())
    seen.page.reload()
    expect(seen.card).to_have_attribute("data-state", "error")
    assert seen.figure("advances") == str(site.data("/api/breadth/current")["advances"])
    expect(seen.card.locator('[data-table="movers"] tbody tr')).to_have_count(10)
    shown = seen.card.locator("[data-figure=trin]").evaluate("(node) => getComputedStyle(node).color")
    assert shown != "rgba(0, 0, 0, 0)"


def test_slots_of_sections_to_come_wait_calmly_and_ask_for_nothing(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    seen.later(3600)
    for key, title, seconds in (
        ("regime", "Market Regime", "1800"),
        ("position", "Position Sizing", "0"),
        ("timeframe", "Multi-Timeframe Analysis", "300"),
        ("index", "Index Analysis", "300"),
    ):
        slot = seen.page.locator(f"#dashboard > #{key}-section[data-service={key}][data-refresh='{seconds}']")
        expect(slot).to_have_attribute("data-state", "loading")
        expect(slot.locator("> :first-child")).to_have_text(f"Loading {title}...")
        assert not any(f"/api/{key}/" in url for url in seen.requests)
    order = seen.page.locator("#dashboard > section").evaluate_all("(all) => all.map((one) => one.dataset.service)")
    assert order == ["regime", "position", "timeframe", "breadth", "index"]


ASKS = """export default (body, kit) => ({
  render: async () => {
    const answer = await kit.ask("history", { sessions: 2 });
    const refused = await kit.ask("history", { symbol: "A" }).catch((error) => error.message);
    body.querySelector("p").textContent = `${answer.data.session.length} sessions; ${refused}`;
  },
});"""


def test_what_a_card_does_not_need_at_once_it_asks_for_with_parameters(
    open_site: OpenSite, visit: OpenPage, neighbour: Section
) -> None:
    (Path(str(neighbour.blueprint.static_folder)) / "mean.js").write_text(ASKS)
    (Path(str(neighbour.blueprint.static_folder)) / "mean.css").write_text("#mean-section p { letter-spacing: 3px; }")
    current, history = neighbour.endpoints
    site = open_site(BREADTH, replace(neighbour, endpoints=(current, replace(history, on_card=False))))
    site.show()
    seen = visit(site).drawn()
    words = seen.page.locator("#mean-section .card-body p")
    expect(words).to_contain_text("2 sessions; 'symbol' is not a parameter")
    expect(words).to_have_css("letter-spacing", "3px")
    assert seen.asked("/api/mean/history") == 2
