"""Which weeks and months the panel's sessions belong to, when each closes, and what the schedule says comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.resample import Periods, periods_of
from dashboard.market.bars import SessionArray
from dashboard.market.panel import Panel
from dashboard.sections.timeframe.period import Weeks


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
        return Weeks(int(number[0]) if len(number) else 0, ends, of.closes[start:stop][ends - 1])

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


def calendar_of(panel: Panel) -> Calendar:
    """The calendar of the panel's sessions by its own schedule."""
    weeks, months = (periods_of(panel.sessions, panel.schedule, kind) for kind in ("weekly", "monthly"))
    return Calendar(panel.sessions, panel.schedule, weeks, months)
