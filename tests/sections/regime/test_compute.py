"""The regime of every kind of market: what it is measured on, what is missing, and that continuing changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from markets import demo_panel, index_only_panel
from numpy.testing import assert_array_equal

from dashboard.market.panel import Panel, frozen
from dashboard.runtime.encode import encode
from dashboard.section import Result
from dashboard.sections.regime.compute import regime, verdict
from dashboard.sections.regime.events import events
from dashboard.sections.regime.history import components_over_time, history
from dashboard.sections.regime.markets import benchmark_of
from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.record import record_of
from dashboard.sections.regime.strategy_view import strategy
from dashboard.sections.regime.views import current
from tests.sections.regime.histories import calm_and_wild, computed, index_panel


def stocks_only() -> Panel:
    """The demo market's stocks without its indices."""
    whole = demo_panel()
    names = ("open", "high", "low", "close", "volume")
    prices = {name: frozen(np.ascontiguousarray(getattr(whole, name)[:, : whole.stocks])) for name in names}
    return replace(whole, instruments=whole.instruments[: whole.stocks], **prices)


def answers(result: Result, t: int) -> dict[str, Any]:
    """Everything that is said at session t, as a client would read it."""
    rows = slice(0, t + 1)
    told = {"current": current(result, t), "strategy": strategy(result, t), "events": events(result, rows)}
    series = {"history": history(result, rows), "components": components_over_time(result, rows)}
    return json.loads(encode(told | series))


def test_what_is_said_of_a_session_is_what_was_known_then_with_model_confidence_and_outcomes() -> None:
    panel, whole = calm_and_wild(), computed()
    for t in (253, 301, 506, 612, 640, 800, 999):
        then = regime(panel.first(t), None)
        assert answers(whole, t - 1) == answers(then, t - 1)
        for name, values in whole.series.items():
            assert_array_equal(then.series[name], values[:t], err_msg=f"{name} at {t}")
    late = answers(whole, 998)["current"]
    assert late["confidence"] is not None
    assert len(late["model"]["refits"]) == 4
    assert late["reliability"]["n"] >= 250


def test_a_session_more_gives_exactly_what_starting_anew_gives() -> None:
    panel, whole = calm_and_wild(), computed()
    for t in (504, 505, 506, 611, 757, 999):
        grown = regime(panel.first(t + 1), regime(panel.first(t), None))
        assert answers(grown, t) == answers(whole, t)
        for name, values in grown.series.items():
            assert_array_equal(values, whole.series[name][: t + 1], err_msg=f"{name} at {t}")


def test_a_market_of_an_index_alone_lacks_breadth_and_scans_and_says_so() -> None:
    result = regime(index_only_panel(), None)
    data = current(result, len(result.sessions) - 1)
    reasons = {row["name"]: row["reason"] for row in data["components"]}
    assert (reasons["breadth"], reasons["scanner"], reasons["trend"]) == ("no_stocks", "no_scan", None)
    assert data["benchmark"]["basis"] == "benchmark"
    assert data["label"] in LABELS
    assert result.valid[-1] == sum(reason is None for reason in reasons.values())


def test_a_market_without_an_index_is_measured_on_its_stocks_and_says_so() -> None:
    result = regime(stocks_only(), None)
    data = current(result, len(result.sessions) - 1)
    assert (data["benchmark"]["symbol"], data["benchmark"]["basis"]) == (None, "own_index")
    assert data["score"] is not None


def test_a_market_that_names_no_benchmark_is_measured_on_its_first_index() -> None:
    panel = index_only_panel()
    unnamed = replace(panel, market=replace(panel.market, benchmark="GONE", indices=(panel.symbols[1],)))
    found = benchmark_of(unnamed)
    assert found is not None
    assert (found.symbol, found.basis) == (panel.symbols[1], "first_index")


def test_a_market_of_neither_index_nor_stocks_is_told_why() -> None:
    panel = index_panel(np.full(30, 20.0))
    fear = replace(panel, instruments=(replace(panel.instruments[0], kind="volatility"),))
    result = regime(fear, None)
    assert result.unavailable is not None
    assert result.unavailable.endswith("nothing to measure a regime on.")


def test_a_benchmark_that_never_traded_has_no_regime_and_no_error() -> None:
    result = regime(index_panel(np.full(300, np.nan)), None)
    data = current(result, 299)
    assert (data["label"], data["score"], data["reasons"]["score"]) == (None, None, "no_benchmark_close")
    assert verdict(result) is None
    assert strategy(result, 299)["walk_forward"]["strategies"] == []


def test_without_volume_the_regime_goes_on() -> None:
    panel = demo_panel()
    silent = regime(replace(panel, volume=frozen(np.full_like(panel.volume, np.nan))), None)
    data = current(silent, len(panel.sessions) - 1)
    assert all(row["reason"] is None for row in data["components"] if row["name"] != "model")


def test_without_a_volatility_index_realised_volatility_speaks_alone() -> None:
    panel = calm_and_wild()
    deaf = regime(replace(panel, market=replace(panel.market, volatility=None)), None)
    last = len(panel.sessions) - 1
    both, alone = (
        {row["name"]: row for row in current(r, last)["components"]}["volatility"] for r in (computed(), deaf)
    )
    assert both["value"] != alone["value"]
    assert (both["coverage"], alone["coverage"]) == (1.0, 1.0)
    before_its_history = {row["name"]: row for row in current(computed(), 400)["components"]}["volatility"]
    assert before_its_history["coverage"] == 0.5


def test_a_missing_component_lowers_the_coverage_and_not_the_score() -> None:
    """The breadth and the scans that a market lacks weigh .75 of 3.75; what is there is weighted up to a whole."""
    result = computed()
    data = current(result, 999)
    there = [row for row in data["components"] if row["reason"] is None]
    assert data["coverage"] == pytest.approx(3.0 / 3.75)
    assert sum(row["of_all"] for row in there) == pytest.approx(data["coverage"])
    assert sum(row["weight"] for row in there) == pytest.approx(1.0)
    assert sum(row["weight"] * row["value"] for row in there) == pytest.approx(data["score"])
    assert sum(row["contribution"] for row in there) == pytest.approx(data["score"])


def test_a_session_without_the_benchmark_keeps_its_label_says_why_and_announces_nothing() -> None:
    panel = calm_and_wild()
    result = regime(panel.first(612), None)
    data = current(result, 611)
    assert np.isnan(panel.close[611, 0])
    assert (data["score"], data["reasons"]["score"]) == (None, "no_benchmark_close")
    assert data["label"] == current(result, 609)["label"]
    assert data["components"][0]["age_sessions"] == 2
    assert verdict(result) is None


def test_the_verdict_is_the_newest_session_s() -> None:
    result = computed()
    said, data = verdict(result), current(result, 999)
    assert said is not None
    assert (str(said.session), said.label, said.direction) == (result.labels[-1], data["label"], data["direction"])
    assert (said.score, said.confidence) == (data["score"], data["confidence"])
    assert record_of(result).benchmark.symbol == "IDX"
