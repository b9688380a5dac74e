"""The regime card draws what the API says: verdict, components, record and chart; and what is missing says why."""

from __future__ import annotations

from typing import Any

import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site, card_of, rows_of, signed
from markets import demo_panel
from playwright.sync_api import Locator, expect

from dashboard.sections.regime import SECTION
from tests.sections.regime.histories import calm_and_wild

WORDS = {
    "strong_downtrend": "▼▼ Strong downtrend",
    "downtrend": "▼ Downtrend",
    "choppy_bearish": "▽ Choppy bearish",
    "choppy": "◆ Choppy",
}
WORDS |= {"choppy_bullish": "△ Choppy bullish", "uptrend": "▲ Uptrend", "strong_uptrend": "▲▲ Strong uptrend"}


@pytest.fixture
def judged(open_site: OpenSite) -> Site:
    """The regime of an index with four years of history: a confidence, no stocks, no scans."""
    site = open_site(SECTION)
    site.show(calm_and_wild())
    return site


def text(card: Locator, name: str) -> str:
    return card.locator(f'.card-body [data-figure="{name}"]').first.inner_text()


def test_the_verdict_its_sentences_and_its_parts_say_what_the_api_says(judged: Site, visit: OpenPage) -> None:
    seen = visit(judged)
    card, data = card_of(seen, "regime"), judged.data("/api/regime/current")
    assert text(card, "label") == WORDS[data["label"]]
    assert text(card, "since").startswith(
        f"{data['direction']}, since {data['since']} · {data['age_sessions']} session"
    )
    assert text(card, "score") == signed(data["score"], 2)
    assert text(card, "to_change") == data["to_change"]["sentence"]
    assert text(card, "conflicts") == data["conflicts"]
    assert text(card, "calibration")[2:] in (data["calibration"], "t judged yet")
    marker = card.locator('.card-body [data-figure="marker"]')
    expect(marker).to_have_attribute("x", f"{50 + 50 * data['score']:.2f}%")
    assert card.locator(".regime-trigger").count() == sum(data["to_change"][way] is not None for way in ("up", "down"))
    shown = rows_of(card, "components").all_inner_texts()
    there = [part for part in data["components"] if part["contribution"] is not None]
    by_size = sorted(there, key=lambda part: -abs(part["contribution"]))
    for part, row in zip(by_size, shown, strict=False):
        assert row.lower().startswith(part["name"])
        assert signed(part["contribution"], 2) in row
    assert [row.split("\t")[0] for row in shown[len(there) :]] == ["Breadth", "Scanner"]
    assert "no stocks" in shown[-2]
    expect(card.locator('[data-fact="coverage"]')).to_have_text("4 of 6 components")
    assert seen.troubles == []


def test_the_record_and_the_chart_can_be_read_session_by_session(judged: Site, visit: OpenPage) -> None:
    seen = visit(judged)
    card, past = card_of(seen, "regime"), judged.data("/api/regime/history")
    told: Any = judged.data("/api/regime/strategy")
    newest = past["changes"][-1]
    expect(rows_of(card, "events")).to_have_count(min(60, len(past["changes"])))
    assert newest["on"] in rows_of(card, "events").first.inner_text()
    assert newest["reason"] in rows_of(card, "events").first.inner_text()
    card.get_by_role("button", name="Held back").click()
    assert past["blocked"]["from"][-1] in rows_of(card, "events").first.inner_text()
    card.get_by_role("button", name="Shown then").click()
    expect(rows_of(card, "events")).to_have_text(["Nothing was published in this record yet."])
    assert rows_of(card, "policy").locator("td:last-child").all_inner_texts() == [
        line["words"] for line in told["record"]
    ]
    expect(rows_of(card, "walk")).to_have_count(len(told["walk_forward"]["strategies"]))
    dots = card.locator('[data-picture="reliability"] circle')
    expect(dots).to_have_count(len(judged.data("/api/regime/current")["reliability"]["bins"]))
    card.locator("[data-chart]").focus()
    for _ in range(3):
        seen.page.keyboard.press("ArrowLeft")
    legend = card.locator("[data-legend]")
    expect(legend.locator(".legend-session")).to_have_text(past["session"][-3])
    expect(legend.locator("[data-line=label] b")).to_have_text(WORDS[past["label"][-3]])
    card.get_by_role("group", name="Lower pane").get_by_role("button", name="Score").click()
    expect(legend.locator("[data-line=score] b")).to_have_text(
        signed(past["score"][-1], 2)
    )  # the chart has lost the focus
    expect(legend.locator("[data-line=p_bull]")).to_be_hidden()
    assert seen.troubles == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_nothing_is_wider_than_the_screen_and_nothing_jumps(
    judged: Site, visit: OpenPage, size: tuple[int, int]
) -> None:
    seen = visit(judged, size)
    card_of(seen, "regime")
    assert seen.page.evaluate("document.documentElement.scrollWidth") == size[0]
    shift = seen.page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) =>
           done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift", buffered: true })
           || setTimeout(() => done(0), 100))"""
    )
    assert shift < 0.02


def test_what_is_not_known_yet_says_so(open_site: OpenSite, visit: OpenPage) -> None:
    """A market of twenty months: a label, but neither a model nor the outcomes that a confidence needs."""
    site = open_site(SECTION)
    site.show(demo_panel())
    seen = visit(site)
    card, data = card_of(seen, "regime"), site.data("/api/regime/current")
    assert data["confidence"] is None
    assert text(card, "confidence") == f"—{data['reliability']['outcomes']} of 250 outcomes so far"
    assert text(card, "p_bull").startswith("—")
    expect(rows_of(card, "walk")).to_contain_text(["No test yet"])
    assert seen.troubles == []
