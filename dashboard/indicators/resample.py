"""Weekly and monthly bars by the exchange's sessions: which sessions make a period, when it closes, and its bars.

1. A week or month holds the sessions that the exchange's schedule puts there; it closes with the last of them.
2. That last session is read from the schedule, which is known in advance, never from which bars came later.
3. A period's bar is labelled by the last bar in it: five weeks of 2026 end on a Thursday in New York.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray, SessionArray

Period = Literal["weekly", "monthly"]

REGULAR = 0.05  # of all scheduled sessions: a weekday with a larger share is traded as a rule; special sessions are a few a year
SATURDAY, SUNDAY = 5, 6
WEEKDAYS = np.array([True] * 5 + [False] * 2)  # from Monday


@dataclass(frozen=True, slots=True)
class Periods:
    """The weeks or months that a panel's T sessions belong to.

    number: int64 [T], 0 for the first session's period, one more with each later period that has a session.
    closes: bool [T], whether the session is the last that the exchange holds in its period.
    closes_on: datetime64[D] [T], that last session; before it the session's period is still forming.
    """

    number: IntArray
    closes: NDArray[np.bool_]
    closes_on: SessionArray


def periods_of(sessions: SessionArray, schedule: SessionArray, period: Period) -> Periods:
    """The weeks or months of the sessions, datetime64[D] [T], by the exchange's schedule, datetime64[D] [K], both ascending.

    Weeks go from Monday to Sunday; from Sunday to Saturday where the schedule has Sundays as a rule, but not Saturdays. Before
    the schedule begins and after it ends its usual weekdays are taken for sessions (Monday to Friday where it is empty), so
    that a period is never closed merely because nothing is known of its rest. A session which the schedule lacks, beyond the
    last scheduled one of its period, closes the period once more.
    """
    sessions, schedule = _days(sessions), _days(schedule)
    regular = _regular(schedule)
    starts_on_sunday = bool(regular[SUNDAY] and not regular[SATURDAY])
    code = _code(sessions, period, starts_on_sunday)
    timetable = _timetable(sessions, schedule, regular if len(schedule) else WEEKDAYS)
    codes = _code(timetable, period, starts_on_sunday)
    place = np.searchsorted(codes, code, side="right") - 1
    known = (place >= 0) & (codes[place] == code) if len(codes) else np.zeros(len(code), dtype=bool)
    closes_on = sessions.copy()
    closes_on[known] = np.maximum(sessions[known], timetable[place[known]])
    number = np.cumsum(np.diff(code, prepend=code[:1]) != 0)
    return Periods(number, closes_on == sessions, closes_on)


def _days(days: SessionArray) -> SessionArray:
    return np.asarray(days, dtype="datetime64[D]")


def _weekday(days: SessionArray) -> IntArray:
    weekday: IntArray = (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    return weekday


def _regular(schedule: SessionArray) -> NDArray[np.bool_]:
    """Bool [7] from Monday: the weekdays that are traded as a rule."""
    counts = np.bincount(_weekday(schedule), minlength=7)
    return np.asarray(counts > REGULAR * len(schedule))


def _code(days: SessionArray, period: Period, starts_on_sunday: bool) -> IntArray:
    """A number that the days of one calendar week or month have in common, ascending with time."""
    if period == "monthly":
        return days.astype("datetime64[M]").astype(np.int64)
    week: IntArray = (days.astype(np.int64) + (4 if starts_on_sunday else 3)) // 7
    return week


def _timetable(sessions: SessionArray, schedule: SessionArray, usual: NDArray[np.bool_]) -> SessionArray:
    """The schedule, with the usual weekdays before and after it, from the first session to the end of the last one's month and week."""
    if len(sessions) == 0:
        return schedule
    days: SessionArray = np.arange(sessions[0], sessions[-1] + np.timedelta64(31, "D"))
    days = days[usual[_weekday(days)]]
    if len(schedule) == 0:
        return days
    return np.concatenate([days[days < schedule[0]], schedule, days[days > schedule[-1]]])


@compiled
def resample_own(
    open: FloatArray,
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    volume: FloatArray,
    rows: IntArray,
    numbers: IntArray,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """One symbol's own bars, float64 [n bars] each, as bars of its periods: open, high, low, close, volume, float64 [P] each, and last.

    rows: int64 [n bars], the panel row of each bar; numbers: int64 [T], the period of each panel row (`Periods.number`). Open is
    the first, high the highest, low the lowest, close the last, volume the sum, NaN where one of them is. last: int64 [P], the
    index of the own bar that is last in the period so far. A period without a bar of the symbol has none.
    """
    period = _places(rows, numbers)
    count = period[-1] + 1 if len(period) else 0
    bars = np.full((5, count), np.nan)
    last = np.empty(count, dtype=np.int64)
    for t in range(len(rows)):
        p = period[t]
        if t == 0 or period[t - 1] != p:
            bars[0, p], bars[4, p] = open[t], 0.0
        if high[t] > bars[1, p] or np.isnan(bars[1, p]):
            bars[1, p] = high[t]
        if low[t] < bars[2, p] or np.isnan(bars[2, p]):
            bars[2, p] = low[t]
        bars[3, p], last[p] = close[t], t
        bars[4, p] += volume[t]
    return bars[0], bars[1], bars[2], bars[3], bars[4], last


@compiled
def _places(rows: IntArray, numbers: IntArray) -> IntArray:
    """Which of the symbol's own periods each own bar falls into, int64 [n bars]: 0, 1, 2 … without holes."""
    places = np.zeros(len(rows), dtype=np.int64)
    for t in range(1, len(rows)):
        places[t] = places[t - 1] + (numbers[rows[t]] != numbers[rows[t - 1]])
    return places
