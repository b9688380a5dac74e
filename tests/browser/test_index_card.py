"""The index card draws what the API says: trend, ladder, chart with divergences, records; and what is missing says why."""

from __future__ import annotations

from typing import Any

import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site, card_of, rows_of, signed
from index_markets import indices, walk
from markets import demo_panel
from playwright.sync_api import expect

from dashboard.sections.index import SECTION


@pytest.fixture
def indexed(open_site: OpenSite) -> Site:
    """The index section of the small demo market, computed."""
    site = open_site(SECTION)
    site.show(demo_panel())
    return site


def test_trend_ladder_and_records_say_what_the_api_says(indexed: Site, visit: OpenPage) -> None:
    seen = visit(indexed)
    card = card_of(seen, "index")
    data: Any = indexed.data("/api/index/sma")
    trend = data["trend"]
    expect(card.locator('.card-body [data-figure="label"]')).to_have_attribute("data-trend", trend["label"])
    expect(card.locator('[data-figure="above_50"]')).to_have_text(f"{trend['above']['50']} of {trend['valid']}")
    ladder = rows_of(card, "ladder")
    assert ladder.count() == len(data["indices"])
    for place, row in enumerate(data["indices"]):
        words = ladder.nth(place).inner_text()
        assert row["symbol"] in words
        for rung in row["sma"].values():
            assert f"{'▲' if rung['above'] else '▼'} {signed(rung['distance_pct'], 1)} %" in words
            assert f"flips at {rung['flip_close']:,.{2 if rung['flip_close'] < 100 else 1}f}" in words
    records = indexed.data("/api/index/divergence")["records"]
    shown = rows_of(card, "records").locator("td:last-child").all_inner_texts()
    assert shown == [record["words"] for record in records]
    assert seen.troubles == []


def test_the_picker_and_the_families_choose_what_chart_and_table_show(indexed: Site, visit: OpenPage) -> None:
    seen = visit(indexed)
    card = card_of(seen, "index")
    every = indexed.data("/api/index/divergence")["divergences"]
    symbols = [row["symbol"] for row in indexed.data("/api/index/sma")["indices"]]
    card.get_by_role("group", name="Index", exact=True).get_by_role("button", name=symbols[1], exact=True).click()
    history = indexed.data(f"/api/index/history?symbol={symbols[1]}")
    expect(card.locator("[data-legend] [data-line=close] b")).to_have_text(f"{history['close'][-1]:,.2f}")
    own = [one for one in every if one["symbol"] == symbols[1]]
    assert rows_of(card, "divergences").count() == len(own)
    card.get_by_role("group", name="Kind of divergence").get_by_role("button", name="MACD").click()
    macd = [one["confirmed_on"] for one in own if one["kind"].startswith("macd")]
    dates = rows_of(card, "divergences").locator("td:nth-child(3) span span").all_inner_texts()
    assert dates == macd
    card.locator("[data-chart]").focus()
    for _ in range(2):
        seen.page.keyboard.press("ArrowLeft")
    expect(card.locator("[data-legend] .legend-session")).to_have_text(history["session"][-2])


def test_after_a_restart_the_chart_says_why_it_is_empty_until_the_record_is_there(
    indexed: Site, visit: OpenPage
) -> None:
    seen = visit(indexed)
    card = card_of(seen, "index")
    reason = "Past sessions can be shown once the first computation has finished."
    body = f'{{"status": "loading", "reason": "{reason}", "as_of": null, "data": null}}'
    seen.page.route(
        "**/api/index/history*", lambda route: route.fulfill(status=202, content_type="application/json", body=body)
    )
    choose = card.get_by_role("group", name="Index", exact=True).get_by_role("button")
    choose.nth(1).click()
    expect(card.locator('[data-figure="chart_note"]')).to_have_text(reason)
    expect(card.locator("[data-legend] [data-line=close] b")).to_have_text("—")
    seen.page.unroute("**/api/index/history*")
    choose.nth(2).click()
    expect(card.locator('[data-figure="chart_note"]')).to_be_empty()
    closes = indexed.data("/api/index/sma")["indices"]
    expect(card.locator("[data-legend] [data-line=close] b")).to_have_text(f"{closes[2]['close']:,.2f}")


def test_a_young_index_says_what_it_waits_for(open_site: OpenSite, visit: OpenPage) -> None:
    site = open_site(SECTION)
    site.show(indices({"OLD": walk(300, 1), "NEW": [float("nan")] * 200 + walk(100, 2).tolist()}))
    card = card_of(visit(site), "index")
    cell = rows_of(card, "ladder").nth(1).locator("td").nth(5)  # close, picture, SMA 20, 50, 100, 200
    expect(cell).to_have_text("—")
    assert cell.locator(".missing").get_attribute("title") == "not enough history yet: 100 of 200 sessions"
    expect(card.locator('[data-figure="judged"]')).to_contain_text("NEW lacks an average")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_nothing_is_wider_than_the_screen_and_nothing_jumps(
    indexed: Site, visit: OpenPage, size: tuple[int, int]
) -> None:
    seen = visit(indexed, size)
    card_of(seen, "index")
    assert seen.page.evaluate("document.documentElement.scrollWidth") == size[0]
    shift = seen.page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) =>
           done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift", buffered: true })
           || setTimeout(() => done(0), 100))"""
    )
    assert shift < 0.02
