"""Dates as they are written become the exchange's own days, and a column that could be read two ways is refused.

1. Every distinct text is either certain (2024-05-24, 20240524, 24-MAY-2024, with or without a time), or three numbers in an
   order that its neighbours must tell (05/06/2024), or unreadable (its row gets NaT).
2. A time is cut off and an offset never applied: a broker's `2024-05-24 00:00:00+05:30` is the exchange's 2024-05-24.
3. The order is one for the whole column: the one that fits every text. Where several fit, the one that makes the column run
   like daily bars, from one weekday to the next few, decides if the others clearly don't; else the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.bars import SessionArray
from dashboard.market.sources.files.content import excerpt

FIRST_YEAR, LAST_YEAR = 1800, 2199
PIVOT = 69  # two-digit years: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068, as POSIX has it
LONGEST_STEP = 5  # days from one daily bar to the next, over a long weekend
CLEARLY, HARDLY = 0.8, 0.5  # share of steps that look daily: at least in the right order, at most in the others
FEWEST_STEPS = 3

_TIME = r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?)\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?$"
_CERTAIN = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})[-/. ]?(?P<month>[a-z]{3,9})\.?[-/., ]*(?P<year>\d{4}|\d{2})",
        r"(?P<month>[a-z]{3,9})\.? +(?P<day>\d{1,2})(?:, *| +)(?P<year>\d{4})",
    )
)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_MIDNIGHTS = ("00:00", "23:59")  # a day's own stamp, and its last moment
_UTC = ("Z", "UTC", "+00:00", "+0000", "-00:00", "-0000")


@dataclass(frozen=True, slots=True)
class Written:
    """One text as read: a certain day, or three numbers whose order is open; `time` and `zone` as they stand."""

    text: str
    day: date | None = None
    numbers: tuple[str, str, str] | None = None
    time: str = ""
    zone: str = ""


Order = Callable[[str, str, str], date | None]
Days = list[date | None]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= PIVOT else 2000)


ORDERS: dict[str, Order] = {
    "day-first": lambda a, b, c: _day(_year(c), int(b), int(a)),
    "month-first": lambda a, b, c: _day(_year(c), int(a), int(b)),
    "year-first": lambda a, b, c: _day(_year(a.zfill(2)), int(b), int(c)) if len(c) == 2 else None,
}


def sessions_of(texts: Sequence[str]) -> SessionArray:
    """The days of a column's distinct texts, in order of first appearance; datetime64[D], NaT where one is no date.

    UnreadableFile when most are no dates, the order of day and month cannot be told, the bars are intraday, or the stamps are
    instants in UTC that do not name the exchange's day.
    """
    written = [_read(text) for text in texts]
    _refuse_unreadable(written)
    _refuse_foreign_instants(written)
    days = _ordered(written)
    _refuse_intraday(written, days)
    return np.array([np.datetime64("NaT") if day is None else day for day in days], dtype="datetime64[D]")


def _read(text: str) -> Written:
    stripped = text.strip()
    for form in _CERTAIN:
        if match := form.match(stripped):
            return Written(stripped, day=_certain(match), time=_part(match, "time"), zone=_part(match, "zone"))
    if match := _NUMBERS.match(stripped):
        numbers = (match[1], match[3], match[4])
        return Written(stripped, numbers=numbers, time=_part(match, "time"), zone=_part(match, "zone"))
    return Written(stripped)


def _certain(match: re.Match[str]) -> date | None:
    month = _MONTHS.get(match["month"].lower()) or (int(match["month"]) if match["month"].isdigit() else 0)
    return _day(_year(match["year"]), month, int(match["day"]))


def _part(match: re.Match[str], name: str) -> str:
    return (match[name] or "").upper()


def _refuse_unreadable(written: Sequence[Written]) -> None:
    strangers = [w for w in written if w.day is None and not _readings(w)]
    if 2 * len(strangers) > len(written):
        shown = next((w.text for w in strangers if w.text), "")
        what = f'its dates ("{excerpt(shown)}") are in no form that is known' if shown else "its date column is empty"
        raise UnreadableFile(f"{what}, so export them as YYYY-MM-DD")


def _readings(written: Written) -> dict[str, date]:
    if written.numbers is None:
        return {}
    return {name: day for name, order in ORDERS.items() if (day := order(*written.numbers)) is not None}


def _ordered(written: Sequence[Written]) -> Days:
    readings = [_readings(w) for w in written]
    if not any(readings):
        return [w.day for w in written]
    fitting = [name for name in ORDERS if all(name in reading for reading in readings if reading)]
    if not fitting:
        raise UnreadableFile(_contradiction(written, readings))
    columns = {name: [w.day or r.get(name) for w, r in zip(written, readings, strict=True)] for name in fitting}
    distinct = {tuple(days): name for name, days in reversed(columns.items())}
    if len(distinct) == 1 and not any(w.day for w in written):
        return columns[fitting[0]]
    ambiguous = next(w.text for w, reading in zip(written, readings, strict=True) if reading)
    return _most_daily({name: columns[name] for name in distinct.values()}, excerpt(ambiguous))


def _most_daily(columns: dict[str, Days], ambiguous: str) -> Days:
    """The one reading of the column that runs like daily bars; refused unless it clearly does and no other comes near."""
    scores = sorted(((daily_share(days), name) for name, days in columns.items()), reverse=True)
    best, name = scores[0]
    if best >= CLEARLY and all(score <= HARDLY for score, _ in scores[1:]):
        return columns[name]
    if len(columns) == 1:
        detail = f'some of its dates ("{ambiguous}") put day and month in another order than the rest'
    else:
        detail = f'its dates ("{ambiguous}") can be read {" or ".join(sorted(columns))} and nothing in the file decides'
    raise UnreadableFile(f"{detail}, so export them as YYYY-MM-DD")


def daily_share(days: Days) -> float:
    """Share of steps between successive days that look like daily bars: 1 to 5 days, one direction, onto a weekday.

    0 where there are too few steps to tell.
    """
    known = [day for day in days if day is not None]
    steps = [(later - earlier).days for earlier, later in pairwise(known)]
    if len(steps) < FEWEST_STEPS:
        return 0.0
    direction = 1 if sum(step > 0 for step in steps) * 2 >= len(steps) else -1
    daily = sum(
        1 <= direction * step <= LONGEST_STEP and day.weekday() < 5 for step, day in zip(steps, known[1:], strict=True)
    )
    return daily / len(steps)


def _contradiction(written: Sequence[Written], readings: Sequence[dict[str, date]]) -> str:
    examples = {next(iter(reading)): w.text for w, reading in zip(written, readings, strict=True) if len(reading) == 1}
    listed = ", ".join(f'"{excerpt(text)}" is {name}' for name, text in sorted(examples.items()))
    return f"its dates are written in several orders ({listed}), so export them as YYYY-MM-DD"


def _refuse_foreign_instants(written: Sequence[Written]) -> None:
    """An evening in UTC is the next day in Asia and the same day in New York: only the weekdays can tell."""
    instants = [
        w for w in written if w.day and w.zone in _UTC and not w.time.startswith(_MIDNIGHTS) and w.time != "0:00"
    ]
    weekdays = {w.day.weekday() for w in instants if w.day}
    if instants and (max(weekdays) > 4 or 4 not in weekdays):
        raise UnreadableFile(
            f'its dates are instants in UTC ("{excerpt(instants[0].text)}"), which do not name the exchange\'s day, '
            "so export the exchange's own dates"
        )


def _refuse_intraday(written: Sequence[Written], days: Days) -> None:
    timed = {day for w, day in zip(written, days, strict=True) if w.time and day}
    stamps = {(day, w.time) for w, day in zip(written, days, strict=True) if w.time and day}
    if len(stamps) >= 2 * len(timed) and len(stamps) > 3:
        raise UnreadableFile(
            f"it holds {len(stamps) // len(timed)} bars a day, so export daily bars; intraday ones are not read"
        )
