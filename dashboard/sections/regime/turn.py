"""Why the label last changed: what the components said at the session before and at the change, and by which rule it followed."""

from __future__ import annotations

from typing import Any

from dashboard.regimes.labels import DIRECTION_MARGIN, DWELL, LABEL_DWELL, MARGIN
from dashboard.section import Result
from dashboard.sections.regime.events import changes
from dashboard.sections.regime.parts import components
from dashboard.sections.regime.plain import number, rounded
from dashboard.sections.regime.record import Record, record_of

FIGURES = ("value", "weight", "contribution")
RULE = (
    f"A label follows the score once it has passed the band's edge by {MARGIN:.2f}, or stood beyond it for {DWELL} sessions; a direction, "
    f"once it has passed by {DIRECTION_MARGIN:.2f} or stood beyond for {DWELL}. A label lasts at least {LABEL_DWELL} sessions, a "
    f"direction {DWELL}."
)


def turn(result: Result, t: int) -> dict[str, Any] | None:
    """The last change of label up to session t; None while there has been none.

    components: one row each, largest difference of its contribution first, with `before` and `after` the session before the change
    and the change's own: value, weight, contribution, and why one is missing.
    """
    record = record_of(result)
    past = record.changed[(record.changed > 0) & (record.own.row[record.changed] <= t)]
    past = past[record.own.labels[past - 1] >= 0]
    if not len(past):
        return None
    k = int(past[-1])
    rows = [int(record.own.row[place]) for place in (k - 1, k)]
    (change,) = changes(result, record, slice(rows[1], rows[1] + 1))
    return {
        **change, "rule": RULE,
        "before": _session(result, record, rows[0]), "after": _session(result, record, rows[1]),
        "components": _beside(record, *rows),
    }  # fmt: skip


def _session(result: Result, record: Record, row: int) -> dict[str, Any]:
    regimes = record.regimes
    return {
        "session": result.labels[row],
        "score": number(regimes.score[row]),
        "coverage": number(regimes.coverage[row]),
    }


def _beside(record: Record, before: int, after: int) -> list[dict[str, Any]]:
    """Each component at both sessions; moved: the difference of its contributions, one that is missing counted as none."""
    pairs = zip(components(record, before), components(record, after), strict=True)
    rows = [
        {
            "name": now["name"], "before": _figures(then), "after": _figures(now),
            "moved": rounded((now["contribution"] or 0.0) - (then["contribution"] or 0.0)),
        }
        for then, now in pairs
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -abs(row["moved"] or 0.0))


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in FIGURES}, "reason": row["reason"]}
