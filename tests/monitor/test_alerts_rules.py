"""Rules: from where on each fires, what ends it, and when it says nothing at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alert_worlds import WELL, figures, market, section, source

from dashboard.monitor.alerts.look import Disk, Look
from dashboard.monitor.alerts.reading import Limits, Reading
from dashboard.monitor.alerts.rules import (
    RULES,
    breadth_thrust,
    disk_full,
    heat_over_cap,
    regime_change,
    section_failing,
    source_down,
    stale_data,
)
from dashboard.store.alerts import LabelChange

LIMITS = Limits()
CHANGE = LabelChange("uptrend", "choppy_bearish", "2018-02-07", "2018-02-07T22:00:00Z", -0.123, 0.614)


def only(rule: object, look: Look, limits: Limits = LIMITS) -> Reading:
    (reading,) = rule.read(look, limits)  # type: ignore[attr-defined]
    return reading


def book(heat: float, cap: float = 6.0, **changes: object) -> Look:
    told = {"heat_pct": heat, "cap_pct": cap, "gap_adjusted_pct": heat * 1.5}
    data = {"basis": "holdings", "is_example": False, "heat": told} | changes
    return replace(WELL, figures=figures(position=data))


def test_a_market_that_is_well_gives_no_rule_a_reason() -> None:
    assert {reading.verdict for rule in RULES for reading in rule.read(WELL, LIMITS)} <= {"good", "unknown"}


def test_a_section_counts_its_own_runs_and_says_why_it_fails() -> None:
    reading = only(section_failing, replace(WELL, sections=(section("index", 2),)))
    assert (reading.verdict, reading.count, reading.needs) == ("bad", 2, 3)
    assert reading.sentence == "Index failed 2 times in a row: It divided by zero."


def test_a_section_that_never_ran_is_neither_well_nor_failing() -> None:
    assert only(section_failing, replace(WELL, sections=(section("index", 0, None),))).verdict == "unknown"


@pytest.mark.parametrize(("behind", "verdict"), [(0, "good"), (1, "bad"), (1723, "bad"), (None, "unknown")])
@pytest.mark.parametrize("session", ["open", "closed", "holiday"])
def test_data_are_stale_by_sessions_that_are_due_whatever_the_exchange_does_now(
    behind: int | None, verdict: str, session: str
) -> None:
    assert only(stale_data, replace(WELL, market=market(behind, session))).verdict == verdict


def test_how_many_sessions_may_be_missing_is_a_setting() -> None:
    look = replace(WELL, market=market(2))
    assert [only(stale_data, look, Limits(stale_sessions=limit)).verdict for limit in (2, 3)] == ["bad", "good"]


def test_data_are_not_stale_before_the_start_has_looked_for_newer_ones() -> None:
    look = replace(WELL, market=market(3), sources=(source(state="waiting"),))
    assert only(stale_data, look).verdict == "unknown"


def test_a_market_that_is_not_there_is_not_stale() -> None:
    assert only(stale_data, replace(WELL, market=None)).verdict == "unknown"


def test_a_source_that_waits_says_nothing_and_one_that_failed_counts_its_looks() -> None:
    assert only(source_down, replace(WELL, sources=(source(state="waiting"),))).verdict == "unknown"
    reading = only(source_down, replace(WELL, sources=(source(4),)))
    assert (reading.verdict, reading.count, reading.needs) == ("bad", 4, 3)
    assert "It is gone." in reading.sentence


@pytest.mark.parametrize(("free", "verdict"), [(499, "bad"), (500, "unknown"), (599, "unknown"), (600, "good")])
def test_a_disk_is_full_below_the_limit_and_well_again_a_fifth_above_it(free: int, verdict: str) -> None:
    assert only(disk_full, replace(WELL, disk=Disk(free * 2**20, 2**40))).verdict == verdict


def test_a_disk_that_cannot_be_asked_is_unknown() -> None:
    assert only(disk_full, replace(WELL, disk=None)).verdict == "unknown"


@pytest.mark.parametrize(
    ("heat", "verdict"), [(6.01, "bad"), (6.0, "unknown"), (5.71, "unknown"), (5.69, "good"), (0.0, "good")]
)
def test_heat_is_over_above_the_cap_and_back_only_at_95_percent_of_it(heat: float, verdict: str) -> None:
    assert only(heat_over_cap, book(heat)).verdict == verdict


def test_heat_of_recommendations_or_under_the_example_account_is_no_alert() -> None:
    assert only(heat_over_cap, book(9.0, basis="recommended")).verdict == "good"
    assert only(heat_over_cap, book(9.0, is_example=True)).verdict == "unknown"
    assert only(heat_over_cap, WELL).verdict == "unknown"


def test_a_thrust_is_news_for_five_sessions_and_then_history() -> None:
    thrusts = [{"session": "2013-01-02", "armed_on": "2012-12-20"}, {"session": "2018-02-05", "armed_on": "2018-01-29"}]
    ages = {"2013-01-02": 1200, "2018-02-05": 5}
    look = replace(WELL, figures=figures(breadth={"zweig": {"thrusts": thrusts}}), age_sessions=ages.get)
    reading = only(breadth_thrust, look)
    assert reading.event == "2018-02-05"
    assert "armed on 2018-01-29" in reading.sentence
    assert "these data have 1 earlier" in reading.sentence
    ages["2018-02-05"] = 6
    assert list(breadth_thrust.read(look, LIMITS)) == []


def test_a_market_without_stocks_has_no_thrust() -> None:
    assert list(breadth_thrust.read(replace(WELL, figures=figures(breadth={"zweig": None})), LIMITS)) == []


def test_a_change_of_regime_says_from_what_to_what_and_how_sure() -> None:
    look = replace(WELL, changes=(CHANGE,), began_at="2018-02-07T00:00:00Z")
    reading = only(regime_change, look)
    expected = "The regime changed from uptrend to choppy bearish with 2018-02-07 (score -0.12, confidence 61 %)."
    assert (reading.sentence, reading.session) == (expected, "2018-02-07")


def test_a_change_from_before_the_alerts_began_is_history() -> None:
    look = replace(WELL, changes=(CHANGE,), began_at="2018-02-07T22:00:01Z")
    assert list(regime_change.read(look, LIMITS)) == []


def test_a_change_of_long_ago_in_the_data_or_of_data_not_yet_loaded_is_not_told() -> None:
    look = replace(WELL, changes=(CHANGE,), began_at="2018-01-01T00:00:00Z")
    for age in (6, None):
        assert list(regime_change.read(replace(look, age_sessions=lambda _, age=age: age), LIMITS)) == []
