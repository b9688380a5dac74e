"""Weekly and monthly bars by the exchange's sessions: when they close, and what is in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markets import new_york

from dashboard.indicators.resample import periods_of, resample_own
from dashboard.market.sessions import ExchangeCalendar

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile

NAN = np.nan
NO_SCHEDULE = np.array([], dtype="datetime64[D]")


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def schedule_of(calendar, first, last):
    return calendar.sessions(np.datetime64(first), np.datetime64(last))


@pytest.fixture(scope="module")
def mumbai():
    return ExchangeCalendar("XBOM")


def closing(sessions, schedule, period):
    """The sessions that close a period, as text."""
    return [str(day) for day in sessions[periods_of(sessions, schedule, period).closes]]


def test_five_weeks_of_2026_end_on_a_thursday_in_new_york():
    sessions = schedule_of(new_york(), "2026-01-02", "2026-12-31")
    weeks = closing(sessions, schedule_of(new_york(), "2026-01-02", "2027-02-14"), "weekly")
    not_friday = [day for day in weeks if np.datetime64(day).item().weekday() != 4]
    assert not_friday == ["2026-04-02", "2026-06-18", "2026-07-02", "2026-12-24", "2026-12-31"]
    assert len(weeks) == 53


def test_a_month_closes_on_its_last_session_whatever_the_day_of_the_week():
    sessions = schedule_of(new_york(), "2020-01-02", "2020-12-31")
    assert closing(sessions, schedule_of(new_york(), "2020-01-02", "2021-02-14"), "monthly") == [
        "2020-01-31", "2020-02-28", "2020-03-31", "2020-04-30", "2020-05-29", "2020-06-30",
        "2020-07-31", "2020-08-31", "2020-09-30", "2020-10-30", "2020-11-30", "2020-12-31",
    ]  # fmt: skip


def test_a_running_week_says_on_which_session_it_will_close():
    schedule = schedule_of(new_york(), "2026-03-30", "2026-05-15")
    sessions = days("2026-03-30", "2026-03-31")  # the Monday and Tuesday before Good Friday
    weekly, monthly = (periods_of(sessions, schedule, period) for period in ("weekly", "monthly"))
    np.testing.assert_array_equal(weekly.closes_on, days("2026-04-02", "2026-04-02"))
    np.testing.assert_array_equal(weekly.closes, [False, False])
    np.testing.assert_array_equal(monthly.closes, [False, True])


def test_a_half_day_closes_its_week_like_any_session():
    sessions = schedule_of(new_york(), "2018-11-19", "2018-11-23")  # Thanksgiving week: Thursday shut, Friday until one
    periods = periods_of(sessions, schedule_of(new_york(), "2018-11-19", "2018-12-31"), "weekly")
    np.testing.assert_array_equal(sessions, days("2018-11-19", "2018-11-20", "2018-11-21", "2018-11-23"))
    np.testing.assert_array_equal(periods.closes, [False, False, False, True])


def test_a_week_cut_by_new_year_belongs_to_two_months_but_is_one_week():
    sessions = days("2018-12-31", "2019-01-02", "2019-01-03", "2019-01-04", "2019-01-07")
    schedule = schedule_of(new_york(), "2018-12-31", "2019-02-28")
    np.testing.assert_array_equal(periods_of(sessions, schedule, "weekly").number, [0, 0, 0, 0, 1])
    np.testing.assert_array_equal(periods_of(sessions, schedule, "monthly").number, [0, 1, 1, 1, 1])


def test_an_indian_week_with_a_budget_session_on_saturday_closes_on_saturday(mumbai):
    budget = np.datetime64("2020-02-01")
    schedule = np.union1d(schedule_of(mumbai, "2020-01-20", "2020-03-31"), [budget])
    sessions = schedule[schedule <= np.datetime64("2020-02-07")]
    assert closing(sessions, schedule, "weekly") == ["2020-01-24", "2020-02-01", "2020-02-07"]
    assert closing(sessions, schedule, "monthly") == ["2020-01-31"]  # the Saturday was the first of February


def test_a_lamp_lighting_session_on_a_sunday_ends_the_week_before_it(mumbai):
    diwali = np.datetime64("2019-10-27")
    schedule = np.union1d(schedule_of(mumbai, "2019-10-01", "2019-12-31"), [diwali])
    sessions = schedule[(schedule >= np.datetime64("2019-10-22")) & (schedule <= np.datetime64("2019-11-01"))]
    assert closing(sessions, schedule, "weekly") == ["2019-10-27", "2019-11-01"]


def test_where_sunday_is_a_working_day_it_begins_the_week():
    weekdays = np.arange(np.datetime64("2024-01-07"), np.datetime64("2024-03-01"))
    schedule = weekdays[((weekdays.astype(int) + 4) % 7) < 5]  # Sunday to Thursday, as in Riyadh
    assert closing(schedule[:10], schedule, "weekly") == ["2024-01-11", "2024-01-18"]
    np.testing.assert_array_equal(periods_of(schedule[:10], schedule, "weekly").number, [0] * 5 + [1] * 5)


def test_where_no_day_is_a_holiday_weeks_end_on_sunday():
    schedule = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-03-01"))
    assert closing(schedule[:15], schedule, "weekly") == ["2024-01-07", "2024-01-14"]


def test_an_unscheduled_closure_leaves_a_session_without_bars_that_still_closes_its_week():
    # A hurricane the calendar did not know: the exchange's sessions of the week are there, the bars are not.
    sessions = schedule_of(new_york(), "2019-09-02", "2019-09-13")
    periods = periods_of(sessions, schedule_of(new_york(), "2019-09-02", "2019-10-31"), "weekly")
    rows = np.flatnonzero((sessions < np.datetime64("2019-09-05")) | (sessions > np.datetime64("2019-09-06")))
    close = np.arange(1.0, len(rows) + 1)
    bars = resample_own(close, close, close, close, close, rows, periods.number)
    assert [str(day) for day in sessions[rows[bars[5]]]] == ["2019-09-04", "2019-09-13"]
    assert str(sessions[3]) == "2019-09-06"
    np.testing.assert_array_equal(periods.closes[:5], [False, False, False, True, False])


def test_a_closure_that_the_calendar_knows_shortens_the_week():
    sessions = schedule_of(new_york(), "2012-10-22", "2012-11-02")  # Sandy shut Monday and Tuesday
    weeks = closing(sessions, schedule_of(new_york(), "2012-10-22", "2012-12-31"), "weekly")
    assert weeks == ["2012-10-26", "2012-11-02"]
    sessions = schedule_of(new_york(), "2001-09-10", "2001-09-21")
    assert closing(sessions, schedule_of(new_york(), "2001-09-10", "2001-11-30"), "weekly") == [
        "2001-09-10",
        "2001-09-21",
    ]


def test_without_a_schedule_a_week_closes_on_friday_and_never_because_the_data_end():
    sessions = days("2018-01-29", "2018-01-30", "2018-01-31", "2018-02-01", "2018-02-02", "2018-02-05")
    periods = periods_of(sessions, NO_SCHEDULE, "weekly")
    np.testing.assert_array_equal(periods.closes, [False] * 4 + [True, False])
    assert str(periods.closes_on[-1]) == "2018-02-09"
    np.testing.assert_array_equal(periods_of(sessions, sessions, "weekly").closes, periods.closes)
    np.testing.assert_array_equal(periods_of(sessions, sessions, "monthly").closes, [False, False, True] + [False] * 3)


def test_a_session_that_the_schedule_lacks_closes_its_week_once_more_without_changing_friday():
    schedule = schedule_of(new_york(), "2019-06-03", "2019-07-31")
    sessions = np.union1d(schedule_of(new_york(), "2019-06-03", "2019-06-10"), days("2019-06-08"))
    assert closing(sessions, schedule, "weekly") == ["2019-06-07", "2019-06-08"]


def test_no_sessions_have_no_periods():
    for schedule in (NO_SCHEDULE, days("2019-06-03")):
        assert len(periods_of(NO_SCHEDULE, schedule, "weekly").number) == 0


@kernels
@given(st.integers(1, 250), st.sampled_from(["weekly", "monthly"]))
def test_a_period_never_changes_when_sessions_are_added(t, period):
    schedule = schedule_of(new_york(), "2018-01-02", "2019-03-01")
    whole, part = (periods_of(schedule[:n], schedule, period) for n in (251, t))
    for name in ("number", "closes", "closes_on"):
        np.testing.assert_array_equal(getattr(whole, name)[:t], getattr(part, name))


def test_the_bars_of_a_symbol_that_stops_mid_week_by_hand():
    numbers = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2])
    rows = np.array([1, 2, 4, 5, 6])  # lists on Tuesday, misses Thursday, stops on the second Tuesday
    open_, close = np.array([10.0, 9.0, 8.0, 8.0, 7.0]), np.array([9.5, 8.0, 8.0, 7.0, 7.0])
    high, low, volume = np.array([11.0, 9.0, 8.5, 8.0, 7.0]), np.array([9.0, 7.5, 8.0, 6.5, 7.0]), np.arange(1.0, 6.0)
    bars = resample_own(open_, high, low, close, volume, rows, numbers)
    for column, expected in zip(bars, ([10, 8], [11, 8], [7.5, 6.5], [8, 7], [6, 9], [2, 4]), strict=True):
        np.testing.assert_array_equal(column, expected)


def test_a_week_without_bars_of_the_symbol_has_no_bar_and_unknown_volume_stays_unknown():
    numbers, rows = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 4])
    close = np.array([3.0, 2.0, 2.0])
    volume = np.array([5.0, NAN, 7.0])
    bars = resample_own(close, np.array([NAN, 2.5, NAN]), np.array([NAN, 1.5, NAN]), close, volume, rows, numbers)
    np.testing.assert_array_equal(bars[3], [2.0, 2.0])
    np.testing.assert_array_equal(bars[4], [NAN, 7.0])
    np.testing.assert_array_equal(bars[1], [2.5, NAN])
    np.testing.assert_array_equal(bars[2], [1.5, NAN])


def test_no_bars_have_no_periods():
    nothing = np.array([])
    for column in resample_own(*[nothing] * 5, np.array([], dtype=np.int64), np.array([0, 0, 1])):
        assert len(column) == 0


@pytest.mark.parametrize(("period", "rule"), [("weekly", "W-SUN"), ("monthly", "ME")])
def test_bars_agree_with_pandas_but_for_their_label(period, rule):
    sessions = schedule_of(new_york(), "2017-01-03", "2018-12-31")
    random = np.random.default_rng(6)
    rows = np.flatnonzero(random.random(len(sessions)) < 0.7)  # a symbol that misses three sessions in ten
    close = 40 * np.exp(np.cumsum(random.normal(0, 0.02, size=len(rows))))
    frame = pd.DataFrame(
        {"open": close * 0.999, "high": close * 1.01, "low": close * 0.98, "close": close, "volume": close * 100},
        index=pd.DatetimeIndex(sessions[rows]),
    )
    how = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    expected = frame.resample(rule).agg(how)
    expected = expected[expected["close"].notna()]
    number = periods_of(sessions, sessions, period).number
    *bars, last = resample_own(*(frame[name].to_numpy().copy() for name in how), rows, number)
    for ours, name in zip(bars, how, strict=True):
        np.testing.assert_allclose(ours, expected[name].to_numpy(), rtol=1e-12)
    labels = pd.DatetimeIndex(sessions[rows[last]])
    assert (labels <= expected.index).all()
    assert (labels > expected.index - pd.Timedelta(days=31 if period == "monthly" else 7)).all()
