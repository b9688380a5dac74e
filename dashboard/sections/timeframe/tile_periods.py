"""A tile's weeks and months: gathered from its days in one walk over the sessions, for every symbol of a row at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.period import Weeks
from dashboard.sections.timeframe.tile_bars import Own, finite

# Rows of what is carried from session to session, float64 [LANES] each: of the days, and the extremes of the running bars.
DAYS, FIRST, LAST, LAST_CLOSE, WEEK_HIGH, WEEK_LOW, MONTH_HIGH, MONTH_LOW = (t.Index(row * t.LANES) for row in range(8))
CARRIED, OF_WEEK, OF_MONTH = 8 * t.LANES, 4 * t.LANES, 6 * t.LANES
TOP, BOTTOM = t.Index(0), t.WIDTH  # of a week's or month's extremes

# Rows of what is known of a table, float64 [LANES] each: closed bars, the rows of the first and the last one, and 1.0 where a bar came
# in running that belongs to the first of the weeks.
BARS, FIRST_BAR, LAST_BAR, RUNS = (t.Index(row * t.LANES) for row in range(4))
KNOWN = 4 * t.LANES


class Table(NamedTuple):
    """Closed bars: prices, float64 [P + 1, 3, LANES], flat: the bar of the k-th week in row k + 1, in row 0 the one that was running
    before the first. known: float64 [KNOWN], room. own: whose they are."""

    prices: Any
    known: Any
    own: Own


@compiled
def gather(
    prices: FloatArray, rows: int, weeks: Weeks, months: Weeks, weekly: Table, monthly: Table, memory: Any, before: Any, carried: Any,
    own: Own,
) -> None:  # fmt: skip
    """Fill both tables and the days' `own`; what is running goes into memory, float64 [PERIODS, MEMORY · LANES].

    before: float64 [LANES], the last close of each symbol before the first row. carried: float64 [CARRIED], room.
    """
    for s in range(t.WIDTH):
        carried[DAYS + s], carried[FIRST + s], carried[LAST + s], carried[LAST_CLOSE + s] = 0.0, 0.0, -1.0, before[s]
    week_extremes, month_extremes = carried[OF_WEEK:OF_MONTH], carried[OF_MONTH:]
    take_over(weekly, memory[at.WEEKLY], weeks, week_extremes)
    take_over(monthly, memory[at.MONTHLY], months, month_extremes)
    week, month, begin = 0, 0, 0
    week_ends, month_ends, week_began, month_began = weeks.ends, months.ends, 0, 0
    while begin < rows:
        stop = min(week_ends[week], month_ends[month])
        walk(prices, begin, stop, carried)
        if week_ends[week] == stop:
            needed = least_day(stop, rows, weeks.closes[week])
            close_bars(weekly.prices, weekly.known, week + 1, week_began, needed, carried, week_extremes)
            week, week_began = week + 1, stop
        if month_ends[month] == stop:
            needed = least_day(stop, rows, months.closes[month])
            close_bars(monthly.prices, monthly.known, month + 1, month_began, needed, carried, month_extremes)
            month, month_began = month + 1, stop
        begin = stop
    leave(weekly, weeks, memory[at.WEEKLY], carried, week_extremes)
    leave(monthly, months, memory[at.MONTHLY], carried, month_extremes)
    as_own(carried, own)


@compiled
def take_over(table: Table, memory: Any, weeks: Weeks, extremes: FloatArray) -> None:
    """The bars that came in running: into row 0 where their week is over, else on with them."""
    prices, known = table.prices, table.known
    for s in range(t.LANES):
        number, lane = int(memory[at.RUN_NUMBER * t.LANES + s]), t.Index(s)
        high, low = memory[at.RUN_HIGH * t.LANES + s], memory[at.RUN_LOW * t.LANES + s]
        is_over, runs = number >= 0 and number != weeks.first, number == weeks.first
        prices[t.CLOSE + lane] = memory[at.RUN_CLOSE * t.LANES + s] if is_over else np.nan
        prices[t.HIGH + lane], prices[t.LOW + lane] = finite(high), finite(low)
        known[BARS + lane], known[FIRST_BAR + lane], known[LAST_BAR + lane] = (
            1.0 if is_over else 0.0,
            0.0,
            0.0 if is_over else -1.0,
        )
        known[RUNS + lane] = 1.0 if runs else 0.0
        extremes[TOP + lane], extremes[BOTTOM + lane] = high if runs else -np.inf, low if runs else np.inf


@compiled
def walk(prices: FloatArray, begin: int, stop: int, carried: FloatArray) -> None:
    """Some sessions that are in one week and in one month."""
    for row in range(begin, stop):
        there, at_row = t.Index(row) * t.ROW, float(row)
        for s in range(t.WIDTH):
            close, high, low = prices[t.CLOSE + there + s], prices[t.HIGH + there + s], prices[t.LOW + there + s]
            traded, days = not np.isnan(close), carried[DAYS + s]
            carried[FIRST + s] = at_row if traded & (days == 0.0) else carried[FIRST + s]
            carried[LAST + s] = at_row if traded else carried[LAST + s]
            carried[LAST_CLOSE + s] = close if traded else carried[LAST_CLOSE + s]
            carried[DAYS + s] = days + (1.0 if traded else 0.0)
            top, month_top = carried[WEEK_HIGH + s], carried[MONTH_HIGH + s]
            bottom, month_bottom = carried[WEEK_LOW + s], carried[MONTH_LOW + s]
            carried[WEEK_HIGH + s] = high if traded & (high > top) else top
            carried[MONTH_HIGH + s] = high if traded & (high > month_top) else month_top
            carried[WEEK_LOW + s] = low if traded & (low < bottom) else bottom
            carried[MONTH_LOW + s] = low if traded & (low < month_bottom) else month_bottom


@inlined
def least_day(stop: int, rows: int, closes: bool) -> float:
    """The day that a symbol's last one must not precede for its bar to be closed: any, but of the last week. Of that, only those who
    traded on its last session have a closed one, and only if that is the last that the exchange holds in it; any other is running."""
    if stop < rows:
        return -1.0
    return float(rows - 1) if closes else np.inf


@compiled
def close_bars(
    prices: FloatArray,
    known: FloatArray,
    row: int,
    begin: int,
    needed: float,
    carried: FloatArray,
    extremes: FloatArray,
) -> None:
    """A week that began on a row ends: its bars into a row of the table."""
    there, at_row, first_day = t.Index(row) * t.ROW, float(row), float(begin)
    is_last = needed >= 0.0
    for s in range(t.WIDTH):
        last, high, low = carried[LAST + s], extremes[TOP + s], extremes[BOTTOM + s]
        bars, runs, first_bar, last_bar = known[BARS + s], known[RUNS + s], known[FIRST_BAR + s], known[LAST_BAR + s]
        close = carried[LAST_CLOSE + s]
        is_closed = ((last >= first_day) | (runs > 0.0)) & (last >= needed)
        prices[t.CLOSE + there + s] = close if is_closed else np.nan
        prices[t.HIGH + there + s], prices[t.LOW + there + s] = finite(high), finite(low)
        known[FIRST_BAR + s] = at_row if is_closed & (bars == 0.0) else first_bar
        known[LAST_BAR + s] = at_row if is_closed else last_bar
        known[BARS + s] = bars + (1.0 if is_closed else 0.0)
        known[RUNS + s] = runs if is_last else 0.0
        extremes[TOP + s], extremes[BOTTOM + s] = high if is_last else -np.inf, low if is_last else np.inf


@compiled
def leave(table: Table, weeks: Weeks, memory: Any, carried: FloatArray, extremes: FloatArray) -> None:
    """The bars that run on into memory."""
    stop, known = len(weeks.ends), table.known
    begin = weeks.ends[stop - 2] if stop > 1 else 0
    for s in range(t.LANES):
        lane = t.Index(s)
        has_bar = carried[LAST + lane] >= begin or known[RUNS + lane] > 0.0
        runs = has_bar and known[LAST_BAR + lane] != stop
        memory[at.RUN_NUMBER * t.LANES + s] = weeks.first + stop - 1 if runs else -1
        memory[at.RUN_HIGH * t.LANES + s], memory[at.RUN_LOW * t.LANES + s] = (
            extremes[TOP + lane],
            extremes[BOTTOM + lane],
        )
        memory[at.RUN_CLOSE * t.LANES + s] = carried[LAST_CLOSE + lane]
    as_own(known, table.own)


@compiled
def as_own(known: FloatArray, own: Own) -> None:
    """How many bars, and the rows of the first and the last one."""
    for s in range(t.LANES):
        lane = t.Index(s)
        own.days[s], own.first[s], own.last[s] = (
            int(known[DAYS + lane]),
            int(known[FIRST + lane]),
            int(known[LAST + lane]),
        )
