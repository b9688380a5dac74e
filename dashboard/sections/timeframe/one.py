"""One symbol up to one session, worked out from its own bars: its periods, votes, forming bars, and since when it stands as it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.calendar import Calendar
from dashboard.sections.timeframe.forming import Votes, day_by_day, judged, pivots_before, set_up
from dashboard.sections.timeframe.passing import bars_for, fresh_memory, work_for
from dashboard.sections.timeframe.period import Bars, Work, judge, resample


@dataclass(frozen=True)
class Story:
    """One period of one symbol: `count` closed bars after a tail, their votes and what was known before each; memory after them.

    seen: int64 [days], how many bars had closed by each own day. lasts: int64 [bars], the own day that is last in each bar, the
    running one included.
    """

    period: int
    bars: Bars
    count: int
    work: Work
    memory: FloatArray
    seen: IntArray
    lasts: IntArray

    @property
    def runs(self) -> bool:
        """Whether a bar is forming."""
        return bool(self.memory[at.RUN_NUMBER] >= 0)

    def votes(self) -> Votes | None:
        """The votes and the score of the last closed bar; None before there is one."""
        if not self.count:
            return None
        i = self.count - 1
        high, low, close = (float(line[at.TAIL + i]) for line in (self.bars.highs, self.bars.lows, self.bars.closes))
        return judged(close, self.case(i, high, low))

    def forming(self) -> Votes | None:
        """The votes and the score of the running bar as if it closed now; None where none runs."""
        return judged(float(self.memory[at.RUN_CLOSE]), self.case_to_come()) if self.runs else None

    def case_to_come(self) -> FloatArray:
        """The running bar, or the one that has not begun, ready to be judged at any close."""
        high, low = (
            float(self.memory[k]) if self.runs and np.isfinite(self.memory[k]) else np.nan
            for k in (at.RUN_HIGH, at.RUN_LOW)
        )
        return self.case(self.count, high, low)

    def case(self, i: int, high: float, low: float) -> FloatArray:
        """Bar i with these extremes, ready to be judged."""
        case = np.empty(at.CASE)
        set_up(case, self.bars, i, self.work.known, pivots_before(self.work.marks, self.count), high, low)
        return case

    def scores(self) -> FloatArray:
        """Of the closed bars, float64 [count]."""
        return np.asarray(self.work.scores[: self.count])


@dataclass(frozen=True)
class One:
    """One symbol up to session t: its own days' rows, int64 [days], and prices after a tail, and its three stories."""

    column: int
    t: int
    rows: IntArray
    daily: Bars
    stories: tuple[Story, Story, Story]

    @property
    def traded(self) -> bool:
        """Whether it has a bar on the session itself."""
        return bool(len(self.rows)) and int(self.rows[-1]) == self.t


def one(panel: Panel, calendar: Calendar, column: int, t: int) -> One:
    """The symbol of that column up to session t."""
    closes = panel.close[: t + 1, column]
    rows = np.flatnonzero(~np.isnan(closes))
    daily, days = bars_for(len(rows)), len(rows)
    for line, prices in zip(daily, (closes, panel.high[: t + 1, column], panel.low[: t + 1, column]), strict=True):
        line[at.TAIL : at.TAIL + days] = prices[rows]
    first = Story(at.DAILY, daily, days, work_for(days), fresh_memory(), np.arange(1, days + 1), np.arange(days))
    judge(daily, days, first.memory, first.work)
    weeks, months = (_story(daily, rows, calendar, period, t) for period in (at.WEEKLY, at.MONTHLY))
    return One(column, t, rows, daily, (first, weeks, months))


def _story(daily: Bars, rows: IntArray, calendar: Calendar, period: int, t: int) -> Story:
    """The weeks or months; what ended without the symbol's own bar on the last session is closed all the same."""
    days = len(rows)
    bars, memory, work, seen = bars_for(days), fresh_memory(), work_for(days), np.zeros(days, np.int64)
    of = calendar.periods(period)
    count = resample(daily, days, rows, calendar.touched(period, 0, t + 1), memory, bars, seen) if days else 0
    if memory[at.RUN_NUMBER] >= 0 and (of.number[t] != memory[at.RUN_NUMBER] or of.closes[t]):
        q = at.TAIL + count
        for line, k in zip(bars, (at.RUN_CLOSE, at.RUN_HIGH, at.RUN_LOW), strict=True):
            line[q] = memory[k] if np.isfinite(memory[k]) else np.nan
        count, memory[at.RUN_NUMBER] = count + 1, -1.0
    judge(bars, count, memory, work)
    lasts = np.flatnonzero(np.diff(of.number[rows], append=-1) != 0)
    return Story(period, bars, count, work, memory, seen, lasts)


def followed_by_day(panel: Panel, calendar: Calendar, column: int) -> tuple[FloatArray, FloatArray]:
    """The forming weekly and monthly scores of one symbol at every session, float64 [T] each; NaN where the bar closes, or has none."""
    whole = one(panel, calendar, column, len(panel.sessions) - 1)
    out = np.full((2, len(panel.sessions)), np.nan)
    for line, story in zip(out, whole.stories[1:], strict=True):
        of, forming = calendar.periods(story.period), np.full(len(whole.rows), np.nan)
        seen = np.where(of.closes[whole.rows], -1, story.seen)
        pivots = pivots_before(story.work.marks, story.count)
        day_by_day(
            whole.daily, len(whole.rows), story.bars, seen, story.work.known, pivots, of.number[whole.rows], forming
        )
        line[whole.rows] = forming
    return out[0], out[1]
