"""Which days are sessions and what the clock says, against dates that the exchanges themselves published."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from shared_data import SHARED, needs_shared

from dashboard.errors import BadMarketFolder
from dashboard.market.sessions import ExchangeCalendar, open_calendar

ROOT = Path(__file__).resolve().parents[2]


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("calendars")


@pytest.fixture(scope="module")
def nyse(cache) -> ExchangeCalendar:
    return open_calendar("XNYS", cache)


@pytest.fixture(scope="module")
def bombay(cache) -> ExchangeCalendar:
    return open_calendar("XBOM", cache)


@pytest.fixture(scope="module")
def crypto(cache) -> ExchangeCalendar:
    return open_calendar("24/7", cache)


def test_the_week_of_thanksgiving_has_four_sessions_and_friday_closes_at_one(nyse):
    week = nyse.sessions(day("2018-11-19"), day("2018-11-25"))
    assert week.tolist() == days("2018-11-19", "2018-11-20", "2018-11-21", "2018-11-23").tolist()
    assert nyse.closes_at(day("2018-11-23")) == utc("2018-11-23 18:00")
    assert nyse.closes_at(day("2018-11-21")) == utc("2018-11-21 21:00")


def test_closures_that_no_rule_foretells_are_known(nyse):
    closed = days("2001-09-11", "2001-09-14", "2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09", "1933-03-09")
    assert not nyse.holds(closed).any()
    assert nyse.holds(days("2001-09-10", "2001-09-17", "2012-10-26", "2012-10-31", "2018-12-06")).all()


def test_good_friday_is_no_session_though_good_wednesday_is(nyse):
    assert nyse.holds(days("2019-04-19", "2024-03-29", "1950-04-07")).tolist() == [False, False, False]
    assert nyse.holds(days("2019-04-17", "2024-03-28", "1950-04-06")).tolist() == [True, True, True]


def test_holidays_before_1970_are_holidays(nyse):
    assert not nyse.holds(days("1950-07-04", "1929-12-25", "1961-05-29", "1968-06-12", "1956-11-06")).any()


def test_five_weeks_of_2026_end_on_a_thursday(nyse):
    year = nyse.sessions(day("2026-01-01"), day("2026-12-31"))
    week = (year.astype(np.int64) + 3) // 7
    last_of_week = year[np.append(week[1:] != week[:-1], True)]
    thursdays = [str(d) for d in last_of_week if d.item().weekday() == 3]
    # New Year's Day of 2027 is a Friday, so the last week of 2026 ends on a Thursday too.
    assert thursdays == ["2026-04-02", "2026-06-18", "2026-07-02", "2026-12-24", "2026-12-31"]


def test_the_close_moves_with_new_yorks_clocks_not_with_utc(nyse):
    assert nyse.closes_at(day("2024-03-08")) == utc("2024-03-08 21:00")
    assert nyse.closes_at(day("2024-03-11")) == utc("2024-03-11 20:00")
    assert nyse.closes_at(day("2024-11-01")) == utc("2024-11-01 20:00")
    assert nyse.closes_at(day("2024-11-04")) == utc("2024-11-04 21:00")


def test_the_exchange_opens_on_the_second(nyse):
    before, at = nyse.state(utc("2024-07-01 13:29:59")), nyse.state(utc("2024-07-01 13:30:00"))
    assert (before.session, before.until) == ("closed", utc("2024-07-01 13:30"))
    assert (at.session, at.until) == ("open", utc("2024-07-01 20:00"))
    assert at.next_open == utc("2024-07-02 13:30")
    assert at.next_close == utc("2024-07-01 20:00")


def test_the_exchange_closes_on_the_second(nyse):
    before, at = nyse.state(utc("2024-07-03 16:59:59")), nyse.state(utc("2024-07-03 17:00:00"))
    assert (before.session, before.half_day) == ("open", True)
    # July 4th follows: the next session is Friday's, a whole one.
    assert (at.session, at.until, at.half_day) == ("closed", utc("2024-07-05 13:30"), False)
    assert nyse.last_closed(utc("2024-07-03 16:59:59")) == day("2024-07-02")
    assert nyse.last_closed(utc("2024-07-03 17:00:00")) == day("2024-07-03")


def test_a_weekday_off_is_a_holiday_and_a_weekend_is_closed(nyse):
    assert nyse.state(utc("2024-07-04 15:00")).session == "holiday"
    assert nyse.state(utc("2024-07-06 15:00")).session == "closed"
    assert nyse.state(utc("2024-07-04 03:00")).session == "closed"  # still the evening of the 3rd in New York


def test_any_time_zone_tells_the_same_state(nyse):
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert nyse.state(utc("2024-07-01 13:30").astimezone(tokyo)) == nyse.state(utc("2024-07-01 13:30"))
    with pytest.raises(ValueError, match="aware"):
        nyse.state(dt.datetime(2024, 7, 1, 13, 30))  # noqa: DTZ001


def test_a_weekend_and_a_holiday_put_nobody_behind(nyse):
    friday = day("2024-05-24")  # Memorial Day follows on the 27th
    assert nyse.behind(friday, utc("2024-05-26 12:00")) == 0
    assert nyse.behind(friday, utc("2024-05-28 19:59:59")) == 0
    assert nyse.behind(friday, utc("2024-05-28 20:00:00")) == 1
    assert nyse.behind(friday, utc("2024-06-03 21:00")) == 5


def test_a_record_that_holds_todays_running_session_is_not_behind(nyse):
    assert nyse.behind(day("2024-07-01"), utc("2024-07-01 15:00")) == 0
    assert nyse.behind(day("2024-07-02"), utc("2024-07-01 15:00")) == 0


def test_sessions_are_closed_one_by_one(nyse):
    asked = days("2024-07-01", "2024-07-02", "2024-07-03", "2024-07-05")
    assert nyse.closed_by(asked, utc("2024-07-03 17:00")).tolist() == [True, True, True, False]


def test_a_special_saturday_session_closes_when_the_exchange_usually_does(nyse):
    assert nyse.closes_at(day("2024-07-06")) == utc("2024-07-06 20:00")
    assert nyse.closes_at(day("2024-12-28")) == utc(
        "2024-12-28 21:00"
    )  # not at one, as on the half day before Christmas


def test_bombay_keeps_its_own_hours_and_holidays(bombay):
    assert bombay.timezone == "Asia/Kolkata"
    assert not bombay.holds(days("2024-01-26", "2024-08-15", "2024-10-02")).any()
    assert bombay.closes_at(day("2024-01-25")) == utc("2024-01-25 10:00")
    assert bombay.state(utc("2024-01-26 05:00")).session == "holiday"
    assert bombay.state(utc("2024-01-25 03:45")).session == "open"


def test_beyond_what_is_known_weekdays_are_sessions_and_the_calendar_says_so(bombay):
    assert bombay.known_from == day("1997-01-01")
    assert not bombay.holds(days("1996-12-28", "1996-12-29")).any()
    assert bombay.holds(days("1996-12-25", "1996-12-30")).all()
    after = bombay.known_to + np.arange(1, 15)
    assert bombay.holds(after).tolist() == [d.item().weekday() < 5 for d in after]
    assert bombay.closes_at(bombay.known_to + np.timedelta64(10, "D")).time() == dt.time(10)


def test_nasdaq_1896_style_dates_before_every_calendar_are_weekdays(nyse):
    assert nyse.known_from == day("1927-01-01")
    assert nyse.holds(days("1896-05-26", "1896-05-31")).tolist() == [True, False]


def test_what_never_closes_is_open_on_sundays_and_each_session_ends_at_midnight(crypto):
    state = crypto.state(utc("2024-07-07 12:00"))
    assert (state.session, state.until, state.half_day) == ("open", utc("2024-07-08 00:00"), False)
    assert len(crypto.sessions(day("2024-01-01"), day("2024-12-31"))) == 366
    assert crypto.last_closed(utc("2024-07-08 00:00:00")) == day("2024-07-07")
    assert crypto.holds(days("1900-01-07")).all()  # a Sunday before the table


def test_no_day_at_all_is_no_session(nyse):
    assert nyse.holds(np.array(["NaT", "2024-07-01"], dtype="datetime64[D]")).tolist() == [False, True]
    assert len(nyse.sessions(day("2024-07-06"), day("2024-07-07"))) == 0
    assert nyse.holds(days()).tolist() == []


def test_an_unknown_code_is_refused_with_a_sentence_that_helps(tmp_path):
    with pytest.raises(BadMarketFolder, match=r"'XWALLST' is not known; set `calendar` .* XNYS"):
        open_calendar("XWALLST", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", None])
def test_a_torn_or_foreign_file_is_rebuilt(cache, nyse, damage):
    path = cache / "calendar-XNYS.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    again = open_calendar("XNYS", cache)
    span = day("1990-01-01"), day("2020-01-01")
    assert np.array_equal(again.sessions(*span), nyse.sessions(*span))
    assert path.stat().st_size == len(whole)
    assert [p.name for p in cache.glob("*.tmp")] == []


def test_a_file_of_another_calendar_is_not_believed(cache, nyse, bombay):
    other = (cache / "calendar-XBOM.npz").read_bytes()
    (cache / "calendar-XNYS.npz").write_bytes(other)
    assert open_calendar("XNYS", cache).timezone == "America/New_York"


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert open_calendar("XNYS", blocked / "calendars").holds(days("2024-07-01")).all()


def test_a_warm_start_imports_neither_pandas_nor_exchange_calendars(cache, nyse):
    script = (
        "import sys, pathlib\n"
        "from dashboard.market.sessions import open_calendar\n"
        f"open_calendar('XNYS', pathlib.Path({str(cache)!r}))\n"
        "print('pandas' in sys.modules, 'exchange_calendars' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]


@needs_shared
@pytest.mark.parametrize(
    ("folder", "symbol"),
    [("us-indices-1950-1999/indices.parquet", "GSPC"), ("us-indices-1950-1999/indices.parquet", "IXIC")],
)
def test_half_a_century_of_an_index_traded_on_exactly_these_sessions(nyse, folder, symbol):
    import pyarrow.parquet as parquet

    table = parquet.read_table(SHARED / folder, filters=[("symbol", "=", symbol)], columns=["date"])
    traded = np.unique(np.asarray(table["date"].to_numpy(), dtype="datetime64[D]"))
    assert np.array_equal(traded, nyse.sessions(traded[0], traded[-1]))
