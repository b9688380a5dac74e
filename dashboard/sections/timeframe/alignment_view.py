"""Alignment of one symbol at one session: score, agreement, pattern, the sentence that names the conflict, and what followed before."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.one import One
from dashboard.sections.timeframe.patterns import aligned, bucket_of, pattern_of
from dashboard.sections.timeframe.period_view import NAMES, since
from dashboard.sections.timeframe.plain import number, score
from dashboard.sections.timeframe.record import Record

BUCKET_NAMES = ("strongly_down", "down", "mixed", "up", "strongly_up")
BUCKET_RANGES = ("to −0.6", "−0.6 to −0.2", "−0.2 to 0.2", "0.2 to 0.6", "from 0.6")
OVERLAP = (
    f"Returns over {at.HORIZON} own bars from overlapping windows: neighbouring outcomes share most of their days."
)
ADJECTIVES = {1: "up", -1: "down"}
TRENDS = {1: "uptrend", -1: "downtrend"}


def alignment_of(record: Record, one: One) -> dict[str, Any]:
    """Score, agreement, pattern, sentence, and the closed scores they come from."""
    closed = [_last(one, period) for period in range(at.PERIODS)]
    mean, agreement = (float(value) for value in aligned(*(np.array(value) for value in closed)))
    pattern = pattern_of(*closed)
    return {
        "symbol": record.panel.symbols[one.column],
        "score": score(mean),
        "agreement": score(agreement),
        "pattern": pattern,
        "sentence": sentence(record, one, closed),
        "scores": dict(zip(NAMES, (score(value) for value in closed), strict=True)),
        "periods": int(np.isfinite(closed).sum()),
        "reasons": {} if pattern else {"score": "insufficient_history"},
    }


def _last(one: One, period: int) -> float:
    story = one.stories[period]
    return float(np.float32(story.scores()[-1])) if story.count else float("nan")


def sentence(record: Record, one: One, closed: list[float]) -> str | None:
    """The conflict between the periods in one sentence, or that there is none; None without an alignment."""
    if np.isnan(closed[0]) or np.isnan(closed[1]):
        return None
    sides = [0 if np.isnan(value) else int(np.sign(value)) for value in closed]
    if 0 in sides[:2] or (sides[2] == 0 and not np.isnan(closed[2])):
        return (
            "Undecided: the "
            + " and the ".join(n for n, v in zip(NAMES, closed, strict=True) if v == 0)
            + " score stands at zero."
        )
    dates = [since(record, one, story) for story in one.stories]
    day, week, month = sides
    if day != week:
        return f"Daily {ADJECTIVES[day]} inside a weekly {TRENDS[week]} since {dates[1]}" + (
            "."
            if not month
            else f", {'also' if month == week else 'but'} monthly {ADJECTIVES[month]} since {dates[2]}."
        )
    if month and month != day:
        return f"Daily and weekly {ADJECTIVES[day]} inside a monthly {TRENDS[month]} since {dates[2]}."
    names = "Daily, weekly and monthly" if month else "Daily and weekly"
    return f"{names} agree: {ADJECTIVES[day]}, all since {max(str(date) for date, side in zip(dates, sides, strict=True) if side)}."


def own_record(one: One) -> dict[str, Any]:
    """What followed the symbol's own alignments, by bucket; only windows that have ended."""
    closes = one.daily.closes[at.TAIL : at.TAIL + len(one.rows)]
    by_day = [_by_day(one, period) for period in range(at.PERIODS)]
    buckets = bucket_of(aligned(*by_day)[0])[: max(len(closes) - at.HORIZON, 0)]
    changes = closes[at.HORIZON :] / closes[: len(buckets)] - 1.0 if len(buckets) else np.zeros(0)
    outcome = np.zeros((at.BUCKETS, at.OUTCOME))
    for k in range(at.BUCKETS):
        of = changes[buckets == k]
        outcome[k] = len(of), float(np.cumsum(of)[-1]) if len(of) else 0.0, float((of > 0.0).sum())
    return table(outcome)


def _by_day(one: One, period: int) -> FloatArray:
    """The last closed score by each own day."""
    story = one.stories[period]
    scores = np.concatenate([[np.nan], story.scores().astype(np.float32).astype(np.float64)])
    return np.asarray(scores[np.minimum(story.seen, story.count)])


def table(outcome: FloatArray) -> dict[str, Any]:
    """The record as columns, lowest alignments first; the last row is all of them together."""
    rows = np.vstack([outcome, outcome.sum(axis=0)])
    n = rows[:, at.OUTCOMES]
    mean, hits = (
        np.divide(100.0 * rows[:, k], n, out=np.full(len(n), np.nan), where=n > 0) for k in (at.RETURNS, at.RISES)
    )
    return {
        "bucket": [*BUCKET_NAMES, "all"],
        "range": [*BUCKET_RANGES, "any"],
        "n": [int(value) for value in n],
        "mean_pct": [number(value) for value in mean.tolist()],
        "hit_rate_pct": [number(value) for value in hits.tolist()],
        "horizon": at.HORIZON,
        "overlap": OVERLAP,
    }
