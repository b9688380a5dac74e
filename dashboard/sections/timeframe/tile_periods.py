"""A tile's weeks and months: gathered from its days in one walk over the sessions, for every symbol of a row at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t

# Rows of what is carried from session to session, float64 [LANES] each: of the sessions since the last cut, of the running week and of
# the running month the highest high, the lowest low and the last close; infinite, and NaN, before there is one.
TOP, BOTTOM, CLOSE = (t.Index(row * t.LANES) for row in range(3))
WALKED, WEEK, MONTH = (t.Index(row * t.LANES) for row in (0, 3, 6))
CARRIED = 9 * t.LANES


class Timetable(NamedTuple):
    """The weeks (or months) of the new sessions: number, int64 [t], of each session's; closes, bool [t], whether the session is the
    exchange's last in it. A week is over in any case when a session of the next one follows."""

    number: Any
    closes: Any


class Table(NamedTuple):
    """Of a tile's weeks (or months) in a block: prices, float64 [PRICES], of those that have closed, one after another; scores, float32
    [(BLOCK + 2) · LANES], the last known before them first, then one row each; pairs: the same memory, float64."""

    prices: Any
    scores: Any
    pairs: Any


@compiled
def gather(
    days: FloatArray, begin: int, rows: int, weeks: Timetable, months: Timetable, weekly: FloatArray, monthly: FloatArray, memory: Any,
    lanes: int, carried: FloatArray,
) -> Any:  # fmt: skip
    """Fill the prices of weeks and months from those of the days, sessions begin … begin + rows; what runs on goes into memory, float64
    [PERIODS, MEMORY · LANES]. How many rows each has, and in how many of them stand bars that came in running."""
    of_week, of_month = weeks.number, months.number
    week_over = take_over(weekly, memory[at.WEEKLY], of_week[begin], carried, WEEK)
    month_over = take_over(monthly, memory[at.MONTHLY], of_month[begin], carried, MONTH)
    week, month, first, last = week_over, month_over, 0, begin + rows - 1
    for row in range(1, rows):
        ends_week = of_week[begin + row] != of_week[begin + row - 1]
        ends_month = of_month[begin + row] != of_month[begin + row - 1]
        if ends_week or ends_month:
            walk(days, first, row, lanes, carried)
            first = row
        if ends_week:
            close_bars(weekly, week, carried, WEEK)
            week += 1
        if ends_month:
            close_bars(monthly, month, carried, MONTH)
            month += 1
    walk(days, first, rows, lanes, carried)
    traded = days[t.CLOSES + t.FIRST + t.Index(rows - 1) * t.WIDTH :]
    leave(weekly, week, of_week[last], weeks.closes[last], traded, memory[at.WEEKLY], carried, WEEK)
    leave(monthly, month, of_month[last], months.closes[last], traded, memory[at.MONTHLY], carried, MONTH)
    return week + weeks.closes[last], week_over, month + months.closes[last], month_over


@compiled
def take_over(prices: FloatArray, memory: Any, number: int, carried: FloatArray, of: Any) -> int:
    """The bars that came in running: into the first row where their week is over, else on with them. Whether there is such a row."""
    over = 0
    for s in range(t.WIDTH):
        run, high, low = int(memory[t.RUN_NUMBER + s]), memory[t.RUN_HIGH + s], memory[t.RUN_LOW + s]
        close, here, is_over = memory[t.RUN_CLOSE + s], t.FIRST + s, run >= 0 and run != number
        prices[t.CLOSES + here] = close if is_over else np.nan
        prices[t.HIGHS + here] = high if is_over and high > -np.inf else np.inf
        prices[t.LOWS + here] = low if is_over and low < np.inf else -np.inf
        carried[of + TOP + s], carried[of + BOTTOM + s] = (high, low) if run == number else (-np.inf, np.inf)
        carried[of + CLOSE + s] = close if run == number else np.nan
        over = 1 if is_over else over
    return over


@compiled
def walk(prices: FloatArray, begin: int, stop: int, lanes: int, carried: FloatArray) -> None:
    """Some sessions that are in one week and in one month."""
    across = t.Index(lanes)
    for s in range(across):
        carried[TOP + s], carried[BOTTOM + s], carried[CLOSE + s] = -np.inf, np.inf, np.nan
    for row in range(begin, stop):
        here = t.FIRST + t.Index(row) * t.WIDTH
        for s in range(across):
            close, high, low = prices[t.CLOSES + here + s], prices[t.HIGHS + here + s], prices[t.LOWS + here + s]
            top, bottom, before = carried[TOP + s], carried[BOTTOM + s], carried[CLOSE + s]
            carried[TOP + s] = high if (high > top) & (high < np.inf) else top
            carried[BOTTOM + s] = low if (low < bottom) & (low > -np.inf) else bottom
            carried[CLOSE + s] = before if np.isnan(close) else close
    for s in range(across):
        top, bottom, close = carried[TOP + s], carried[BOTTOM + s], carried[CLOSE + s]
        add(carried, WEEK, s, top, bottom, close)
        add(carried, MONTH, s, top, bottom, close)


@inlined
def add(carried: FloatArray, of: Any, s: Any, top: float, bottom: float, close: float) -> None:
    """What has been walked over to the week or the month."""
    high, low, before = carried[of + TOP + s], carried[of + BOTTOM + s], carried[of + CLOSE + s]
    carried[of + TOP + s] = top if top > high else high
    carried[of + BOTTOM + s] = bottom if bottom < low else low
    carried[of + CLOSE + s] = before if np.isnan(close) else close


@compiled
def close_bars(prices: FloatArray, row: int, carried: FloatArray, of: Any) -> None:
    """A week ends: its bars into a row, no close for who has none; the next begins."""
    here = t.FIRST + t.Index(row) * t.WIDTH
    for s in range(t.WIDTH):
        high, low = carried[of + TOP + s], carried[of + BOTTOM + s]
        prices[t.CLOSES + here + s] = carried[of + CLOSE + s]
        prices[t.HIGHS + here + s] = high if high > -np.inf else np.inf
        prices[t.LOWS + here + s] = low if low < np.inf else -np.inf
        carried[of + TOP + s], carried[of + BOTTOM + s], carried[of + CLOSE + s] = -np.inf, np.inf, np.nan


@compiled
def leave(
    prices: FloatArray,
    row: int,
    number: int,
    closes: bool,
    traded: FloatArray,
    memory: Any,
    carried: FloatArray,
    of: Any,
) -> None:
    """The last week: those who traded on its last session (a close in traded, float64 [LANES]) have a closed bar, if that is the last
    that the exchange holds in it; any other runs on, into memory."""
    there = t.FIRST + t.Index(row) * t.WIDTH
    for s in range(t.WIDTH):
        high, low, close = carried[of + TOP + s], carried[of + BOTTOM + s], carried[of + CLOSE + s]
        is_closed = closes & (not np.isnan(traded[s]))
        runs = (not is_closed) & (not np.isnan(close))
        memory[t.RUN_NUMBER + s] = float(number) if runs else -1.0
        memory[t.RUN_HIGH + s], memory[t.RUN_LOW + s], memory[t.RUN_CLOSE + s] = high, low, close
        prices[t.CLOSES + there + s] = close if is_closed else np.nan
        prices[t.HIGHS + there + s] = high if is_closed & (high > -np.inf) else np.inf
        prices[t.LOWS + there + s] = low if is_closed & (low < np.inf) else -np.inf
