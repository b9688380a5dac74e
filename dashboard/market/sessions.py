"""Sessions: on which days an exchange trades, when it opens and closes, and how far a record is behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import IntArray, SessionArray
from dashboard.market.timetable import Timetable, build_timetable, load_timetable

ONE_DAY = np.timedelta64(1, "D")
SEARCH_DAYS = np.timedelta64(
    70, "D"
)  # longer than any closure on record (Athens 2015 and Cairo 2011: five to eight weeks)
WEEKS_TO_LEARN_FROM = 52


@dataclass(frozen=True, slots=True)
class SessionState:
    """What the exchange is doing at one moment; every time is aware and in UTC.

    session: "open" from the opening second up to, not including, the closing one; "holiday" on a day whose weekday is
    usually traded but which is no session; "closed" otherwise. until: the running session's close, or the next open.
    half_day: the running session, or else the next one, is shorter than usual by an hour or more.
    """

    session: Literal["open", "closed", "holiday"]
    until: dt.datetime
    next_open: dt.datetime
    next_close: dt.datetime
    half_day: bool


class ExchangeCalendar:
    """One exchange's sessions. Days outside [known_from, known_to] are sessions when their weekday usually is one.

    A calendar such as XBOM is known from 1997 to the end of this year only; what it says beyond that is a guess that
    holds for ordinary weeks and misses holidays. Midday breaks are part of the session. Instances are immutable.
    """

    def __init__(self, code: str, timetable: Timetable | None = None) -> None:
        """The calendar of `code`, from its timetable where one was loaded; BadMarketFolder for an unknown code."""
        self._table = timetable or build_timetable(code, _end_of_next_year())
        self.code = code
        self.timezone = self._table.timezone
        self.known_from = self._table.known_from
        self.known_to = self._table.known_to
        self._zone = ZoneInfo(self.timezone)
        self._held = _dense(self._table)
        self._early_weekdays = _usual_weekdays(self._table.session, self.known_from, first=True)
        self._late_weekdays = _usual_weekdays(self._table.session, self.known_to, first=False)

    def sessions(self, first: np.datetime64, last: np.datetime64) -> SessionArray:
        """The sessions from `first` to `last`, both included: datetime64[D], ascending."""
        days: SessionArray = np.arange(_day(first), _day(last) + ONE_DAY)
        return days[self.holds(days)]

    def holds(self, days: SessionArray) -> NDArray[np.bool_]:
        """Whether each of the days is a session; NaT never is."""
        days = np.asarray(days, dtype="datetime64[D]")
        early, late = days < self.known_from, days > self.known_to
        place = np.where(early | late | np.isnat(days), 0, (days - self.known_from).astype(np.int64))
        held = self._held[place]
        held = np.where(early, self._early_weekdays[_weekday(days)], held)
        held = np.where(late, self._late_weekdays[_weekday(days)], held)
        return np.asarray(held & ~np.isnat(days))

    def last_closed(self, now: dt.datetime) -> np.datetime64:
        """The last session whose close is at or before `now` (aware)."""
        sessions, _, closes = self._around(now)
        last: np.datetime64 = sessions[int(np.searchsorted(closes, now.timestamp(), side="right")) - 1]
        return last

    def behind(self, last_session: np.datetime64, now: dt.datetime) -> int:
        """How many sessions after `last_session` have closed by `now`; 0 when `last_session` is itself still running."""
        return len(self.sessions(_day(last_session) + ONE_DAY, self.last_closed(now)))

    def state(self, now: dt.datetime) -> SessionState:
        """What the exchange is doing at `now` (aware), and what comes next."""
        sessions, opens, closes = self._around(now)
        second = now.timestamp()
        at = int(np.searchsorted(closes, second, side="right"))  # the running session, or the next one
        following = int(np.searchsorted(opens, second, side="right"))
        running = bool(opens[at] <= second)
        return SessionState(
            session="open" if running else self._at_rest(now),
            until=_moment(closes[at] if running else opens[at]),
            next_open=_moment(opens[following]),
            next_close=_moment(closes[at]),
            half_day=self._is_half_day(sessions[at]),
        )

    def closes_at(self, session: np.datetime64) -> dt.datetime:
        """The close of a session, aware UTC; of any other day (a special session), the usual close on that day."""
        return _moment(self.closes(np.array([session], dtype="datetime64[D]"))[0])

    def closed_by(self, sessions: SessionArray, now: dt.datetime) -> NDArray[np.bool_]:
        """Whether each of the sessions has closed by `now` (aware)."""
        return np.asarray(self.closes(np.asarray(sessions, dtype="datetime64[D]")) <= now.timestamp())

    def closes(self, sessions: SessionArray) -> IntArray:
        """The close of each session in UTC seconds since 1970: int64, the shape of `sessions`."""
        return self._seconds(sessions, self._table.closes)

    def opens_by_its_clock(self, sessions: SessionArray) -> NDArray[np.datetime64]:
        """The opening of each session by the exchange's own clock: datetime64[s], without a zone, the shape of `sessions`."""
        seconds = self._seconds(np.asarray(sessions, dtype="datetime64[D]"), self._table.opens)
        clock = [dt.datetime.fromtimestamp(second, self._zone).replace(tzinfo=None) for second in seconds.tolist()]
        return np.array(clock, dtype="datetime64[s]")

    def _around(self, now: dt.datetime) -> tuple[SessionArray, IntArray, IntArray]:
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime")
        today = np.datetime64(now.astimezone(self._zone).date(), "D")
        sessions = self.sessions(today - SEARCH_DAYS, today + SEARCH_DAYS)
        return sessions, self._seconds(sessions, self._table.opens), self.closes(sessions)

    def _at_rest(self, now: dt.datetime) -> Literal["closed", "holiday"]:
        today = np.array([now.astimezone(self._zone).date()], dtype="datetime64[D]")
        usual = self._late_weekdays if today[0] > self.known_from else self._early_weekdays
        return "holiday" if usual[_weekday(today)][0] and not self.holds(today)[0] else "closed"

    def _is_half_day(self, session: np.datetime64) -> bool:
        row = int(np.searchsorted(self._table.session, session))
        known = row < len(self._table.session) and self._table.session[row] == session
        return bool(known and self._table.half_day[row])

    def _seconds(self, sessions: SessionArray, column: IntArray) -> IntArray:
        table = self._table.session
        row = np.minimum(np.searchsorted(table, sessions), len(table) - 1)
        seconds = column[row].copy()
        for index in np.flatnonzero(table[row] != sessions):
            seconds[index] = self._usual_second(sessions[index], column)
        return seconds

    def _usual_second(self, day: np.datetime64, column: IntArray) -> int:
        """The same local time as on the nearest earlier full session, on `day`, in that day's own offset from UTC."""
        full = np.flatnonzero(~self._table.half_day)
        before = int(np.searchsorted(self._table.session[full], day, side="right")) - 1
        row = full[max(before, 0)]
        local = dt.datetime.fromtimestamp(int(column[row]), self._zone).replace(tzinfo=None)
        offset = local - _midnight(self._table.session[row])
        return int((_midnight(day) + offset).replace(tzinfo=self._zone).timestamp())


