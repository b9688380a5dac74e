"""The pass over the panel: all of it, or only the sessions after an earlier one, whose state it continues from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.calendar import Calendar
from dashboard.sections.timeframe.kernel import STRIP, Input, Output, Scratch, State, pass_over
from dashboard.sections.timeframe.pages import Pages
from dashboard.sections.timeframe.period import Bars, Work
from dashboard.sections.timeframe.pivots import SPAN


@dataclass(frozen=True)
class Passed:
    """What was found over T sessions. counts: int32 [COUNTS, T]. followed: float64 [T, BUCKETS, OUTCOME], the outcomes that ended
    on each. state: the symbols' after the last session; it is never written to again, a continuation works on a copy."""

    pages: Pages
    counts: IntArray
    followed: FloatArray
    state: State


def passed(panel: Panel, calendar: Calendar, before: Passed | None) -> Passed:
    """Pass over the panel's sessions, or only those after `before`."""
    start, sessions, symbols = 0 if before is None else before.pages.rows, len(panel.sessions), len(panel.instruments)
    rows = sessions - start
    if before is not None and rows == 0:
        return before
    state = fresh_state(symbols) if before is None else State(*(part.copy() for part in before.state))
    out = Output(
        np.empty((at.PERIODS, symbols, rows), np.float32),
        np.zeros((at.COUNTS, rows), np.int32),
        np.zeros((rows, at.BUCKETS, at.OUTCOME)),
    )
    pass_over(_input(panel, calendar, start), state, scratch_for(rows, min(symbols, STRIP)), out)
    if before is None:
        return Passed(Pages((out.closed,), (0,)), out.counts, out.followed, state)
    return Passed(
        before.pages.with_page(out.closed),
        np.concatenate([before.counts, out.counts], axis=1),
        np.concatenate([before.followed, out.followed]),
        state,
    )


def _input(panel: Panel, calendar: Calendar, start: int) -> Input:
    first, last = _listed(panel)
    close, high, low = (_readable(prices[start:]) for prices in (panel.close, panel.high, panel.low))
    stop = len(panel.sessions)
    weeks, months = calendar.touched(at.WEEKLY, start, stop), calendar.touched(at.MONTHLY, start, stop)
    return Input(close, high, low, weeks, months, first - start, last - start)


def _readable(array: FloatArray) -> FloatArray:
    """A read-only view: one type of array, so the kernel is compiled once."""
    view = np.ascontiguousarray(array, dtype=np.float64).view()
    view.flags.writeable = False
    return view


def _listed(panel: Panel) -> tuple[IntArray, IntArray]:
    """First and last row of each symbol's listing as a stock, int64 [N]; an index has none: its last lies before its first."""
    first, last = np.zeros(len(panel.instruments), np.int64), np.full(len(panel.instruments), -1, np.int64)
    last[: panel.stocks] = len(panel.sessions)
    if not panel.knows_listings:
        return first, last
    for s, instrument in enumerate(panel.instruments[: panel.stocks]):
        if instrument.listed is not None:
            first[s] = np.searchsorted(panel.sessions, instrument.listed, side="left")
        if instrument.delisted is not None:
            last[s] = np.searchsorted(panel.sessions, instrument.delisted, side="right") - 1
    return first, last


def fresh_state(symbols: int) -> State:
    """The state of symbols that have no bars yet."""
    memory = np.zeros((symbols, at.PERIODS, at.MEMORY))
    memory[:, :, at.HIGH_NEW : at.LOW_OLD + 1] = np.nan
    memory[:, :, at.SCORE], memory[:, :, at.RUN_NUMBER] = np.nan, -1.0
    closes, extremes = np.zeros((symbols, at.PERIODS, at.TAIL)), np.full((symbols, at.PERIODS, 2, SPAN), np.nan)
    return State(memory, closes, extremes, np.full((symbols, at.HORIZON), -1, np.int8))


def scratch_for(rows: int, symbols: int) -> Scratch:
    """Room for a strip of symbols over so many sessions."""
    length = at.TAIL + rows + 1
    return Scratch(
        np.empty((3, symbols, length)), np.empty(rows + 1, np.int64), bars_for(rows), work_for(rows), np.empty(rows, np.int64),
        np.empty((at.PERIODS, rows), np.float32), np.empty(rows + at.HORIZON, np.int64), np.empty(rows, np.int64),
    )  # fmt: skip


def bars_for(count: int) -> Bars:
    """Room for so many bars after a tail: before the first, closes are 0 and extremes missing."""
    closes, highs, lows = np.empty((3, at.TAIL + count + 1))
    closes[: at.TAIL], highs[: at.TAIL], lows[: at.TAIL] = 0.0, np.nan, np.nan
    return Bars(closes, highs, lows)


def work_for(count: int) -> Work:
    """Room for the votes of so many bars."""
    trend, momentum, oscillator, structure, scores = np.empty((5, count + 1))
    known, marks, sums = np.empty((at.KNOWN, count + 1)), np.empty((2, count + 1)), np.empty((5, at.TAIL + count + 1))
    return Work(known, trend, momentum, oscillator, structure, scores, marks, sums)
