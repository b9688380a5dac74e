"""Weeks of other shapes: India's Saturday session, and the five weeks of 2026 that end on a Thursday in New York."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from panels_for_tests import panel_of

from dashboard.sections.timeframe.compute import timeframe
from dashboard.sections.timeframe.views import monthly, weekly

# Bombay, January 2024: a special session on Saturday the 20th, closed on Monday the 22nd and Friday the 26th.
BOMBAY_CLOSED = ("2024-01-22", "2024-01-26", "2024-03-08")
SATURDAY = np.datetime64("2024-01-20")
NEW_YORK_CLOSED = (
    "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07",
    "2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18",
)  # fmt: skip
THURSDAYS = {"2026-04-02", "2026-06-18", "2026-07-02", "2026-12-24", "2026-12-31"}


def weekdays(first, last, closed, special=()):
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    days = days[np.is_busday(days, holidays=np.array(closed, dtype="datetime64[D]"))]
    return np.union1d(days, np.array(special, dtype="datetime64[D]"))


def market(days, until, closes=None):
    """A stock by that timetable up to `until`; its closes count up from 1."""
    rows = int(np.searchsorted(days, np.datetime64(until), side="right"))
    closes = np.arange(1.0, rows + 1) if closes is None else closes
    return replace(panel_of(closes[:, None]), sessions=days[:rows], schedule=days)


def at(panel, day, view=weekly):
    return view(timeframe(panel, None), panel.row(np.datetime64(day)), "S000")


def test_a_saturday_session_ends_its_week_and_no_other_one():
    panel = market(weekdays("2023-12-18", "2024-03-29", BOMBAY_CLOSED, [SATURDAY]), "2024-02-02")
    friday, saturday, tuesday = (at(panel, day) for day in ("2024-01-19", "2024-01-20", "2024-01-23"))
    assert (friday["closed_on"], friday["closes_on"]) == ("2024-01-12", "2024-01-20")
    assert friday["bars"]["forming"][-1]
    assert (saturday["closed_on"], saturday["closes_on"]) == ("2024-01-20", "2024-01-25")
    assert saturday["forming"] is None
    assert saturday["bars"]["close"][-1] == friday["bars"]["close"][-1] + 1
    assert saturday["bars"]["open"][-1] == saturday["bars"]["close"][-1] - 5
    assert (tuesday["closed_on"], tuesday["closes_on"]) == ("2024-01-20", "2024-01-25")
    assert tuesday["bars"]["open"][-1] == tuesday["bars"]["close"][-1]
    assert at(panel, "2024-01-25")["closed_on"] == "2024-01-25"


def test_a_saturday_that_opens_a_month_ends_the_week_begun_in_the_month_before():
    """Bombay traded on Saturday 2020-02-01, the first session of its month, and the last of the week that began in January."""
    days = weekdays("2020-01-06", "2020-04-30", ["2020-02-21", "2020-03-10"], ["2020-02-01"])
    panel = market(days, "2020-02-28")
    assert at(panel, "2020-01-31", monthly)["closed_on"] == "2020-01-31"
    saturday = at(panel, "2020-02-01", monthly)
    assert (saturday["closed_on"], saturday["closes_on"]) == ("2020-01-31", "2020-02-28")
    assert saturday["bars"]["forming"] == [False, True]
    week = at(panel, "2020-02-01")
    assert (week["closed_on"], week["forming"]) == ("2020-02-01", None)
    assert at(panel, "2020-01-31")["closes_on"] == "2020-02-01"


def test_a_stock_that_skips_the_saturday_has_its_week_closed_by_monday_without_it():
    days = weekdays("2023-12-18", "2024-03-29", BOMBAY_CLOSED, [SATURDAY])
    rows = int(np.searchsorted(days, np.datetime64("2024-02-02"), side="right"))
    closes = np.arange(1.0, rows + 1)
    closes[np.searchsorted(days, SATURDAY)] = np.nan
    panel = market(days, "2024-02-02", closes)
    on_tuesday = at(panel, "2024-01-23")
    assert (on_tuesday["closed_on"], on_tuesday["closes_on"]) == ("2024-01-19", "2024-01-25")


def test_exactly_five_weeks_of_2026_end_on_a_thursday_and_are_known_to_beforehand():
    panel = market(weekdays("2025-12-29", "2027-02-12", NEW_YORK_CLOSED), "2026-12-31")
    result = timeframe(panel, None)
    rows = range(panel.row(np.datetime64("2026-01-02")), len(panel.sessions))
    answers = {str(panel.sessions[t]): weekly(result, t, "S000") for t in rows}
    ended = {answer["closed_on"] for answer in answers.values()} - {None}
    assert {day for day in ended if np.datetime64(day).astype(int) % 7 == 0} == THURSDAYS  # 1970-01-01 was a Thursday
    for thursday in THURSDAYS:
        before = answers[str(np.datetime64(thursday) - 1)]
        assert (before["closes_on"], answers[thursday]["closed_on"]) == (thursday, thursday)
        assert before["forming"] is not None
        assert answers[thursday]["forming"] is None
    assert (
        answers["2026-11-25"]["closes_on"] == "2026-11-27"
    )  # Thanksgiving is a Thursday; the half day after it ends the week
