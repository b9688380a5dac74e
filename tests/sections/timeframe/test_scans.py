"""Scan history: counts of the last sessions, missing ones never zero, imported ones in their session's place, as known that day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from markets import demo_panel, index_only_panel

from dashboard.market.scans import DAILY, LONG, SHORT, imported_scans
from dashboard.scanner.reversal import scan
from dashboard.sections.timeframe.compute import timeframe
from dashboard.sections.timeframe.scans_view import NO_STOCKS, NOT_YET
from dashboard.sections.timeframe.views import everything, history

LAST = 419
IMPORTED = 417


def with_pair(panel, row, long, short):
    """The panel with one imported pair of scans of a session."""
    day = panel.sessions[row]
    found = [(DAILY, way, np.datetime64(f"{day}T16:15:00", "s"), n, "{}") for way, n in ((LONG, long), (SHORT, short))]
    return replace(panel, scans=imported_scans(found, np.array([day, day])))


@pytest.fixture(scope="module")
def panel():
    return with_pair(demo_panel(), IMPORTED, 43, 0)


@pytest.fixture(scope="module")
def result(panel):
    return timeframe(panel, None)


def test_each_window_sums_the_built_in_rows_and_the_imported_pair_in_its_sessions_place(panel, result):
    found = scan(panel)
    scans = everything(result, LAST)["scans"]
    assert (scans["available"], scans["reason"]) == (True, None)
    for given, sessions in zip(scans["windows"], (1, 5, 20), strict=True):
        inside = sessions > LAST - IMPORTED
        rows = [t for t in range(LAST + 1 - sessions, LAST + 1) if t != IMPORTED]
        by_way = {way: sum(int((found.direction[found.at(t)] == way).sum()) for t in rows) for way in (1, -1)}
        assert (given["long"], given["short"]) == (by_way[1] + 43 * inside, by_way[-1])
        assert (given["sessions"], given["covered"]) == (sessions, sessions)
        assert given["sources"] == {"imported": int(inside), "built_in": sessions - inside}


def test_sessions_before_the_first_scan_are_missing_and_not_zero(panel, result):
    first = int(np.flatnonzero(scan(panel).able > 0)[0])
    assert first > 20
    before = everything(result, first - 1)["scans"]
    assert (before["available"], before["reason"]) == (False, NOT_YET)
    assert [(w["covered"], w["long"], w["short"]) for w in before["windows"]] == [(0, None, None)] * 3
    third = everything(result, first + 2)["scans"]["windows"]
    assert [w["covered"] for w in third] == [1, 3, 3]
    assert third[1]["long"] is not None
    columns = history(result, slice(first - 1, first + 1))
    np.testing.assert_array_equal(np.isnan(columns["scan_long"]), [True, False])


def test_a_market_without_stocks_says_why_and_still_counts_an_imported_pair():
    bare = index_only_panel()
    t = len(bare.sessions) - 1
    assert everything(timeframe(bare, None), t)["scans"]["reason"] == NO_STOCKS
    windows = everything(timeframe(with_pair(bare, t - 3, 0, 2), None), t)["scans"]["windows"]
    assert [(w["covered"], w["long"], w["short"]) for w in windows] == [(0, None, None), (1, 0, 2), (1, 0, 2)]


def test_a_continued_scan_is_the_one_made_anew_and_a_pair_that_arrives_late_is_counted(panel, result):
    earlier = timeframe(demo_panel().first(400), None)
    resumed = timeframe(panel, earlier)
    for name in ("scan_long", "scan_short"):
        np.testing.assert_array_equal(resumed.series[name], result.series[name])
    assert resumed.series["scan_long"][IMPORTED] == 43


def test_one_symbols_answer_leaves_out_what_is_the_markets(result):
    own = everything(result, LAST, result.detail.panel.symbols[0])
    assert {"indices", "scans"} <= set(everything(result, LAST)) - set(own)
    assert set(own["periods"]) == {"daily", "weekly", "monthly"}
