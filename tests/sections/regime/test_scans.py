"""Scans and the regime: the accident that once turned a market around, replayed session by session and slot by slot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from markets import demo_panel
from numpy.testing import assert_array_equal

from dashboard.market.panel import Panel
from dashboard.market.scans import DAILY, HOURLY, LONG, SHORT, imported_scans
from dashboard.section import Result
from dashboard.sections.regime.compute import regime
from dashboard.sections.regime.record import record_of
from dashboard.sections.regime.views import current
from tests.sections.regime.histories import index_panel

Given = tuple[int, int, int, str, int]  # row, kind, direction, time of day, tickers
RISING = 100 * np.exp(np.cumsum(0.0006 + 0.004 * np.sin(np.arange(330) * 1.7)))
LAST = len(RISING) - 1
SCANNER = 4  # its place among the components


def with_scans(panel: Panel, *given: Given) -> Panel:
    """The panel with scans of its sessions; row T is the session that is running."""
    days = np.append(panel.sessions, np.busday_offset(panel.sessions[-1], 1))
    found = [(kind, way, np.datetime64(f"{days[row]}T{at}", "s"), count, "{}") for row, kind, way, at, count in given]
    return replace(panel, scans=imported_scans(found, days[[row for row, *_ in given]]))


def scanner(result: Result, t: int) -> float | None:
    value: float | None = current(result, t)["components"][SCANNER]["value"]
    return value


@pytest.fixture(scope="module")
def rising() -> Panel:
    return index_panel(RISING)


def test_the_accident_does_not_turn_the_market(rising: Panel) -> None:
    """(0, 56) → (0, 0) → (43, 0) → (43, 40), a session each: halves are no readings, the empty pair is 0, the whole one 3 of 103."""
    told = regime(
        with_scans(
            rising,
            (LAST - 3, DAILY, SHORT, "16:15:00", 56),
            (LAST - 2, DAILY, LONG, "16:15:00", 0), (LAST - 2, DAILY, SHORT, "16:16:00", 0),
            (LAST - 1, DAILY, LONG, "16:15:00", 43),
            (LAST, DAILY, LONG, "16:15:00", 43), (LAST, DAILY, SHORT, "16:15:00", 40),
        ),
        None,
    )  # fmt: skip
    silent = regime(rising, None)
    assert [scanner(told, t) for t in range(LAST - 3, LAST + 1)] == [None, 0.0, None, pytest.approx(3 / 103)]
    assert_array_equal(told.series["label"], silent.series["label"])
    assert set(told.series["direction"][-4:]) == {1.0}
    for half in (LAST - 3, LAST - 1):
        assert current(told, half)["components"][SCANNER]["reason"] == "no_scan"
        assert told.series["score"][half] == silent.series["score"][half]
        assert told.series["coverage"][half] == silent.series["coverage"][half]
    assert told.series["coverage"][LAST] > silent.series["coverage"][LAST]


def test_the_accident_within_one_session_is_the_last_whole_pair(rising: Panel) -> None:
    slots = (
        (LAST, HOURLY, SHORT, "10:00:00", 56),
        (LAST, HOURLY, LONG, "10:30:00", 0), (LAST, HOURLY, SHORT, "10:30:00", 0),
        (LAST, HOURLY, LONG, "11:00:00", 43),
        (LAST, HOURLY, LONG, "11:30:00", 43), (LAST, HOURLY, SHORT, "11:31:00", 40),
    )  # fmt: skip
    seen = [regime(with_scans(rising, *slots[:known]), None) for known in (1, 3, 4, 6)]
    assert [scanner(result, LAST) for result in seen] == [None, 0.0, 0.0, pytest.approx(3 / 103)]
    assert {current(result, LAST)["label"] for result in seen} == {current(regime(rising, None), LAST)["label"]}
    told = current(seen[-1], LAST)["scanner"]
    assert (told["source"], told["kind"], told["long"], told["short"], told["age_sessions"]) == (
        "imported", "hourly", 43, 40, 0,
    )  # fmt: skip
    assert told["at"].endswith("T11:31:00")


def test_one_scan_against_none_changes_next_to_nothing(rising: Panel) -> None:
    one = regime(with_scans(rising, (LAST, DAILY, LONG, "16:15:00", 1), (LAST, DAILY, SHORT, "16:15:00", 0)), None)
    none = regime(with_scans(rising, (LAST, DAILY, LONG, "16:15:00", 0), (LAST, DAILY, SHORT, "16:15:00", 0)), None)
    assert scanner(one, LAST) == pytest.approx(1 / 21)
    assert one.series["score"][LAST] - none.series["score"][LAST] < 0.005
    assert_array_equal(one.series["label"], none.series["label"])


def test_scans_of_the_running_session_stand_beside_the_figures_and_are_none_of_them(rising: Panel) -> None:
    running = ((LAST + 1, DAILY, LONG, "10:00:00", 3), (LAST + 1, DAILY, SHORT, "10:05:00", 50))
    result = regime(with_scans(rising, *running), None)
    data = current(result, LAST)
    assert (data["scanner"], data["scanner_running"]["short"]) == (None, 50)
    assert current(result, LAST - 1)["scanner_running"] is None
    assert_array_equal(result.series["score"], regime(rising, None).series["score"])


def test_where_nothing_was_imported_the_built_in_scan_is_read_and_says_how_much_it_judged() -> None:
    panel = demo_panel()
    result = regime(panel, None)
    data = current(result, len(panel.sessions) - 1)
    row, scan = data["components"][SCANNER], record_of(result).scan
    assert data["scanner"]["source"] == "built_in"
    assert row["value"] == pytest.approx(data["scanner"]["balance"])
    assert row["coverage"] == scan.able[-1] / scan.members[-1]
