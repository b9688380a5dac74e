"""The past of the figures of one symbol, or of the benchmark: closed scores, votes, alignment; and the bars that they rest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.section import Input, Result
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.forming import judged
from dashboard.sections.timeframe.one import Story, followed_by_day, one
from dashboard.sections.timeframe.patterns import NAMES as PATTERNS
from dashboard.sections.timeframe.patterns import aligned, patterns_of
from dashboard.sections.timeframe.period_view import FAMILIES
from dashboard.sections.timeframe.period_view import NAMES as PERIODS
from dashboard.sections.timeframe.record import record_of
from dashboard.sections.timeframe.views import column_of

LOOKED_BACK = 252  # closed bars whose votes are worked out again for their past


def symbols(result: Result) -> Sequence[str]:
    """Every symbol of the market."""
    return record_of(result).panel.symbols


def closed(result: Result, t: int, of: str | None, period: str) -> FloatArray:
    """The closed score of a period at every session."""
    record = record_of(result)
    column = column_of(record, of)
    if column is None:
        return np.full(t + 1, np.nan)
    return record.pages.lines(PERIODS.index(period), [column])[0, : t + 1].astype(np.float64)


def forming(result: Result, t: int, of: str | None, period: str) -> FloatArray:
    """The score of the running bar as if it closed at each session."""
    record = record_of(result)
    column = column_of(record, of)
    if period == "daily" or column is None:
        return np.full(t + 1, np.nan)
    return followed_by_day(record.panel.first(t + 1), record.calendar, column)[PERIODS.index(period) - 1][: t + 1]


def vote(result: Result, t: int, of: str | None, period: str, family: str) -> FloatArray:
    """One vote of the last closed bars, from each bar's close until the next one's."""
    record, out = record_of(result), np.full(t + 1, np.nan)
    column = column_of(record, of)
    if column is None:
        return out
    found = one(record.panel, record.calendar, column, t)
    story, k = found.stories[PERIODS.index(period)], FAMILIES.index(family)
    first = max(story.count - LOOKED_BACK, 0)
    known = np.searchsorted(
        story.seen, np.arange(first, story.count) + 1
    )  # the own day at whose close each bar was shut
    days = found.rows[np.minimum(known, len(found.rows) - 1)]
    for i, begin, end in zip(range(first, story.count), days, [*days[1:], t + 1], strict=True):
        out[begin:end] = _votes(story, i)[k]
    return out


def _votes(story: Story, i: int) -> tuple[float, ...]:
    high, low, close = (float(line[at.TAIL + i]) for line in (story.bars.highs, story.bars.lows, story.bars.closes))
    return judged(close, story.case(i, high, low))


def score(result: Result, t: int, of: str | None) -> FloatArray:
    """The alignment at every session."""
    return aligned(*_closed(result, t, of))[0]


def agreement(result: Result, t: int, of: str | None) -> FloatArray:
    """How far the periods agree at every session."""
    return aligned(*_closed(result, t, of))[1]


def pattern(result: Result, t: int, of: str | None) -> FloatArray:
    """The pattern at every session, as its place among PATTERNS."""
    place = {name: float(k) for k, name in enumerate(PATTERNS)}
    return np.array([np.nan if name is None else place[name] for name in patterns_of(*_closed(result, t, of))])


def _closed(result: Result, t: int, of: str | None) -> tuple[FloatArray, FloatArray, FloatArray]:
    daily, weekly, monthly = (closed(result, t, of, period) for period in PERIODS)
    return daily, weekly, monthly


def bars_of(result: Result, t: int, of: str | None, period: str) -> list[Input]:
    """The closed bars of a period that its votes rest on: from which own session to which, and how many of how many."""
    record = record_of(result)
    column = column_of(record, of)
    if column is None:
        return [Input(period, missing="no_benchmark")]
    found = one(record.panel, record.calendar, column, t)
    story = found.stories[PERIODS.index(period)]
    used, symbol = min(story.count, at.SURE_BARS), record.panel.symbols[column]
    if not used:
        return [Input(f"{period} bars of {symbol}", valid=0, members=at.SURE_BARS, missing="insufficient_history")]
    days = [record.panel.sessions[found.rows[story.lasts[i]]] for i in (story.count - used, story.count - 1)]
    missing = None if story.count >= at.SURE_BARS else "insufficient_history"
    return [Input(f"{period} bars of {symbol}", str(days[0]), str(days[1]), used, at.SURE_BARS, missing=missing)]


def every_bar_of(result: Result, t: int, of: str | None) -> list[Input]:
    """The bars of all three periods, each with its closed score."""
    made = []
    for period in PERIODS:
        (bars,) = bars_of(result, t, of, period)
        value = float(closed(result, t, of, period)[-1])
        made.append(
            Input(
                bars.name,
                bars.first,
                bars.last,
                bars.valid,
                bars.members,
                None if np.isnan(value) else value,
                bars.missing,
            )
        )
    return made


def stocks(result: Result, t: int, _of: str | None) -> list[Input]:
    """The stocks that have an alignment, of those listed."""
    day, valid, members = result.labels[t], int(record_of(result).counts[at.WITH_ALIGNMENT, t]), int(result.members[t])
    left = f"{members - valid} without 50 daily and 50 weekly bars" if valid < members else None
    return [Input("listed stocks with an alignment", day, day, valid, members, missing=left)]
