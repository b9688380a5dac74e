"""Divergences against a plain second computation; and how one lives, seen from every session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import divergence_oracle
import numpy as np
import pytest
from index_markets import indices, sessions_from, us, walk, zigzag
from markets import demo_panel
from shared_data import needs_shared

from dashboard.market.panel import Panel
from dashboard.runtime.encode import encode
from dashboard.section import Result
from dashboard.sections.index.compute import index
from dashboard.sections.index.divergence_view import divergence, divergence_of, divergence_table
from dashboard.sections.index.events import KINDS


def said(result: Result, t: int) -> set[tuple[object, ...]]:
    return {
        (d["kind"], d["direction"], d["symbol"], d["earlier_on"], d["pivot_on"], d["confirmed_on"], d["status"], d["status_on"],
         tuple(d["against"] or ()), round(d["confirms_beyond"], 6), d["fails_beyond"] and round(d["fails_beyond"], 6))
        for d in divergence(result, t)["divergences"]
    }  # fmt: skip


def expected(panel: Panel, result: Result, t: int, found: list[divergence_oracle.One]) -> Iterator[tuple[object, ...]]:
    closes = {symbol: panel.close[:, panel.column(symbol)] for symbol in result.detail.symbols}
    day = result.labels
    for one in found:
        if t - 252 < one.known <= t:
            status, since = one.status(closes, t)
            levels = (round(one.swing, 6), one.extreme and round(one.extreme, 6))
            dates = (day[one.earlier], day[one.pivot], day[one.known])
            yield one.kind, one.direction, one.symbol, *dates, status, day[since], one.against, *levels


def assert_says_what_is_expected(panel: Panel, sessions: list[int]) -> set[str]:
    result = index(panel, None)
    found = divergence_oracle.all_of(panel, result.detail.symbols, result.series.get("above_sma_50_pct"))
    for t in sessions:
        assert said(result, t) == set(expected(panel, result, t, found))
    return {one.kind for one in found}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_divergence_between_walks_is_found_with_its_levels_and_status(seed: int) -> None:
    common = walk(800, seed + 10)
    closes = {name: np.round(common * walk(800, seed + k, 0.004) / 100, 2) for k, name in enumerate("ABC")}
    closes["B"][np.random.default_rng(seed).choice(800, 30, replace=False)] = np.nan
    sessions = np.random.default_rng(seed).integers(200, 800, 12).tolist()
    kinds = assert_says_what_is_expected(indices(closes), [*sessions, 799])
    assert kinds == set(KINDS) - {"breadth"}


def test_every_divergence_of_the_demo_market_is_found() -> None:
    assert_says_what_is_expected(demo_panel(), list(range(255, 420, 15)))


@needs_shared
def test_every_divergence_of_a_decade_is_found() -> None:
    assert assert_says_what_is_expected(us(), list(range(252, 2516, 251))) == set(KINDS)


@pytest.fixture(scope="module")
def lived() -> Panel:
    common = walk(460, 21)
    return indices({name: np.round(common * walk(460, 30 + k, 0.004) / 100, 2) for k, name in enumerate("AB")})


def test_nothing_is_in_the_record_before_it_is_known_and_no_past_status_ever_changes(lived: Panel) -> None:
    sessions = len(lived.sessions)
    whole = index(lived, None)
    history: dict[tuple[str, ...], dict[int, str]] = {}
    for t in range(300, sessions, 1):
        day = whole.labels[t]
        for one in divergence(whole, t)["divergences"]:
            assert one["pivot_on"] < one["confirmed_on"] <= one["status_on"] <= day
            history.setdefault((one["kind"], one["direction"], one["symbol"], one["confirmed_on"]), {})[t] = one[
                "status"
            ]
    assert len(history) > 10
    for states in history.values():
        walked = [state for _, state in sorted(states.items())]
        ends = [state for state in walked if state != "open"]
        assert walked == ["open"] * (len(walked) - len(ends)) + ends
        assert len(set(ends)) <= 1
    for t in range(300, sessions, 16):
        then = index(lived.first(t + 1), None)
        assert json.loads(encode(divergence(then, t))) == json.loads(encode(divergence(whole, t)))


# A fall, a bounce, a lower low that is slower: the RSI makes a higher low, five bars before the divergence is known.
CALM = zigzag((220, 130.0))
FALL = zigzag((10, 105.0), (6, 115.0), (18, 103.0), (5, 106.0), start=130.0)[1:]


def bullish(after: list[float]) -> tuple[Result, dict[str, object]]:
    result = index(indices({"A": CALM + FALL + after}), None)
    known = len(CALM + FALL) - 1
    ones = [
        one
        for one in divergence(result, known)["divergences"]
        if (one["kind"], one["direction"]) == ("rsi_regular", "bullish")
    ]
    assert len(ones) == 1
    return result, ones[0]


def status_at_the_end(result: Result) -> tuple[str, str]:
    ones = divergence(result, len(result.sessions) - 1)["divergences"]
    one = next(one for one in ones if (one["kind"], one["direction"]) == ("rsi_regular", "bullish"))
    return one["status"], one["status_on"]


def test_a_divergence_by_hand() -> None:
    result, one = bullish([])
    days = sessions_from(result.sessions[0], 340).astype(str)
    low = len(CALM) + 33  # the second low, 103, after 10 + 6 + 18 bars
    assert (one["earlier_on"], one["pivot_on"], one["confirmed_on"]) == (days[low - 24], days[low], days[low + 5])
    assert (one["price"], one["status"], one["status_on"]) == (
        {"earlier": 105.0, "pivot": 103.0},
        "open",
        days[low + 5],
    )
    assert (one["confirms_beyond"], one["fails_beyond"], one["sessions_left"]) == (115.0, 103.0, 63)
    assert one["expires_on"] == days[low + 5 + 63]
    rsi = result.series["rsi"][: low + 1, 0]
    apart = (rsi[low] - rsi[low - 24]) / np.nanstd(rsi, ddof=1)
    assert one["strength"] == pytest.approx(apart)
    assert one["reasons"] == {}


def test_it_is_confirmed_by_a_close_beyond_the_swing_between_its_pivots() -> None:
    result, _ = bullish([110.0, 115.0, 115.1, 100.0])
    assert status_at_the_end(result) == ("confirmed", result.labels[-2])


def test_it_fails_by_a_close_beyond_its_pivot() -> None:
    result, _ = bullish([103.0, 102.9, 120.0])
    assert status_at_the_end(result) == ("failed", result.labels[-2])


def test_it_expires_after_its_deadline_and_not_a_session_earlier() -> None:
    result, _ = bullish([108.0] * 64)
    days = result.labels
    known = len(CALM + FALL) - 1
    assert status_at_the_end(result) == ("expired", days[known + 63])
    before = next(
        one
        for one in divergence(result, known + 62)["divergences"]
        if one["kind"] == "rsi_regular" and one["direction"] == "bullish"
    )
    assert (before["status"], before["sessions_left"]) == ("open", 1)


def test_a_strength_without_enough_values_to_scatter_is_missing_and_says_so() -> None:
    panel = indices({"A": zigzag((160, 130.0)) + FALL})
    ones = divergence(index(panel, None), len(panel.sessions) - 1)["divergences"]
    assert [(one["strength"], one["reasons"]) for one in ones if one["kind"].startswith("rsi")] == [
        (None, {"strength": "warm_up"})
    ]


def test_an_end_beyond_the_timetable_has_no_date_but_its_sessions() -> None:
    panel = indices({"A": CALM + FALL})
    short = replace(panel, schedule=panel.schedule[: len(panel.sessions) + 20])
    one = divergence(index(short, None), len(panel.sessions) - 1)["divergences"][0]
    assert (one["expires_on"], one["sessions_left"], one["reasons"]) == (
        None,
        63,
        {"expires_on": "beyond_the_timetable"},
    )


def test_one_index_and_the_whole_list_as_columns(lived: Panel) -> None:
    result = index(lived, None)
    t = len(lived.sessions) - 1
    every = divergence(result, t)["divergences"]
    assert divergence_of(result, t, "B")["divergences"] == [one for one in every if one["symbol"] == "B"]
    table = divergence_table(result, t)
    assert {len(column) for column in table.values()} == {result.detail.found.known_by(t)}
    assert table["confirmed_on"] == sorted(table["confirmed_on"])


def test_a_market_without_stocks_says_why_breadth_is_not_diverged_from(lived: Panel) -> None:
    assert divergence(index(lived, None), 300)["reasons"] == {"breadth": "no_stocks"}
