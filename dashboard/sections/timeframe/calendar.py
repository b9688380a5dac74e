"""Which weeks and months the panel's sessions belong to, when each closes, and what the schedule says comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.resample import Period, Periods, periods_of
from dashboard.market.bars import SessionArray
from dashboard.market.panel import Panel
from dashboard.sections.timeframe.period import Weeks

KINDS: tuple[Period, Period] = ("weekly", "monthly")
BEYOND = np.timedelta64(31, "D")  # of the last session the schedule must reach for its week and month to be certain


@dataclass(frozen=True)
class Calendar:
    """sessions: datetime64[D] [T]; schedule: the exchange's, beyond them; weeks, months: of every session."""

    sessions: SessionArray
    schedule: SessionArray
    weeks: Periods
    months: Periods

    def periods(self, period: int) -> Periods:
        """Of weeks (1) or months (2)."""
        return self.weeks if period == 1 else self.months

    def touched(self, period: int, start: int, stop: int) -> Weeks:
        """The weeks (1) or months (2) that the sessions start..stop touch, rows counted from `start`."""
        of = self.periods(period)
        number = of.number[start:stop]
        ends = np.flatnonzero(np.diff(number, append=number[-1:] + 1)) + 1
        first, closes = int(number[0]) if len(number) else 0, of.closes[start:stop][ends - 1]
        return Weeks(first, ends, closes)

    def continues(self, before: Calendar) -> bool:
        """Whether the earlier calendar's sessions are in the same weeks and months as they are in this one."""
        rows = len(before.sessions)
        return all(
            np.array_equal(new.number[:rows], old.number) and np.array_equal(new.closes[:rows], old.closes)
            for new, old in ((self.weeks, before.weeks), (self.months, before.months))
        )

    def next_session(self, t: int) -> str | None:
        """The session after t, None where the schedule does not reach so far."""
        after = self.schedule[np.searchsorted(self.schedule, self.sessions[t], side="right") :]
        return str(after[0]) if len(after) else None

    def next_close(self, period: int, t: int) -> str | None:
        """The session on which the period closes that is running after session t; None where the schedule does not reach it."""
        of = self.periods(period)
        if not of.closes[t]:
            return str(of.closes_on[t])
        after = self.schedule[np.searchsorted(self.schedule, self.sessions[t], side="right") :]
        if not len(after):
            return None
        return str(periods_of(after, self.schedule, "weekly" if period == 1 else "monthly").closes_on[0])


def calendar_of(panel: Panel, before: Calendar | None = None) -> Calendar:
    """The calendar of the panel's sessions by its own schedule; what it has in common with the one before is taken from there."""
    if before is None or not _begins_with(panel, before):
        weeks, months = (periods_of(panel.sessions, panel.schedule, kind) for kind in KINDS)
        return Calendar(panel.sessions, panel.schedule, weeks, months)
    weeks, months = (
        _followed(earlier, before.sessions, panel, kind)
        for earlier, kind in zip((before.weeks, before.months), KINDS, strict=True)
    )
    return Calendar(panel.sessions, panel.schedule, weeks, months)


def _begins_with(panel: Panel, before: Calendar) -> bool:
    """Whether the earlier calendar's periods are this panel's too: its sessions, by a schedule of which it knew enough."""
    rows, known = len(before.sessions), len(before.schedule)
    return (
        rows > 0
        and known > 0
        and bool(before.schedule[-1] >= before.sessions[-1] + BEYOND)
        and np.array_equal(panel.sessions[:rows], before.sessions)
        and np.array_equal(panel.schedule[:known], before.schedule)
    )


def _followed(earlier: Periods, sessions: SessionArray, panel: Panel, kind: Period) -> Periods:
    """The periods of the earlier sessions and of the panel's later ones; most days belong to the week and month that is running."""
    new, last = panel.sessions[len(sessions) :], earlier.closes_on[-1]
    if len(new) and new[-1] <= last:
        later = Periods(np.zeros(len(new), np.int64), new == last, np.full(len(new), last))
    else:
        whole = periods_of(panel.sessions[len(sessions) - 1 :], panel.schedule, kind)
        later = Periods(whole.number[1:], whole.closes[1:], whole.closes_on[1:])
    return Periods(
        np.concatenate([earlier.number, earlier.number[-1] + later.number]),
        np.concatenate([earlier.closes, later.closes]),
        np.concatenate([earlier.closes_on, later.closes_on]),
    )
