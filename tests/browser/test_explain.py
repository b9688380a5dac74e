"""The card that opens on a figure: by pointer and by keyboard, of the session that the page shows; it says what the API says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.visits import PHONE, Site, Visit, shared_visit
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.sections import discover

BREADTH = "#breadth-section .card-body"
OPEN = "/?open=breadth"


@pytest.fixture(scope="module")
def seen(desk: Site, browser: Browser) -> Iterator[Visit]:
    """One page for all tests that leave nothing open behind them."""
    with shared_visit(browser, desk.url + OPEN) as visit:
        yield visit


@pytest.fixture
def page(seen: Visit) -> Iterator[Page]:
    yield seen.page
    seen.page.evaluate("document.getElementById('explain')?.hidePopover()")


def answered(page: Page) -> Locator:
    expect(page.locator("#explain .explain-meaning")).to_be_visible()
    return page.locator("#explain")


def ask(page: Page, name: str, card: str = BREADTH) -> Locator:
    """Press the figure in the open card, and wait for what it means."""
    page.locator(f'{card} [data-figure="{name}"]').first.click()
    return answered(page)


def told(desk: Site, path: str) -> dict[str, Any]:
    body: dict[str, Any] = desk.data(f"/api/explain/{path}")
    return body


def test_a_press_on_a_figure_says_what_it_means_where_it_stands_and_what_went_in(
    seen: Visit, page: Page, desk: Site
) -> None:
    assert seen.asked("/static/js/explain/card.js") == 0, "its code comes with the first question"
    card, data = ask(page, "above_50"), told(desk, "breadth/above_50")
    expect(card.get_by_role("heading", level=2)).to_have_text(f"{data['title']} SMA 50")
    expect(card.locator(".explain-value b")).to_have_text(f"{data['value']:.1f} %")
    expect(card.locator(".explain-standing")).to_contain_text(f"of its last {data['percentile_of']} values")
    expect(card.locator(".explain-meaning")).to_have_text(data["meaning"])
    (went_in,) = data["inputs"]
    expect(card.locator(".explain-table tbody")).to_contain_text(f"{went_in['valid']} of {went_in['members']}")
    picture = card.locator(".explain-picture").get_attribute("aria-label") or ""
    assert data["history"]["session"][0] in picture
    assert f"newest {data['value']:.1f} %" in picture
    expect(card.get_by_role("link", name="All methods")).to_have_attribute("href", "/methods#breadth-above_sma_pct")
    assert seen.troubles == []


def test_the_keyboard_opens_it_walks_on_and_gets_its_focus_back(seen: Visit, page: Page) -> None:
    page.locator(f'{BREADTH} [data-figure="label"]').focus()
    page.keyboard.press("ArrowRight")
    since = page.locator(f'{BREADTH} [data-figure="label_since"]')
    for key in ("Enter", " "):
        expect(since).to_be_focused()
        page.keyboard.press(key)
        expect(answered(page).get_by_role("heading", level=2)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#explain")).to_be_hidden()
    expect(since).to_be_focused()
    expect(seen.card).to_have_attribute("data-open", "yes")


def test_a_table_is_one_stop_and_its_cells_tell_of_their_row(page: Page, desk: Site) -> None:
    page.locator('.scroll[aria-label="Sectors"]').focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    card = answered(page)
    sector = str(page.locator('[data-table="sectors"] tbody tr').nth(1).get_attribute("data-symbol"))
    expect(card.locator("h2")).to_contain_text(sector)


def test_a_cell_of_a_row_is_asked_about_that_row(page: Page, desk: Site) -> None:
    row = page.locator('[data-table="sectors"] tbody tr').nth(2)
    sector = str(row.get_attribute("data-symbol"))
    row.locator('[data-figure="sector_50"]').click()
    data = told(desk, f"breadth/sector_50?symbol={sector}")
    expect(answered(page).locator(".explain-value b")).to_have_text(f"{data['value']:.1f} %")


def test_a_button_inside_a_figure_keeps_its_own_meaning(page: Page) -> None:
    page.locator('[data-table="sectors"]').get_by_role("button", name="SMA 50").click()
    expect(page.locator('[data-table="sectors"] [aria-sort]')).to_have_count(1)
    expect(page.locator("#explain:popover-open")).to_have_count(0)


def test_in_the_time_machine_it_tells_of_the_session_on_the_card(seen: Visit, page: Page, desk: Site) -> None:
    today = seen.card.get_attribute("data-as-of")
    seen.card.evaluate("card => { card.dataset.asOf = '2019-06-28'; }")
    card, then = ask(page, "score"), told(desk, "breadth/score?as_of=2019-06-28")
    expect(card.locator(".explain-value b")).to_have_text(f"{then['value']:.1f} of 100")
    expect(card.locator("caption")).to_have_text("As of 2019-06-28")
    expect(card.locator(".explain-past figcaption")).to_contain_text("2019-06-28")
    seen.card.evaluate("(card, day) => { card.dataset.asOf = day; }", today)


def test_why_the_regime_changed_stands_before_and_after_side_by_side(page: Page, desk: Site) -> None:
    card, turn = ask(page, "label", '#verdict [data-of="regime"]'), told(desk, "regime/label")["turn"]
    heading = f"Why it changed on {turn['on']}: {turn['from']} to {turn['to']}".replace("_", " ")
    expect(card.locator(".explain-turn h3")).to_have_text(heading)
    expect(card.locator(".explain-turn")).to_contain_text(turn["reason"])
    expect(card.locator(".explain-turn tbody th")).to_have_text([row["name"] for row in turn["components"]])
    for when in ("before", "after"):
        expect(card.locator(".explain-turn thead")).to_contain_text(turn[when]["session"])


def test_a_question_without_an_answer_is_told_in_the_card(page: Page) -> None:
    page.route("**/api/explain/**", lambda route: route.fulfill(status=500, json={"detail": "The dog ate it."}))
    page.locator(f'{BREADTH} [data-figure="score"]').first.click()
    expect(page.locator("#explain")).to_contain_text("The dog ate it.")
    page.unroute("**/api/explain/**")


def test_every_figure_that_a_module_draws_is_explained(page: Page) -> None:
    """Names that modules make up as they draw, such as one per window, are on the page only now."""
    for section in discover():
        page.locator(f'.tab[data-opens="{section.key}"]').click()
        card = page.locator(f"#{section.key}-section")
        expect(card).to_have_attribute("data-drawn", "yes")
        expect(card.locator(".card-body .placeholder").locator("visible=true")).to_have_count(0)
        for name in card.locator("[data-figure]").evaluate_all(
            "all => [...new Set(all.map((one) => one.dataset.figure))]"
        ):
            section.explained(name)  # KeyError names the one that is not


def test_on_a_phone_it_is_a_sheet_at_the_foot_and_the_figure_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator('.tab[data-opens="breadth"]').click()
    card, figure = ask(page, "above_200"), page.locator(f'{BREADTH} [data-figure="above_200"]')
    box, place = card.bounding_box(), figure.bounding_box()
    assert box is not None
    assert place is not None
    assert (box["x"], box["width"]) == (0, PHONE[0])
    assert round(box["y"] + box["height"]) == PHONE[1]
    assert place["y"] + place["height"] <= box["y"]
