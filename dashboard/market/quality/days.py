"""The days a file speaks of: which of them the exchange's calendar holds, and how many sessions lie between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import IntArray, SessionArray

EARLIEST = np.datetime64("1790-01-01", "D")  # the first stock exchanges; an earlier date is a misread one


class Calendar(Protocol):
    """What the checks ask of an exchange's calendar."""

    def holds(self, days: SessionArray) -> NDArray[np.bool_]:
        """Whether each day was a session."""


@dataclass(frozen=True, slots=True)
class Days:
    """first: the first day of the table. held: bool [D]. ordinal: int64 [D], the number of sessions up to and with that day."""

    first: np.datetime64
    held: NDArray[np.bool_]
    ordinal: IntArray

    def holds(self, sessions: SessionArray) -> NDArray[np.bool_]:
        """Whether the exchange held a session; False for a date outside the table (unreadable, or before any exchange)."""
        place = self._place(sessions)
        inside = (place >= 0) & (place < len(self.held))
        return self.held[np.where(inside, place, 0)] & inside

    def number(self, sessions: SessionArray) -> IntArray:
        """The running number of each session; two neighbouring sessions differ by 1."""
        return self.ordinal[np.clip(self._place(sessions), 0, len(self.ordinal) - 1)]

    def day_of_month(self, sessions: SessionArray) -> IntArray:
        """1 to 31 for each session, looked up: taking a date apart costs thirty times as much."""
        of_table = np.arange(len(self.held)).astype("timedelta64[D]") + self.first
        day: IntArray = (of_table - of_table.astype("datetime64[M]")).astype(np.int64) + 1
        return day[np.clip(self._place(sessions), 0, len(day) - 1)]

    def _place(self, sessions: SessionArray) -> IntArray:
        return sessions.astype("datetime64[D]").astype(np.int64) - self.first.astype(np.int64)


def days_of(sessions: SessionArray, calendar: Calendar, today: np.datetime64) -> Days:
    """The table of all days from the first readable session to the last that is not after `today`."""
    readable = sessions[(sessions >= EARLIEST) & (sessions <= today)]  # NaT compares False
    first = readable.min() if len(readable) else today
    last = readable.max() if len(readable) else today
    days = np.arange(first, last + np.timedelta64(1, "D"), dtype="datetime64[D]")
    held = np.asarray(calendar.holds(days), dtype=bool)
    return Days(first=days[0], held=held, ordinal=np.cumsum(held))
