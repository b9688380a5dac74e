"""What became of the regime between two sessions: every change of its label, and of the direction with it."""

from __future__ import annotations

import numpy as np

from dashboard.section import Change, Result
from dashboard.sections.regime.glance import LEANING
from dashboard.sections.regime.names import DIRECTIONS, LABELS, WORDS, signed
from dashboard.sections.regime.record import Record, record_of


def changes(result: Result, then: int, now: int) -> list[Change]:
    """The label of each session after `then` up to `now` that is not the one before; the first label of a record is no change."""
    record = record_of(result)
    own = record.own
    at = record.changed[(own.row[record.changed] > then) & (own.row[record.changed] <= now)]
    return [_change(result, record, k) for k in at.tolist() if k and own.labels[k - 1] >= 0]


def _change(result: Result, record: Record, k: int) -> Change:
    own = record.own
    before, after = LABELS[own.labels[k - 1]], LABELS[own.labels[k]]
    turned = own.direction[k] != own.direction[k - 1]
    direction = f", now {DIRECTIONS[own.direction[k] + 1]}" if turned else ""
    score = "" if np.isnan(own.score[k]) else f" at a score of {signed(float(own.score[k]))}"
    words = f"The regime went from {WORDS[before]} to {WORDS[after]}{direction}{score}"
    return Change(result.labels[own.row[k]], words, LEANING[after])
