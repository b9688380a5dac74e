"""What became of the timeframes between two sessions: patterns of benchmark and indices that turned, and how many stocks did."""

from __future__ import annotations

import numpy as np

from dashboard.section import Change, Result
from dashboard.sections.timeframe.glance import LEANING
from dashboard.sections.timeframe.patterns import pattern_of
from dashboard.sections.timeframe.record import Record, record_of

UP, DOWN = "aligned_up", "aligned_down"


def changes(result: Result, then: int, now: int) -> list[Change]:
    """Patterns as they stand at the two sessions: what turned and turned back between them is no change."""
    record = record_of(result)
    columns = list(dict.fromkeys([*([] if record.benchmark is None else [record.benchmark]), *record.indices]))
    return [
        *(change for column in columns for change in _turned(result, record, column, then, now)),
        *_stocks(result, record, then, now),
    ]


def _turned(result: Result, record: Record, column: int, then: int, now: int) -> list[Change]:
    """The pattern of one index, and the session since which it has been what it is now."""
    scores = np.stack([record.pages.lines(period, [column])[0, then : now + 1] for period in range(3)], axis=1).tolist()
    before, after = pattern_of(*scores[0]), pattern_of(*scores[-1])
    if before is None or after is None or before == after:
        return []
    since = next(k for k in range(len(scores), 0, -1) if pattern_of(*scores[k - 1]) != after)
    words = f"{record.panel.symbols[column]} went from {_words(before)} to {_words(after)}"
    return [Change(result.labels[then + since], words, LEANING.get(after, "flat"))]


def _words(pattern: str) -> str:
    return pattern.replace("_", " ")


def _stocks(result: Result, record: Record, then: int, now: int) -> list[Change]:
    """How many stocks came to be aligned, and how many no longer are, each way."""
    before, after = (_sides(record, t) for t in (then, now))
    found = []
    for side, leaning in ((UP, "up"), (DOWN, "down")):
        gained = sum(b != side and a == side for b, a in zip(before, after, strict=True))
        lost = sum(b == side and a != side for b, a in zip(before, after, strict=True))
        if gained or lost:
            words = f"Stocks {_words(side)}: {gained:,} more, {lost:,} no longer, {after.count(side):,} now"
            found.append(Change(result.labels[now], words, leaning if gained > lost else "flat"))  # type: ignore[arg-type]
    return found


def _sides(record: Record, t: int) -> list[str | None]:
    """The pattern of every stock at session t, None of one without, or one that is not listed then."""
    scores = record.pages.at(t)[:, : record.panel.stocks].T.tolist()
    day = record.panel.sessions[t]
    stocks = record.panel.instruments[: record.panel.stocks]
    return [
        pattern_of(*three) if (one.listed or day) <= day <= (one.delisted or day) else None
        for one, three in zip(stocks, scores, strict=True)
    ]
