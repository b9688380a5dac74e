"""How dates are read: never shifted by a timezone, never guessed between day and month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.dates import daily_share, sessions_of


def days(*texts: str) -> list[str]:
    return [str(day) for day in sessions_of(texts)]


def refusal(*texts: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        sessions_of(texts)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-24", "2024-05-24"),
        (" 2024-5-4 ", "2024-05-04"),
        ("2024/05/24", "2024-05-24"),
        ("2024.05.24", "2024-05-24"),
        ("20240524", "2024-05-24"),
        ("2024-05-24 00:00:00+05:30", "2024-05-24"),
        ("2024-05-24 15:30:00+0530", "2024-05-24"),
        ("2024-05-24T00:00:00-04:00", "2024-05-24"),
        ("2024-05-24 00:00:00", "2024-05-24"),
        ("2025-07-02T23:59:59.999Z", "2025-07-02"),
        ("2025-07-02T00:00:00.000Z", "2025-07-02"),
        ("02-JAN-2012", "2012-01-02"),
        ("27-Jan-23", "2023-01-27"),
        ("2 January 2012", "2012-01-02"),
        ("30 Sept. 2012", "2012-09-30"),
        ("09FEB2024", "2024-02-09"),
        ("Jan 02, 2012", "2012-01-02"),
        ("December 31 1999", "1999-12-31"),
        ("31/12/1999", "1999-12-31"),
        ("12/31/1999 16:00:00", "1999-12-31"),
        ("12/31/1999 4:00 PM", "1999-12-31"),
        ("31.12.99", "1999-12-31"),
        ("31-Dec-68", "2068-12-31"),
        ("31-Dec-69", "1969-12-31"),
        ("2020-02-29", "2020-02-29"),
    ],
)
def test_a_certain_date_is_read_in_every_form(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text", ["2021-02-29", "2021-13-01", "", "Date", "31-Foo-2020", "1700-01-02", "2300-01-02", "13/13/2020"]
)
def test_a_text_that_is_no_day_gets_no_session_and_spoils_no_other(text: str) -> None:
    assert days("2020-01-02", text, "2020-01-03") == ["2020-01-02", "NaT", "2020-01-03"]


def test_a_number_above_twelve_decides_for_the_whole_column() -> None:
    assert days("02-03-2009", "03-03-2009", "13-03-2009") == ["2009-03-02", "2009-03-03", "2009-03-13"]
    assert days("02/03/2009", "02/04/2009", "02/13/2009") == ["2009-02-03", "2009-02-04", "2009-02-13"]


def test_a_column_that_runs_like_daily_bars_in_one_order_only_is_read_so() -> None:
    assert days("03-02-2020", "04-02-2020", "05-02-2020", "06-02-2020", "07-02-2020") == [
        "2020-02-03", "2020-02-04", "2020-02-05", "2020-02-06", "2020-02-07",
    ]  # fmt: skip
    assert days("2/7/2020", "2/6/2020", "2/5/2020", "2/4/2020", "2/3/2020")[0] == "2020-02-07"


def test_two_digit_years_may_stand_first_or_last_and_the_run_of_days_tells() -> None:
    assert days("27-01-23", "30-01-23", "31-01-23", "01-02-23", "02-02-23")[3:] == ["2023-02-01", "2023-02-02"]
    assert days("23-01-27", "23-01-30", "23-01-31", "23-02-01", "23-02-02")[3:] == ["2023-02-01", "2023-02-02"]


def test_what_nothing_decides_is_refused() -> None:
    assert refusal("05/06/2020") == (
        'its dates ("05/06/2020") can be read day-first or month-first and nothing in the file decides, '
        "so export them as YYYY-MM-DD"
    )
    assert "nothing in the file decides" in refusal(
        "01/02/2020", "02/01/2020", "03/04/2020", "04/03/2020", "05/06/2020"
    )


def test_a_column_in_two_orders_is_refused() -> None:
    assert refusal("13/01/2020", "01/14/2020") == (
        'its dates are written in several orders ("13/01/2020" is day-first, "01/14/2020" is month-first), '
        "so export them as YYYY-MM-DD"
    )


def test_certain_dates_and_numbers_mix_only_where_the_whole_runs_like_daily_bars() -> None:
    assert days("18-Jan-24", "19-Jan-24", "22-Jan-24", "23-Jan-24", "24-01-24")[-1] == "2024-01-24"
    # A spreadsheet took days up to 12 for months and left the others: the first four are 3, 4, 5 and 6 February.
    swapped = refusal("2020-03-02", "2020-04-02", "2020-05-02", "2020-06-02", "13/02/2020", "14/02/2020")
    assert swapped == (
        'some of its dates ("13/02/2020") put day and month in another order than the rest, so export them as YYYY-MM-DD'
    )


def test_an_instant_in_utc_is_taken_only_where_the_weekdays_show_that_it_is_the_exchanges_day() -> None:
    new_york = [f"2024-05-{day}T20:00:00Z" for day in (20, 21, 22, 23, 24)]  # Monday to Friday
    assert days(*new_york)[0] == "2024-05-20"
    mumbai = [f"2024-05-{day}T18:30:00.000Z" for day in (19, 20, 21, 22, 23)]  # Sunday to Thursday
    assert refusal(*mumbai) == (
        'its dates are instants in UTC ("2024-05-19T18:30:00.000Z"), which do not name the exchange\'s day, '
        "so export the exchange's own dates"
    )
    assert "instants in UTC" in refusal("2024-05-20 18:30:00+00:00")


def test_intraday_bars_are_refused() -> None:
    stamps = [f"2024-05-{day} {time}+05:30" for day in (23, 24) for time in ("09:15:00", "09:30:00", "09:45:00")]
    assert refusal(*stamps) == "it holds 3 bars a day, so export daily bars; intraday ones are not read"


@pytest.mark.parametrize("text", ["1700000000", "45292", "5.3.", "yesterday"])
def test_a_column_without_dates_is_refused(text: str) -> None:
    assert refusal(text) == f'its dates ("{text}") are in no form that is known, so export them as YYYY-MM-DD'
    assert refusal("") == "its date column is empty, so export them as YYYY-MM-DD"


def test_the_daily_share_counts_short_steps_in_one_direction_onto_weekdays() -> None:
    friday, monday, tuesday, saturday = date(2020, 1, 3), date(2020, 1, 6), date(2020, 1, 7), date(2020, 1, 11)
    assert daily_share([friday, monday, tuesday, saturday]) == 2 / 3
    assert daily_share([tuesday, monday, friday, date(2020, 1, 2)]) == 1.0
    assert daily_share([friday, monday, None, tuesday]) == 0.0, "two steps are too few to tell"


weekdays = st.builds(
    lambda first, count: [d for d in (first + timedelta(at) for at in range(count)) if d.weekday() < 5],
    st.dates(date(1970, 1, 1), date(2060, 1, 1)),
    st.integers(20, 60),
)
FORMS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "day-first": lambda d: f"{d.day}/{d.month}/{d.year}",
    "month-first": lambda d: f"{d.month:02}-{d.day:02}-{d.year}",
    "short years": lambda d: f"{d.day:02}.{d.month:02}.{d.year % 100:02}",
    "month names": lambda d: d.strftime("%d-%b-%Y"),
    "compact": lambda d: d.strftime("%Y%m%d"),
}


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)
@given(sessions=weekdays, newest_first=st.booleans())
def test_a_month_of_weekdays_reads_back_in_every_form(form: str, sessions: list[date], newest_first: bool) -> None:
    if form == "short years":
        sessions = [d for d in sessions if 1969 <= d.year <= 2068]
    sessions = sessions[::-1] if newest_first else sessions
    assert days(*(FORMS[form](d) for d in sessions)) == [d.isoformat() for d in sessions]
