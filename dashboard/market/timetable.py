"""The timetable of an exchange: its known sessions with their opens and closes, built once and kept as a small file.

1. `exchange_calendars` knows the sessions, but importing it costs a second of pandas, and a century of NYSE another half.
2. So the table is built once and stored as one .npz of four columns; a warm start reads it with numpy alone, in milliseconds.
3. The file is only trusted when it was written by the installed `exchange_calendars` for this code and this last year.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import BadMarketFolder
from dashboard.market.bars import IntArray, SessionArray

FIRST_DAY = np.datetime64("1927-01-01", "D")
HALF_DAY_SECONDS = 3600  # a session at least this much shorter than its neighbours is a half day
NEIGHBOURS = 21


@dataclass(frozen=True, slots=True)
class Timetable:
    """The K sessions that a calendar knows, all between known_from and known_to (inclusive days).

    timezone: IANA name. session: datetime64[D] [K], ascending. opens, closes: int64 [K], UTC seconds since 1970.
    half_day: bool [K], shorter than its neighbours by an hour or more.
    """

    code: str
    timezone: str
    known_from: np.datetime64
    known_to: np.datetime64
    session: SessionArray
    opens: IntArray
    closes: IntArray
    half_day: NDArray[np.bool_]


def build_timetable(code: str, last_day: np.datetime64) -> Timetable:
    """The sessions of `code` from 1927 to `last_day`, or as far as exchange_calendars knows them; BadMarketFolder if it can't."""
    calendar, known_from, known_to = _calendar(code, last_day)
    session = calendar.sessions_nanos.astype("datetime64[ns]").astype("datetime64[D]")
    held = ~np.isin(session, _regular_holidays(calendar, known_from, known_to))
    opens, closes = (nanos[held] // 1_000_000_000 for nanos in (calendar.opens_nanos, calendar.closes_nanos))
    half_day = _half_days(closes - opens)
    return Timetable(code, str(calendar.tz), known_from, known_to, session[held], opens, closes, half_day)


def load_timetable(code: str, last_day: np.datetime64, cache_dir: Path | None) -> Timetable:
    """The same table from `cache_dir` when it holds one that is whole and current; otherwise built, and kept there."""
    if cache_dir is None:
        return build_timetable(code, last_day)
    path = cache_dir / f"calendar-{re.sub('[^A-Za-z0-9]+', '-', code)}.npz"
    written_for = f"{code} {last_day} {version('exchange-calendars')}"
    table = _read(path, written_for)
    if table is None:
        table = build_timetable(code, last_day)
        with contextlib.suppress(
            OSError
        ):  # a full or read-only disk costs the next start a second, not this one its calendar
            _write(path, table, written_for)
    return table


def _calendar(code: str, last_day: np.datetime64) -> tuple[Any, np.datetime64, np.datetime64]:
    import exchange_calendars

    try:
        recent = exchange_calendars.get_calendar(code)
        known_from = max(FIRST_DAY, _day(recent.bound_min() or FIRST_DAY))
        known_to = min(last_day, _day(recent.bound_max() or last_day))
        calendar = exchange_calendars.get_calendar(code, start=str(known_from), end=str(known_to))
    except exchange_calendars.errors.InvalidCalendarName:
        raise BadMarketFolder(
            f"The calendar {code!r} is not known; set `calendar` to an exchange's code such as XNYS, XBOM or 24/7."
        ) from None
    except (exchange_calendars.errors.CalendarError, ValueError, NotImplementedError) as error:
        raise BadMarketFolder(
            f"The calendar {code!r} cannot be built by exchange_calendars {exchange_calendars.__version__}: "
            f"{str(error)[:120]}; set `calendar` to another exchange with the same sessions."
        ) from error
    return calendar, known_from, known_to


def _regular_holidays(calendar: Any, known_from: np.datetime64, known_to: np.datetime64) -> SessionArray:
    # exchange_calendars asks pandas for holidays without a range, and pandas then starts in 1970: without this second
    # question every Independence Day before 1970 would be a session (182 such days since 1950).
    rules = calendar.regular_holidays
    if rules is None:
        return np.empty(0, dtype="datetime64[D]")
    holidays = rules.holidays(str(known_from), str(known_to))
    return np.asarray(holidays.to_numpy().astype("datetime64[D]"))


def _half_days(length: IntArray) -> NDArray[np.bool_]:
    around = min(NEIGHBOURS, len(length))
    padded = np.pad(length, (around // 2, around - 1 - around // 2), mode="reflect" if around > 1 else "edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, around), axis=1)
    return np.asarray(length <= usual - HALF_DAY_SECONDS)


def _day(when: Any) -> np.datetime64:
    return np.datetime64(when, "D")


def _write(path: Path, table: Timetable, written_for: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, written_for=np.array(written_for), **_columns(table))
        os.replace(temporary, path)  # atomic: a reader sees the old file or the new one, never half of one
    finally:
        Path(temporary).unlink(missing_ok=True)


def _columns(table: Timetable) -> dict[str, NDArray[Any]]:
    return {name: np.asarray(getattr(table, name)) for name in Timetable.__slots__}


def _read(path: Path, written_for: str) -> Timetable | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            columns = dict(stored)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    if str(columns.pop("written_for", "")) != written_for or set(columns) != set(Timetable.__slots__):
        return None
    scalars: dict[str, Any] = {name: columns.pop(name)[()] for name in ("code", "timezone", "known_from", "known_to")}
    return Timetable(**{**scalars, "code": str(scalars["code"]), "timezone": str(scalars["timezone"])}, **columns)
