"""The pass over the panel: all of it, or only the sessions after an earlier one, whose state it continues from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.cache_lines import copied, empty, filled
from dashboard.indicators.resample import Periods
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.calendar import Calendar
from dashboard.sections.timeframe.following import told
from dashboard.sections.timeframe.kernel import Input, Output, Scratch, State, pass_over
from dashboard.sections.timeframe.pages import Pages
from dashboard.sections.timeframe.period import Bars, Work
from dashboard.sections.timeframe.pivots import SPAN
from dashboard.sections.timeframe.tile import BLOCK, GROUP, LANES, PRICES, ROOM, tiles_of
from dashboard.sections.timeframe.tile_bars import Desk, Own, Tails
from dashboard.sections.timeframe.tile_periods import CARRIED, Table, Timetable

NOT_KNOWN = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Passed:
    """What was found over T sessions. counts: int32 [COUNTS, T]. followed: float64 [T, BUCKETS, OUTCOME], the outcomes that had ended
    by each. state: the symbols' after the last session; it is never written to again, a continuation works on a copy."""

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
    closed = empty((at.PERIODS, tiles_of(symbols), rows * LANES), np.float32)
    out = Output(
        closed,
        closed.view(np.float64),
        np.zeros((at.COUNTS, rows), np.int32),
        np.zeros((rows, at.BUCKETS, 2)),
    )
    data = _input(panel, calendar, start)
    state = fresh_state(symbols) if before is None else _next_state(before.state, data)
    pass_over(data, state if before is None else before.state, state, scratch_for(len(state.memory)), out)
    page = out.closed.reshape(at.PERIODS, -1, rows, LANES)
    if before is None:
        return Passed(Pages((page,), (0,), symbols), out.counts, np.cumsum(told(out.followed), axis=0), state)
    return Passed(
        before.pages.with_page(page),
        np.concatenate([before.counts, out.counts], axis=1),
        _and_later(before.followed, told(out.followed)),
        state,
    )


def _next_state(before: State, data: Input) -> State:
    """Room for the state after the new sessions; the weeks and months of which none is over in them stay those of before."""
    return State(
        copied(before.memory),
        _next_tails(before.days),
        _next_tails(before.weeks) if data.closes_week else before.weeks,
        _next_tails(before.months) if data.closes_month else before.months,
        copied(before.buckets),
    )


def _next_tails(tails: Tails) -> Tails:
    return Tails(empty(tails.closes.shape), empty(tails.extremes.shape))


def _and_later(followed: FloatArray, later: FloatArray) -> FloatArray:
    """What had followed by each session, and by each later one."""
    return np.concatenate([followed, np.cumsum(np.concatenate([followed[-1:], later]), axis=0)[1:]])


def _input(panel: Panel, calendar: Calendar, start: int) -> Input:
    first, last = _members(panel)
    stop, symbols = len(panel.sessions), len(panel.instruments)
    closes, highs, lows = (_readable(prices[start:]) for prices in (panel.close, panel.high, panel.low))
    weeks, months = (
        _timetable(of.number[start:stop], of.closes[start:stop]) for of in (calendar.weeks, calendar.months)
    )
    week, month = (_is_any_over(of, start, stop) for of in (calendar.weeks, calendar.months))
    return Input(
        closes, highs, lows, stop - start, symbols, LANES, weeks, months, week, month, first - start, last - start
    )


def _is_any_over(of: Periods, start: int, stop: int) -> bool:
    """Whether any of the weeks (or months) is over in the sessions, or since the one before them."""
    return bool(of.closes[start:stop].any() or of.number[stop - 1] != of.number[max(start - 1, 0)])


def _timetable(number: IntArray, closes: NDArray[np.bool_]) -> Timetable:
    """Of a week that closes twice, with a session that the schedule does not know, only the last time counts."""
    once = closes.copy()
    once[:-1] &= number[1:] != number[:-1]
    return Timetable(number, once)


def _readable(array: FloatArray) -> FloatArray:
    """A flat, read-only view: one type of array, so the kernel is compiled once."""
    view = np.ascontiguousarray(array, dtype=np.float64).reshape(-1).view()
    view.flags.writeable = False
    return view


def listed_rows(panel: Panel) -> tuple[IntArray, IntArray]:
    """First and last row of each stock's listing, int64 [stocks]; the last may lie beyond the panel, or before the first."""
    stocks = panel.instruments[: panel.stocks]
    first, last = np.zeros(len(stocks), np.int64), np.full(len(stocks), len(panel.sessions), np.int64)
    if panel.knows_listings:
        listed, delisted = (
            np.array([getattr(stock, name) or NOT_KNOWN for stock in stocks], dtype="datetime64[D]")
            for name in ("listed", "delisted")
        )
        first = np.where(np.isnat(listed), first, np.searchsorted(panel.sessions, listed, side="left"))
        last = np.where(np.isnat(delisted), last, np.searchsorted(panel.sessions, delisted, side="right") - 1)
    return first, last


def _members(panel: Panel) -> tuple[IntArray, IntArray]:
    """The same of every symbol, int64 [N]: an index has no listing, its last row lies before its first."""
    others = len(panel.instruments) - panel.stocks
    first, last = listed_rows(panel)
    return np.concatenate([first, np.zeros(others, np.int64)]), np.concatenate([last, np.full(others, -1)])


def fresh_state(symbols: int) -> State:
    """The state of symbols that have no bars yet."""
    tiles = tiles_of(symbols)
    return State(
        filled((tiles, at.PERIODS, at.MEMORY * LANES), np.repeat(fresh_memory(), LANES)),
        _no_tails(tiles),
        _no_tails(tiles),
        _no_tails(tiles),
        filled((tiles, at.HORIZON * LANES), -1, np.int8),
    )


def _no_tails(tiles: int) -> Tails:
    return Tails(filled((tiles, at.TAIL * LANES), 0.0), filled((tiles, 2, SPAN * LANES), np.nan))


def fresh_memory() -> FloatArray:
    """What is remembered of one period before its first bar, float64 [MEMORY]."""
    memory = np.zeros(at.MEMORY)
    memory[at.HIGH_NEW : at.LOW_OLD + 1] = np.nan
    memory[at.SCORE], memory[at.RUN_NUMBER] = np.nan, -1.0
    return memory


def scratch_for(tiles: int) -> Scratch:
    """Room for so many tiles at most."""
    return Scratch(
        empty((min(tiles, GROUP), PRICES)), Desk(empty((ROOM,)), empty((at.MEMORY * LANES,)), LANES), _table(), _table(), _own(), _own(),
        empty((CARRIED,)), empty(((at.HORIZON + BLOCK) * LANES,), np.int8), empty((BLOCK * LANES,), np.int32),
    )  # fmt: skip


def _own() -> Own:
    return Own(empty((LANES,)), np.empty((LANES, BLOCK + 1), np.int64))


def _table() -> Table:
    scores = empty(((BLOCK + 2) * LANES,), np.float32)
    return Table(empty((PRICES,)), scores, scores.view(np.float64))


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