def open_calendar(code: str, cache_dir: Path | None = None) -> ExchangeCalendar:
    """The calendar of an exchange ("XNYS", "XBOM", "24/7"), known to the end of next year; BadMarketFolder for an unknown code.

    cache_dir: where its timetable is kept; with it a warm start imports neither exchange_calendars nor pandas.
    """
    return ExchangeCalendar(code, load_timetable(code, _end_of_next_year(), cache_dir))


def _end_of_next_year() -> np.datetime64:
    return np.datetime64(f"{dt.datetime.now(dt.UTC).year + 1}-12-31", "D")


def _dense(table: Timetable) -> NDArray[np.bool_]:
    held = np.zeros(int((table.known_to - table.known_from).astype(np.int64)) + 1, dtype=bool)
    held[(table.session - table.known_from).astype(np.int64)] = True
    return held


def _usual_weekdays(sessions: SessionArray, edge: np.datetime64, *, first: bool) -> NDArray[np.bool_]:
    """Bool [7], Monday first: the weekdays held in most of the 52 weeks next to that edge of the known range."""
    span = np.timedelta64(WEEKS_TO_LEARN_FROM * 7, "D")
    near = sessions[sessions < edge + span] if first else sessions[sessions > edge - span]
    return np.bincount(_weekday(near), minlength=7) > WEEKS_TO_LEARN_FROM // 2


def _weekday(days: SessionArray) -> IntArray:
    return (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday


def _day(day: np.datetime64) -> np.datetime64:
    return np.datetime64(str(day.astype("datetime64[D]")), "D")


def _midnight(day: np.datetime64) -> dt.datetime:
    return dt.datetime.fromisoformat(str(_day(day)))


def _moment(second: np.int64) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(second), dt.UTC)
