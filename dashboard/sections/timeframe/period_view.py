"""One period of one symbol at one session: bars, votes closed and forming, the flip, and what is missing, with its reason."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.flip import flip_of
from dashboard.sections.timeframe.one import One, Story
from dashboard.sections.timeframe.plain import number, score
from dashboard.sections.timeframe.record import Record

NAMES = ("daily", "weekly", "monthly")
FAMILIES = ("trend", "momentum", "oscillator", "structure")
NEEDS = {"trend": at.TREND_NEEDS, "momentum": at.MOMENTUM_NEEDS, "oscillator": at.OSCILLATOR_NEEDS}
SHOWN_BARS = 60


def period_view(record: Record, one: One, period: int) -> dict[str, Any]:
    """Everything about one period: what the endpoint of its name answers."""
    panel, story = record.panel, one.stories[period]
    instrument = panel.instruments[one.column]
    return {
        "symbol": instrument.symbol,
        "name": instrument.name,
        "period": NAMES[period],
        "last_bar": str(panel.sessions[one.rows[-1]]) if len(one.rows) else None,
        **figures(record, one, period),
        "bars": bars(record, one, story),
    }


def figures(record: Record, one: One, period: int) -> dict[str, Any]:
    """Score and votes, closed and forming; since when; the flip; the history there is of what is needed."""
    story = one.stories[period]
    closed, forming = story.votes(), story.forming()
    last = float(one.daily.closes[at.TAIL + len(one.rows) - 1]) if len(one.rows) else float("nan")
    flip = flip_of(story.case_to_come(), np.nan if closed is None else float(np.float32(closed[4])), last)
    data: dict[str, Any] = {
        "score": score(None if closed is None else closed[4]),
        "votes": _votes(closed),
        "since": since(record, one, story),
        "closed_on": _closed_on(record, one, story),
        "forming": None if forming is None else {"score": score(forming[4]), "votes": _votes(forming)},
        "closes_on": record.calendar.next_session(one.t)
        if period == at.DAILY
        else record.calendar.next_close(period, one.t),
        "flip_close": number(flip.close),
        "flip": {
            "direction": flip.direction,
            "distance_pct": None if flip.close is None else 100.0 * (flip.close / last - 1.0),
            "flips_now": flip.flips_now,
        },
        "history": {"bars": story.count, "needed": at.SURE_BARS},
    }
    return {**data, "reasons": _reasons(data, story, period, flip.reason)}


def _votes(votes: tuple[float, ...] | None) -> dict[str, float | None]:
    return {family: None if votes is None else score(votes[k]) for k, family in enumerate(FAMILIES)}


def _closed_on(record: Record, one: One, story: Story) -> str | None:
    """The own bar that is last in the last closed bar."""
    if not story.count:
        return None
    return str(record.panel.sessions[one.rows[story.lasts[story.count - 1]]])


def since(record: Record, one: One, story: Story) -> str | None:
    """The last own bar of the period's bar with which its score came to be on the side that it is on; None at 0 or without a score."""
    sides = np.sign(story.scores().astype(np.float32))
    if not len(sides) or not np.isfinite(sides[-1]) or sides[-1] == 0:
        return None
    other = np.flatnonzero(sides != sides[-1])
    first = int(other[-1]) + 1 if len(other) else 0
    return str(record.panel.sessions[one.rows[story.lasts[first]]])


def _reasons(data: dict[str, Any], story: Story, period: int, flip: str | None) -> dict[str, str]:
    """Name of each figure that is None -> its reason."""
    why = {} if data["score"] is not None else {"score": "insufficient_history"}
    for family, value in data["votes"].items():
        if value is None:
            enough = family in NEEDS and story.count >= NEEDS[family]
            why[f"votes.{family}"] = (
                "price_never_moved" if enough else "too_few_pivots" if family == "structure" else "insufficient_history"
            )
    if data["forming"] is None:
        why["forming"] = (
            "daily_bars_close_with_the_session"
            if period == at.DAILY
            else "closed_this_session"
            if story.count
            else "no_bars"
        )
    if data["flip_close"] is None:
        why["flip_close"] = flip or "not_available"
    return why


def bars(record: Record, one: One, story: Story) -> dict[str, Any]:
    """The last SHOWN_BARS bars as columns, the running one last and marked; each is labelled by the last own bar in it."""
    first = max(story.count - SHOWN_BARS + (1 if story.runs else 0), 0)
    sessions, days = record.panel.sessions, one.rows[story.lasts[first : story.count + story.runs]]
    starts = np.concatenate([[0], story.lasts + 1])[first : story.count + story.runs]
    opens = record.panel.open[one.rows[starts], one.column] if len(starts) else np.zeros(0)
    q = at.TAIL + np.arange(first, story.count)
    columns = {name: getattr(story.bars, name)[q].tolist() for name in ("highs", "lows", "closes")}
    if story.runs:
        for name, k in (("highs", at.RUN_HIGH), ("lows", at.RUN_LOW), ("closes", at.RUN_CLOSE)):
            columns[name].append(float(story.memory[k]))
    shut = story.count - first
    return {
        "session": [str(day) for day in sessions[days]],
        "open": [number(value) for value in opens.tolist()],
        "high": [number(value) for value in columns["highs"]],
        "low": [number(value) for value in columns["lows"]],
        "close": [number(value) for value in columns["closes"]],
        "score": [score(value) for value in story.scores()[first:].tolist()] + [None] * story.runs,
        "forming": [False] * shut + [True] * story.runs,
    }
