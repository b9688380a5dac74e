"""The events of a record: every change of label with its reason, changes that were held back, time in each label, and what was
published at the time beside what is computed now."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.market.published import Published
from dashboard.regimes.labels import (
    BLOCKED,
    CHOPPY,
    DWELL,
    EDGES,
    NO_SCORE,
    NOT_BLOCKED,
    YOUNG_DIRECTION,
    passed,
)
from dashboard.section import Result
from dashboard.sections.regime.names import DIRECTIONS, LABELS, signed
from dashboard.sections.regime.plain import number
from dashboard.sections.regime.record import Record, record_of

WINDOWS = (21, 63, 252)
SAME = 5e-7  # figures that differ by less are shown as the same


def events(result: Result, rows: slice) -> dict[str, Any]:
    """Everything about the rows that is no column; all of it as the last of them allowed to know."""
    record = record_of(result)
    published = _published(result, record, rows)
    return {
        "changes": changes(result, record, rows),
        "blocked": held_back(result, record, rows),
        "time_in_label": time_in_label(record, rows.stop - 1),
        "published": published,
        "revisions": sum(each["revised"] for each in published),
    }


def changes(result: Result, record: Record, rows: slice) -> list[dict[str, Any]]:
    """Every session of the rows whose label is not that of the session before, oldest first. age: how long that had lasted."""
    at = record.changed
    inside = at[(record.own.row[at] >= rows.start) & (record.own.row[at] < rows.stop)]
    return [_change(result, record, k) for k in inside.tolist()]


def _change(result: Result, record: Record, k: int) -> dict[str, Any]:
    own = record.own
    before = int(own.labels[k - 1]) if k else -1
    return {
        "on": result.labels[own.row[k]], "from": LABELS[before] if before >= 0 else None, "to": LABELS[own.labels[k]],
        "direction": DIRECTIONS[own.direction[k] + 1], "age": int(own.age[k - 1]) + 1 if before >= 0 else None,
        "score": number(own.score[k]), "confidence": number(own.confidence[k]), "reason": _reason(record, k, before),
    }  # fmt: skip


def _reason(record: Record, k: int, before: int) -> str:
    """How the rules of `labels` came to it."""
    own = record.own
    after, score = int(own.labels[k]), float(own.score[k])
    if before < 0:
        return "The first score."
    reached, side = int(passed(score, before)), np.sign(before - CHOPPY)
    turned = own.direction[k] != side
    at_once = np.sign(reached - CHOPPY) != side if turned else reached != before
    left = CHOPPY if side > 0 or (side == 0 and after > before) else CHOPPY - 1  # the edge at which its direction ends
    edge = signed(EDGES[left if turned else before if after > before else before - 1])
    how = "passed {} by its margin" if at_once else f"stood beyond {{}} for {DWELL} sessions"
    held = " Its direction was too young to change." if own.blocked[k] == YOUNG_DIRECTION else ""
    return f"The score, {signed(score)}, {how.format(edge)}.{held}"


def held_back(result: Result, record: Record, rows: slice) -> dict[str, list[Any]]:
    """Runs of sessions in the rows on which the score's band asked for another label and the rules said no, as columns."""
    own = record.own
    inside = (own.row >= rows.start) & (own.row < rows.stop)
    bands = np.searchsorted(EDGES, own.score, side="right")
    is_held = inside & (own.blocked != NOT_BLOCKED) & (own.blocked != NO_SCORE)
    key = np.where(is_held, (own.blocked.astype(np.int64) * 10 + own.labels) * 10 + bands, -1)
    first = np.flatnonzero((key >= 0) & (np.diff(key, prepend=np.int64(-1)) != 0))
    last = np.flatnonzero((key >= 0) & (np.diff(key, append=np.int64(-1)) != 0))
    return {
        "from": [result.labels[row] for row in own.row[first].tolist()],
        "to": [result.labels[row] for row in own.row[last].tolist()],
        "sessions": (last - first + 1).tolist(),
        "label": [LABELS[code] for code in own.labels[first].tolist()],
        "would_be": [LABELS[band] for band in bands[first].tolist()],
        "reason": [BLOCKED[code] for code in own.blocked[first].tolist()],
    }


def time_in_label(record: Record, t: int) -> dict[str, dict[str, int]]:
    """Sessions in each label over the last 21, 63 and 252 up to session t; fewer in all where the record is shorter."""
    labels = record.regimes.labels[: t + 1]
    counts = {str(n): np.bincount(labels[-n:][labels[-n:] >= 0], minlength=len(LABELS)).tolist() for n in WINDOWS}
    return {window: dict(zip(LABELS, many, strict=True)) for window, many in counts.items()}


def _published(result: Result, record: Record, rows: slice) -> list[dict[str, Any]]:
    if rows.stop <= rows.start:
        return []
    first, last = record.sessions[rows.start], record.sessions[rows.stop - 1]
    return [_beside(record, each) for each in record.published if first <= each.session <= last]


def _beside(record: Record, then: Published) -> dict[str, Any]:
    """What was shown then, and what is computed of that session now; `revised` says that a reader would see a difference."""
    row = int(np.searchsorted(record.sessions, then.session))
    is_here = row < len(record.sessions) and record.sessions[row] == then.session and record.regimes.labels[row] >= 0
    label = LABELS[record.regimes.labels[row]] if is_here else None
    score, confidence = (
        number(figure[row]) if is_here else None for figure in (record.regimes.score, record.regimes.confidence)
    )
    shown = {"label": then.label, "score": number(then.score), "confidence": number(then.confidence)}
    now = {"label": label, "score": score, "confidence": confidence}
    same = then.label == label and all(_same(shown[name], now[name]) for name in ("score", "confidence"))
    return {
        "session": str(then.session), "published_at": then.published_at, "direction": then.direction, **shown, "now": now,
        "revised": not same,
    }  # fmt: skip


def _same(one: Any, other: Any) -> bool:
    return one is other if one is None or other is None else abs(one - other) < SAME
