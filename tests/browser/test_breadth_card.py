"""The breadth card draws what the API says: figures, tables, chart; and what is missing says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from browser.visits import LAPTOP, PHONE, OpenPage, OpenSite, Site
from markets import demo_panel
from playwright.sync_api import expect

from dashboard.market.panel import frozen


def test_every_percentage_stands_with_its_coverage_its_percentile_and_its_year(site: Site, visit: OpenPage) -> None:
    seen, data = visit(site).drawn(), site.data("/api/breadth/current")
    for length in ("20", "50", "100", "200"):
        assert seen.figure(f"above_{length}") == f"{data['above_sma_pct'][length]:.1f} %"
        assert seen.figure(f"valid_{length}") == f"{data['valid'][length]} of {data['members']} stocks"
        strip = seen.card.locator(f'[data-average="{length}"] svg[role=img]')
        expect(strip).to_have_attribute("aria-label", f"Percent above SMA {length}, last 252 sessions")
        drawn = strip.locator("circle").get_attribute("cy") or ""
        assert float(drawn.rstrip("%")) == pytest.approx(100 - data["above_sma_pct"][length])
    marker = seen.card.locator('[data-figure="marker"]')
    expect(marker).to_have_attribute("x", f"{data['score']:.2f}%")


def test_missing_volume_is_a_dash_and_a_reason_never_a_zero(open_site: OpenSite, visit: OpenPage) -> None:
    site, panel = open_site(), demo_panel()
    site.show(replace(panel, volume=frozen(np.full_like(panel.volume, np.nan)), revision="silent"))
    seen = visit(site).drawn()
    for name in ("trin", "up_volume", "down_volume", "volume_breadth_pct"):
        assert seen.figure(name) == "—no volume in the data"


def test_names_of_strangers_stay_text(open_site: OpenSite, visit: OpenPage) -> None:
    site, panel = open_site(), demo_panel()
    hostile = '<img src=x onerror="document.title=1">'
    named = tuple(replace(one, name=hostile, sector=f"{one.sector} <b>&") for one in panel.instruments)
    site.show(replace(panel, instruments=named, revision="hostile"))
    seen = visit(site).drawn()
    expect(seen.card.locator('[data-table="movers"] tbody')).to_contain_text(hostile)
    expect(seen.card.locator('[data-table="sectors"] tbody')).to_contain_text("<b>&")
    assert seen.card.locator("img, .table b").count() == 0
    assert seen.page.title() != "1"


def test_a_press_on_a_heading_sorts_the_sectors_and_says_so(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    table = seen.card.locator('[data-table="sectors"]')
    share = {row["sector"]: row["above_sma_pct"]["50"] for row in site.data("/api/breadth/current")["sectors"]}
    for press, order in ((1, "descending"), (2, "ascending")):
        table.get_by_role("button", name="SMA 50").click()
        expect(table.locator("[aria-sort]")).to_have_attribute("aria-sort", order)
        shown = [share[name] for name in table.locator("tbody th").all_text_contents()]
        assert shown == sorted(share.values(), reverse=press == 1)


def test_movers_are_chosen_by_list(site: Site, visit: OpenPage) -> None:
    seen, movers = visit(site).drawn(), site.data("/api/breadth/current")["movers"]
    symbols = seen.card.locator('[data-table="movers"] tbody th')
    for button, rows in (("Top", movers["top"]), ("Bottom", movers["bottom"]), ("Volume", movers["unusual_volume"])):
        seen.card.get_by_role("group", name="Movers").get_by_role("button", name=button, exact=True).click()
        assert symbols.all_text_contents() == [row["symbol"] for row in rows]
    seen.card.get_by_role("button", name="Crossed 50-session average").click()
    crossed = movers["crossed"]["50"]
    assert symbols.all_text_contents() == [f"▲ {m['symbol']}" for m in crossed["up"]] + [
        f"▼ {m['symbol']}" for m in crossed["down"]
    ]


def test_the_keyboard_reads_the_chart_session_by_session(site: Site, visit: OpenPage) -> None:
    seen, past = visit(site).drawn(), site.data("/api/breadth/history")
    legend = seen.card.locator("[data-legend]")
    expect(legend.locator(".legend-session")).to_have_text(past["session"][-1])
    seen.card.locator("[data-chart]").focus()
    for _ in range(3):
        seen.page.keyboard.press("ArrowLeft")
    expect(legend.locator(".legend-session")).to_have_text(past["session"][-3])
    expect(legend.locator("[data-line=score] b")).to_have_text(f"{past['score'][-3]:.1f}")
    expect(legend.locator("[data-line=mcclellan] b")).to_have_text(f"{past['mcclellan'][-3]:+.1f}".replace("-", "−"))


def test_the_crosshair_reads_out_the_session_under_the_pointer(site: Site, visit: OpenPage) -> None:
    seen, past = visit(site).drawn(), site.data("/api/breadth/history")
    chart = seen.card.locator("[data-chart]")
    expect(chart.locator("canvas").first).to_be_visible()
    chart.hover(position={"x": 300, "y": 120})
    legend = seen.card.locator("[data-legend]")
    expect(legend.locator(".legend-session")).not_to_have_text(past["session"][-1])
    at = past["session"].index(legend.locator(".legend-session").text_content())
    expect(legend.locator("[data-line=score] b")).to_have_text(f"{past['score'][at]:.1f}")


def test_the_lower_pane_shows_one_thing_at_a_time(site: Site, visit: OpenPage) -> None:
    seen = visit(site).drawn()
    shown = seen.card.locator("[data-legend] span.legend-entry:visible")
    seen.card.get_by_role("button", name="Highs and lows").click()
    assert [text.split()[0] for text in shown.all_inner_texts()] == ["Highs", "Lows"]
    seen.card.get_by_role("button", name="A/D line").click()
    assert [text.split()[0] for text in shown.all_inner_texts()] == ["A/D"]


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_nothing_is_wider_than_the_screen_and_nothing_jumps(site: Site, visit: OpenPage, size: tuple[int, int]) -> None:
    seen = visit(site, size).drawn()
    width = seen.page.evaluate("document.documentElement.scrollWidth")
    assert width == size[0]
    shift = seen.page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) =>
           done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift", buffered: true })
           || setTimeout(() => done(0), 100))"""
    )
    assert shift < 0.02
