"""Freshness in the exchange's own time: what the market does, and when a session without data counts as missing.

The times were written down from the exchanges' published hours, not computed: New York trades 09:30 to 16:00 and until 13:00 on the
day after Thanksgiving, Bombay 09:15 to 15:30. Data are due an hour after the close.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from builders import Clock

from dashboard.market.panel import Market
from dashboard.market.sessions import ExchangeCalendar, open_calendar
from dashboard.runtime.market_state import MarketClock, MarketState

HOUR = timedelta(minutes=60)
open_once = cache(open_calendar)


def calendar_for(code: str) -> ExchangeCalendar:
    return open_once(code)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def state(moment: str, last: str, calendar: str = "XNYS", settling: timedelta = HOUR) -> MarketState:
    clock = MarketClock(calendar_for, lambda: at(moment), settling)
    clock.follow(Market(name="Tiny", calendar=calendar), np.datetime64(last, "D"))
    found = clock.state()
    assert found is not None
    return found


THANKSGIVING_2026 = [
    # moment, the store's last session, what the exchange does, half day, behind
    ("2026-11-25 20:59", "2026-11-24", "open", False, 0),
    ("2026-11-25 21:00", "2026-11-24", "closed", True, 0),  # the next session is Friday's half day
    ("2026-11-25 21:59", "2026-11-24", "closed", True, 0),
    ("2026-11-25 22:00", "2026-11-24", "closed", True, 1),
    ("2026-11-26 15:00", "2026-11-25", "holiday", True, 0),
    ("2026-11-26 15:00", "2026-11-24", "holiday", True, 1),
    ("2026-11-27 14:29", "2026-11-25", "closed", True, 0),
    ("2026-11-27 14:30", "2026-11-25", "open", True, 0),
    ("2026-11-27 18:00", "2026-11-25", "closed", False, 0),  # closed at one o'clock
    ("2026-11-27 18:59", "2026-11-25", "closed", False, 0),
    ("2026-11-27 19:00", "2026-11-25", "closed", False, 1),
    ("2026-11-28 15:00", "2026-11-27", "closed", False, 0),  # Saturday
    ("2026-11-29 23:00", "2026-11-27", "closed", False, 0),  # Sunday evening
    ("2026-11-30 21:59", "2026-11-27", "closed", False, 0),
    ("2026-11-30 22:00", "2026-11-27", "closed", False, 1),
    ("2026-11-30 22:00", "2026-11-25", "closed", False, 2),
]


@pytest.mark.parametrize(("moment", "last", "session", "half_day", "behind"), THANKSGIVING_2026)
def test_the_week_of_thanksgiving_hour_by_hour(
    moment: str, last: str, session: str, half_day: bool, behind: int
) -> None:
    found = state(moment, last)
    assert (found.session, found.half_day, found.sessions_behind) == (session, half_day, behind)


def test_what_comes_next_on_thanksgiving_and_when_the_half_days_data_are_due() -> None:
    found = state("2026-11-26 15:00", "2026-11-25")
    assert (found.next_open, found.next_close) == ("2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z")
    assert (found.expected_session, found.data_due_at) == ("2026-11-25", "2026-11-27T19:00:00Z")


@pytest.mark.parametrize(
    ("moment", "behind"),
    [
        ("2026-04-03 15:00", 0),  # Good Friday
        ("2026-04-05 15:00", 0),
        ("2026-04-06 20:59", 0),
        ("2026-04-06 21:00", 1),  # Monday's close was at 20:00 UTC, in summer time
    ],
)
def test_good_friday_and_its_weekend_put_nobody_behind(moment: str, behind: int) -> None:
    assert state(moment, "2026-04-02").sessions_behind == behind


def test_good_friday_is_a_holiday_and_the_saturday_after_it_is_not() -> None:
    assert state("2026-04-03 15:00", "2026-04-02").session == "holiday"
    assert state("2026-04-04 15:00", "2026-04-02").session == "closed"


@pytest.mark.parametrize(
    ("moment", "last", "behind"),
    [
        ("2026-03-06 21:59", "2026-03-05", 0),  # winter: Friday closes at 21:00 UTC
        ("2026-03-06 22:00", "2026-03-05", 1),
        ("2026-03-09 20:59", "2026-03-06", 0),  # summer: Monday closes at 20:00 UTC
        ("2026-03-09 21:00", "2026-03-06", 1),
        ("2026-10-30 21:00", "2026-10-29", 1),  # and back
        ("2026-11-02 21:59", "2026-10-30", 0),
        ("2026-11-02 22:00", "2026-10-30", 1),
    ],
)
def test_data_are_due_by_new_yorks_clocks_when_they_change(moment: str, last: str, behind: int) -> None:
    assert state(moment, last).sessions_behind == behind


@pytest.mark.parametrize(
    ("moment", "last", "behind"),
    [
        ("2025-01-31 11:00", "2025-01-30", 1),  # Friday closed at 10:00 UTC
        ("2025-02-01 12:00", "2025-01-31", 0),  # the Saturday of the budget: traded, but no calendar knew it would be
        ("2025-02-02 12:00", "2025-02-01", 0),  # a store that has the Saturday is ahead of the calendar, never behind
        ("2025-02-03 10:59", "2025-02-01", 0),
        ("2025-02-03 11:00", "2025-02-01", 1),
    ],
)
def test_a_saturday_session_in_bombay_puts_nobody_behind(moment: str, last: str, behind: int) -> None:
    assert state(moment, last, calendar="XBOM").sessions_behind == behind


def test_data_that_come_before_they_are_due_are_not_behind() -> None:
    found = state("2026-11-25 21:10", "2026-11-25")
    assert (found.sessions_behind, found.expected_session) == (0, "2026-11-24")


def test_without_a_settling_time_a_session_counts_from_its_close() -> None:
    assert state("2026-11-25 20:59", "2026-11-24", settling=timedelta()).sessions_behind == 0
    assert state("2026-11-25 21:00", "2026-11-24", settling=timedelta()).sessions_behind == 1


def test_a_settling_time_longer_than_the_night_reaches_into_the_next_session() -> None:
    overnight = timedelta(hours=20)
    assert state("2026-11-24 16:59", "2026-11-20", settling=overnight).sessions_behind == 0
    assert state("2026-11-24 17:00", "2026-11-20", settling=overnight).sessions_behind == 1


def test_the_state_is_kept_until_something_in_it_changes() -> None:
    clock = Clock(wall=at("2026-11-25 20:58:00"))
    market = MarketClock(calendar_for, clock.now, HOUR)
    market.follow(Market(name="Tiny", calendar="XNYS"), np.datetime64("2026-11-24"))
    before = market.state()
    clock.advance(119)
    assert market.state() is before
    clock.advance(1)
    after = market.state()
    assert after is not None
    assert after.session == "closed"


def test_when_the_data_are_due_they_are_missed_to_the_second() -> None:
    clock = Clock(wall=at("2026-11-25 21:59:59"))
    market = MarketClock(calendar_for, clock.now, HOUR)
    market.follow(Market(name="Tiny", calendar="XNYS"), np.datetime64("2026-11-24"))
    assert [market.state().sessions_behind, clock.advance(1), market.state().sessions_behind] == [0, None, 1]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("moment", "session", "behind"),
    [("2026-11-26 15:00", "holiday", 0), ("2026-11-25 15:00", "open", 0), ("2027-01-04 22:00", "closed", 25)],
)
def test_a_clock_that_jumps_either_way_is_believed_at_once(moment: str, session: str, behind: int) -> None:
    # From 2026-11-27 to 2027-01-04 New York holds 25 sessions: Nov 27 and 30, 22 in December (Christmas is a Friday), Jan 4.
    clock = Clock(wall=at("2026-11-27 18:30"))
    market = MarketClock(calendar_for, clock.now, HOUR)
    market.follow(Market(name="Tiny", calendar="XNYS"), np.datetime64("2026-11-25"))
    assert market.state().session == "closed"  # type: ignore[union-attr]
    clock.wall = at(moment)
    found = market.state()
    assert found is not None
    assert (found.session, found.sessions_behind) == (session, behind)


def test_before_there_is_a_market_there_is_no_state() -> None:
    assert MarketClock(calendar_for, lambda: at("2026-11-25 12:00")).state() is None
