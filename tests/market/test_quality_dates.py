"""Dates that cannot be, and the few weekend sessions that can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bar_rows import NAN, counts, judged, quiet, reasons, rows, together

from dashboard.market.bars import Bars, Quarantined
from dashboard.market.quality import special_sessions


def moved(bars: Bars, rows_: slice, days: int) -> Bars:
    session = bars.session.copy()
    session[rows_] += np.timedelta64(days, "D")
    return replace(bars, session=session)


def test_a_date_after_the_last_closed_session_is_set_aside():
    clean, aside = judged(rows(("A", "2019-12-31", 1.0, 1.0, 1.0, 1.0), ("A", "2020-01-01", 1.0, 1.0, 1.0, 1.0)))
    assert clean.session.astype(str).tolist() == ["2019-12-31"]
    assert reasons(aside) == {("A", "2020-01-01"): "future_date"}


def test_weekends_and_holidays_are_no_sessions():
    days = ("2018-01-12", "2018-01-13", "2018-01-15", "2018-01-16")  # Friday, Saturday, a holiday, Tuesday
    clean, aside = judged(rows(*[("A", day, 1.0, 2.0, 1.0, 1.0) for day in days]), "2018-01-15")
    assert clean.session.astype(str).tolist() == ["2018-01-12", "2018-01-16"]
    assert counts(aside) == {"no_session": 2}


def test_a_row_without_a_date_is_set_aside():
    _, aside = judged(rows(("A", "NaT", 1.0, 2.0, 1.0, 1.5), ("A", "2018-01-16", 1.0, 2.0, 1.0, 1.5)))
    assert aside.reason.tolist() == ["no_date"]


def test_a_date_before_there_were_exchanges_is_a_misread_one():
    _, aside = judged(rows(("A", "0018-01-16", 1.0, 2.0, 1.0, 1.5), ("A", "2018-01-16", 1.0, 2.0, 1.0, 1.5)))
    assert aside.reason.tolist() == ["no_session"]


def test_a_block_after_a_long_hole_with_weekend_rows_is_another_years_and_goes_as_a_whole():
    bars = moved(
        quiet(sessions=120, first="2015-01-05"), slice(94, None), 3 * 365
    )  # 26 rows three years later, some on weekends
    clean, aside = judged(bars)
    assert len(clean) == 94
    assert counts(aside) == {"relabelled_dates": 26}


def test_a_listing_that_paused_for_a_quarter_is_no_relabelling():
    bars = moved(quiet(sessions=120, first="2015-01-05"), slice(94, None), 52 * 7)
    clean, aside = judged(bars)
    assert (len(clean), len(aside)) == (120, 0)


def test_weekend_rows_of_a_market_without_a_hole_leave_its_weekdays_alone():
    days = np.arange("2018-01-01", "2018-07-01", dtype="datetime64[D]")
    bars = replace(quiet(sessions=len(days)), session=days)
    clean, aside = judged(bars)
    assert counts(aside) == {"no_session": int((~np.is_busday(days)).sum())}
    assert np.is_busday(clean.session).all()


def off_calendar(days: dict[str, int], reason: str = "no_session") -> Quarantined:
    given = [(f"S{n}", day, 1.0, 2.0, 1.0, 1.5) for day, symbols in days.items() for n in range(symbols)]
    bars = rows(*given) if given else rows(("A", "2018-01-29", 1.0, 1.0, 1.0, 1.0)).take(np.zeros(1, dtype=bool))
    words = np.full(len(given), reason, dtype=object)
    return Quarantined(bars, words, words.copy())


def test_a_saturday_on_which_most_of_the_market_traded_is_a_session():
    found = special_sessions(off_calendar({"2020-11-14": 45, "2020-11-15": 3, "2021-11-04": 40}), universe=60)
    assert found.astype(str).tolist() == ["2020-11-14", "2021-11-04"]


def test_a_weekend_of_one_cryptocurrency_is_none():
    assert len(special_sessions(off_calendar({"2017-01-07": 1, "2017-01-08": 1}), universe=60)) == 0
    assert len(special_sessions(off_calendar({"2017-01-07": 1, "2017-01-08": 1}), universe=1)) == 0


def test_a_market_that_trades_every_weekend_has_no_special_sessions():
    weekends = [str(day) for day in np.arange("2018-01-06", "2018-12-31", 7, dtype="datetime64[D]")]
    assert len(special_sessions(off_calendar({**dict.fromkeys(weekends, 30), "2019-10-27": 30}), universe=30)) == 1


def test_relabelled_rows_make_no_sessions_however_many():
    assert len(special_sessions(off_calendar({"2021-01-02": 100}, "relabelled_dates"), universe=100)) == 0


def test_nothing_off_the_calendar_makes_no_sessions():
    assert len(special_sessions(off_calendar({}), universe=500)) == 0


def swapped(bars: Bars) -> Bars:
    """The values of rows on days 1 to 12 come from the date with day and month swapped, where that is a session."""
    year, month = bars.session.astype("datetime64[Y]"), bars.session.astype("datetime64[M]")
    day = (bars.session - month).astype(int)
    months = (month - year).astype(int)
    other = (year.astype("datetime64[M]") + day.astype("timedelta64[M]")).astype("datetime64[D]") + months.astype(
        "timedelta64[D]"
    )
    place = {session: row for row, session in enumerate(bars.session)}
    source = [place.get(o, row) if d < 12 else row for row, (o, d) in enumerate(zip(other, day, strict=True))]
    mixed = bars.take(np.array(source))
    return replace(mixed, session=bars.session, line=bars.line)


def test_day_and_month_swapped_is_seen_by_the_moves():
    bars = quiet(sessions=250, first="2018-01-02")
    clean, aside = judged(together(swapped(bars), quiet("B", sessions=250, seed=5)))
    assert clean.symbols == ("B",)
    assert counts(aside) == {"swapped_dates": 250}
    assert "into days 1 to 12" in aside.detail[0]


def test_a_wild_january_is_no_swapping():
    bars = quiet(sessions=250, first="2018-01-02")
    close = bars.close.copy()
    close[:9] *= np.exp(np.resize([0.04, -0.04], 9))
    clean, _ = judged(
        replace(bars, open=close, high=close * 1.01, low=close * 0.99, close=close, volume=np.full(250, NAN))
    )
    assert len(clean) == 250
