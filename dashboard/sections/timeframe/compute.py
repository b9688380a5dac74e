"""Timeframe: four votes per day, week and month for every symbol, and whether the three agree, at every session of the panel.

1. `calendar` says which weeks and months the sessions belong to, and when each closes.
2. `passing` walks every symbol through the new sessions in one compiled pass (`kernel`), or through all of them.
3. `scan` finds the long and short candidates of the new sessions; `readings` says which sessions have a count, and whose it is.
4. What is kept per symbol and session are the three closed scores; the votes, the forming bars and the flip of one symbol are
   worked out again from its own bars when they are asked for (`one`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.scanner.hits import Scan
from dashboard.scanner.readings import readings
from dashboard.scanner.reversal import scan
from dashboard.section import Result
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.calendar import Calendar, calendar_of
from dashboard.sections.timeframe.coverage import covered, share
from dashboard.sections.timeframe.one import followed_by_day
from dashboard.sections.timeframe.passing import Passed, listed_rows, passed
from dashboard.sections.timeframe.patterns import aligned
from dashboard.sections.timeframe.record import Record
from dashboard.sections.timeframe.running import running

NO_SYMBOLS = "This market has neither stocks nor indices, so there are no timeframes to compare."


@dataclass(frozen=True)
class Continuation:
    """What the next computation starts from."""

    calendar: Calendar
    passed: Passed
    scan: Scan


def timeframe(panel: Panel, previous: Result | None) -> Result:
    """Every figure of the section over the panel's T sessions; `previous` must come from a prefix of the panel."""
    indices = tuple(k for k, one in enumerate(panel.instruments) if one.kind == "index")
    if not panel.stocks and not indices:
        return _unavailable(panel)
    earlier = _earlier(previous)
    calendar = calendar_of(panel, None if earlier is None else earlier.calendar)
    before = _continuation(panel, calendar, earlier)
    done = passed(panel, calendar, None if before is None else before.passed)
    found = scan(panel, None if before is None else before.scan)
    told = readings(panel, found)
    benchmark = _benchmark(panel, indices)
    members = members_of(panel, len(indices))
    counted = done.counts if panel.stocks else _of_indices(done, indices)
    series = {
        **_shares(counted, members, panel.stocks > 0),
        **_of_benchmark(panel, calendar, done, benchmark, None if before is None else previous),
        "scan_long": told.long,
        "scan_short": told.short,
    }
    record = Record(panel, calendar, done.pages, done.followed, counted, benchmark, indices, told)
    valid = counted[at.WITH_ALIGNMENT].astype(np.int64)
    return Result(panel.sessions, series, valid, members, detail=record, resume=Continuation(calendar, done, found))


def members_of(panel: Panel, indices: int) -> IntArray:
    """How many stocks are listed at each session, int64 [T]; of a market without stocks, how many indices it has."""
    sessions = len(panel.sessions)
    if not panel.stocks or not panel.knows_listings:
        return np.full(sessions, panel.stocks or indices, dtype=np.int64)
    first, last = listed_rows(panel)
    is_member = first <= last
    come, gone = (np.bincount(rows[is_member], minlength=sessions + 2)[:sessions] for rows in (first, last + 1))
    return np.cumsum(come) - np.cumsum(gone)


def _benchmark(panel: Panel, indices: tuple[int, ...]) -> int | None:
    """The column of the benchmark; where the market names none, of its first index."""
    if panel.market.benchmark in panel.symbols:
        return panel.column(str(panel.market.benchmark))
    return indices[0] if indices else None


def _earlier(previous: Result | None) -> Continuation | None:
    """What an earlier result left to be continued."""
    left = None if previous is None else previous.resume
    return left if isinstance(left, Continuation) else None


def _continuation(panel: Panel, calendar: Calendar, before: Continuation | None) -> Continuation | None:
    """What there was before, if it was these symbols and the first of these sessions, in the same weeks and months."""
    if before is None or before.passed.pages.symbols != len(panel.instruments):
        return None
    sessions = before.calendar.sessions
    is_same = np.array_equal(sessions, panel.sessions[: len(sessions)]) and calendar.continues(before.calendar)
    return before if is_same else None


def _of_indices(done: Passed, indices: tuple[int, ...]) -> IntArray:
    """The counts of a market without stocks: how many indices have an alignment; shares of so few are not given."""
    daily, weekly, _ = (done.pages.lines(period, list(indices)) for period in range(at.PERIODS))
    counts: IntArray = np.zeros_like(done.counts)
    counts[at.WITH_ALIGNMENT] = (~np.isnan(daily) & ~np.isnan(weekly)).sum(axis=0)
    return counts


def _shares(counts: IntArray, members: IntArray, has_stocks: bool) -> dict[str, FloatArray]:
    enough = covered(counts[at.WITH_ALIGNMENT], members) & has_stocks
    return {
        "aligned_up_pct": share(counts[at.ALIGNED_UP], counts[at.WITH_ALIGNMENT], enough),
        "aligned_down_pct": share(counts[at.ALIGNED_DOWN], counts[at.WITH_ALIGNMENT], enough),
    }


def _of_benchmark(
    panel: Panel, calendar: Calendar, done: Passed, benchmark: int | None, earlier: Result | None
) -> dict[str, FloatArray]:
    """The benchmark's closed and forming scores, its alignment and agreement; of an earlier result all but the new sessions is kept."""
    names = ("daily", "weekly", "monthly", "weekly_forming", "monthly_forming", "score", "agreement")
    if benchmark is None:
        return {name: np.full(len(panel.sessions), np.nan) for name in names}
    start = 0 if earlier is None else len(earlier.sessions)
    closed = [line.astype(np.float64) for line in done.pages.of(benchmark, start)]
    forming = _forming(panel, calendar, done, benchmark, start)
    new = dict(zip(names, (*closed, *forming, *aligned(*closed)), strict=True))
    return new if earlier is None else {name: np.concatenate([earlier.series[name], new[name]]) for name in names}


def _forming(panel: Panel, calendar: Calendar, done: Passed, column: int, start: int) -> tuple[FloatArray, ...]:
    """The forming weekly and monthly scores of the sessions from `start` on; of one new session they stand in the state after it."""
    last = len(panel.sessions) - 1
    if start != last:
        return tuple(line[start:] for line in followed_by_day(panel, calendar, column))
    if np.isnan(panel.close[last, column]):
        return np.array([np.nan]), np.array([np.nan])
    return tuple(np.array([running(done.state, column, period)]) for period in (at.WEEKLY, at.MONTHLY))


def _unavailable(panel: Panel) -> Result:
    nothing = np.zeros(len(panel.sessions), dtype=np.int64)
    return Result(panel.sessions, {}, nothing, nothing, unavailable=NO_SYMBOLS)


def warm_up() -> None:
    """Compile the kernels, or load them from the disk's cache, on a market of two symbols: never in a request's way."""
    from dashboard.sections.timeframe.warm import tiny_panel

    timeframe(tiny_panel(), None)
