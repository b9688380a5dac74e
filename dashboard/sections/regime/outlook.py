"""What usually follows: how long a label lasts, what comes after it, and what past confidence was worth, all as of one session."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.regimes import confidence as sure
from dashboard.regimes.record import expected_duration, transitions
from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.plain import number
from dashboard.sections.regime.record import Record


def transitions_at(record: Record, t: int) -> dict[str, Any]:
    """How often a session's label (row) was followed by the next one's (column), up to session t; a row without any is None."""
    counts = transitions(record.own.labels[: record.place(t) + 1])
    totals = counts.sum(axis=1)
    shares = [(row / total).tolist() if total else None for row, total in zip(counts, totals.tolist(), strict=True)]
    return {"labels": list(LABELS), "counts": counts.tolist(), "probabilities": shares}


def duration_at(record: Record, t: int) -> float | None:
    """How many sessions session t's label has lasted on average so far; None where none of its kind has ended."""
    label = int(record.regimes.labels[t])
    if label < 0:
        return None
    return expected_duration(transitions(record.own.labels[: record.place(t) + 1]), label)


def reliability_at(record: Record, t: int) -> dict[str, Any]:
    """What confidence up to session t was worth, from outcomes known by then; `needed` outcomes before the first confidence."""
    own, k = record.own, record.place(t)
    told = sure.reliability(own.confidence, own.base_rate, own.held, k)
    known = int(np.count_nonzero(~np.isnan(own.held[: max(k - sure.HORIZON + 1, 0)])))
    return {
        "n": told.n, "base_rate": told.base_rate, "brier": told.brier, "base_brier": told.base_brier, "skill": told.skill,
        "calibration_error": told.calibration_error, "calibrated": told.calibrated,
        "bins": [{"said": said, "happened": happened, "n": n} for said, happened, n in told.bins],
        "horizon_sessions": sure.HORIZON, "outcomes": known, "outcomes_needed": sure.LEAST_OUTCOMES,
        "largest_calibration_error": sure.LARGEST_CALIBRATION_ERROR, "base_rate_now": number(record.regimes.base_rate[t]),
    }  # fmt: skip
