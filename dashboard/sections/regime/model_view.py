"""The statistical model at one session: its probabilities, when it was fitted, and when it will be again."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.regimes.model import FIRST_FIT, REFIT
from dashboard.sections.regime.plain import number
from dashboard.sections.regime.record import Record

STATES = ("bull", "neutral", "bear")


def probabilities(record: Record, t: int) -> dict[str, float | None]:
    """P of each state, filtered: what session t's close allowed to know."""
    return {state: number(p) for state, p in zip(STATES, record.regimes.probabilities[t], strict=True)}


def model_at(record: Record, t: int) -> dict[str, Any]:
    """The sessions before which it was refitted so far, and the next one by the timetable (None beyond its end)."""
    refits = record.regimes.refits[record.regimes.refits <= t]
    returns = record.place(t)  # the first own close makes none
    left = FIRST_FIT + REFIT * len(refits) + 1 - returns
    ahead = int(np.searchsorted(record.schedule, record.sessions[t])) + left
    return {
        "refits": [str(day) for day in record.sessions[refits]],
        "next_refit_in": left,
        "next_refit": str(record.schedule[ahead]) if ahead < len(record.schedule) else None,
        "first_fit_returns": FIRST_FIT,
        "refit_every": REFIT,
    }
