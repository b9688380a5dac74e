"""Imported scans: which two make a reading, which session it belongs to, and that half a pair is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from folders import calendar_for

from dashboard.market.scans import DAILY, HOURLY, LONG, NO_SCANS, SHORT, ImportedScans, imported_scans, session_of

DAY = "2018-02-07T"
Scan = tuple[int, str, int]


def scans(*given: Scan, kind: int = HOURLY) -> ImportedScans:
    """Scans of (direction, time of day, tickers) of one day."""
    found = [(kind, direction, np.datetime64(DAY + at, "s"), count, "{}") for direction, at, count in given]
    return imported_scans(found, np.full(len(found), np.datetime64("2018-02-07", "D")))


def counts(*given: Scan) -> list[tuple[int, int]]:
    """The readings as (long, short)."""
    made = scans(*given).readings
    return list(zip(made.long.tolist(), made.short.tolist(), strict=True))


def test_a_long_and_a_short_scan_of_one_slot_make_a_reading() -> None:
    made = scans((LONG, "10:00:00", 43), (SHORT, "10:04:30", 40)).readings
    assert (made.long.tolist(), made.short.tolist(), made.waiting.tolist()) == ([43], [40], [])
    assert made.at[0] == np.datetime64(DAY + "10:04:30")


def test_a_half_pair_waits_for_its_other_half() -> None:
    alone = scans((SHORT, "10:00:00", 56))
    assert (len(alone.readings), alone.readings.waiting.tolist()) == (0, [0])
    assert counts((SHORT, "10:00:00", 56), (LONG, "10:07:00", 3)) == [(3, 56)]


def test_the_accident_of_the_predecessor_is_two_readings_and_two_halves() -> None:
    """(0, 56) → (0, 0) → (43, 0) → (43, 40): only the pairs of files that were there count, and an empty pair is one of them."""
    told = [(SHORT, "10:00:00", 56), (LONG, "10:30:00", 0), (SHORT, "10:31:00", 0), (LONG, "11:00:00", 43)]
    assert counts(*told) == [(0, 0)]
    assert scans(*told).readings.waiting.tolist() == [0, 3]
    assert counts(*told, (SHORT, "11:02:00", 40)) == [(0, 0), (43, 40)]


@pytest.mark.parametrize(("at", "pairs"), [("10:15:00", 1), ("10:15:01", 0)])
def test_fifteen_minutes_are_one_slot_and_a_second_more_is_another(at: str, pairs: int) -> None:
    assert len(counts((LONG, "10:00:00", 1), (SHORT, at, 2))) == pairs


def test_a_scan_run_again_takes_the_place_of_the_one_that_waits() -> None:
    assert counts((LONG, "10:00:00", 1), (LONG, "10:05:00", 2), (SHORT, "10:06:00", 3)) == [(2, 3)]


def test_a_scan_is_half_of_one_reading_only() -> None:
    assert counts((LONG, "10:00:00", 1), (SHORT, "10:10:00", 2), (LONG, "10:20:00", 3), (SHORT, "10:30:00", 4)) == [
        (1, 2),
        (3, 4),
    ]


def test_a_scan_saved_under_one_time_twice_counts_once() -> None:
    made = scans((LONG, "10:00:00", 1), (LONG, "10:00:00", 1), (SHORT, "10:00:00", 2), (SHORT, "10:00:00", 2)).readings
    assert (made.long.tolist(), made.short.tolist(), made.waiting.tolist()) == ([1], [2], [])


def test_daily_and_hourly_scans_make_no_pair() -> None:
    at, day = np.datetime64(DAY + "10:00:00", "s"), np.array(["2018-02-07"] * 2, dtype="datetime64[D]")
    mixed = imported_scans([(DAILY, LONG, at, 1, "{}"), (HOURLY, SHORT, at, 2, "{}")], day)
    assert (len(mixed.readings), mixed.readings.waiting.tolist()) == (0, [0, 1])


def test_later_scans_change_no_earlier_reading() -> None:
    draw = np.random.default_rng(2)
    given = [
        (int(draw.choice([LONG, SHORT])), f"{10 + n // 12}:{n % 12 * 5:02d}:00", int(draw.integers(0, 60)))
        for n in range(72)
    ]
    whole = counts(*given)
    assert len(whole) > 10
    for n in (1, 7, 30, 55):
        then = counts(*given[:n])
        assert then == whole[: len(then)]


@pytest.mark.parametrize(
    ("at", "session"),
    [
        ("2018-02-07T10:00:00", "2018-02-07"),  # Wednesday, while it trades
        ("2018-02-07T09:30:00", "2018-02-07"),
        ("2018-02-07T09:29:59", "2018-02-06"),
        ("2018-02-07T23:00:00", "2018-02-07"),
        ("2018-02-08T00:10:00", "2018-02-07"),  # after midnight
        ("2018-02-10T11:00:00", "2018-02-09"),  # Saturday
        ("2018-02-19T12:00:00", "2018-02-16"),  # Presidents' Day
        ("2018-02-01T08:00:00", "NaT"),  # before the first session opened
    ],
)
def test_a_scan_belongs_to_the_last_session_that_had_opened(at: str, session: str) -> None:
    calendar = calendar_for("XNYS")
    schedule = calendar.sessions(np.datetime64("2018-02-01"), np.datetime64("2018-03-01"))
    found = session_of(np.array([at], dtype="datetime64[s]"), schedule, calendar.opens_by_its_clock(schedule))
    np.testing.assert_array_equal(found, np.array([session], dtype="datetime64[D]"))


def test_an_opening_by_the_exchanges_clock_does_not_move_with_summer_time() -> None:
    days = np.array(["2018-03-09", "2018-03-12", "2018-11-05"], dtype="datetime64[D]")
    opens = calendar_for("XNYS").opens_by_its_clock(days)
    assert [str(each)[11:] for each in opens] == ["09:30:00"] * 3


def test_scans_until_a_session_leave_out_those_of_later_ones_and_of_none() -> None:
    at = np.array(["2018-02-06T16:00", "2018-02-07T16:00", "2018-01-01T16:00"], dtype="datetime64[s]")
    days = np.array(["2018-02-06", "2018-02-07", "NaT"], dtype="datetime64[D]")
    made = imported_scans([(DAILY, LONG, each, 1, "{}") for each in at], days)
    kept = made.until(np.datetime64("2018-02-06"))
    assert kept.at.tolist() == [at[0].tolist()]
    assert kept.same_as(made.until(np.datetime64("2018-02-06")))
    assert not kept.same_as(made)
    assert len(NO_SCANS.until(np.datetime64("2018-02-06"))) == len(NO_SCANS.readings) == 0
