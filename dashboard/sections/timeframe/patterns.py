"""How days, weeks and months stand to one another: alignment, agreement, and the pattern by name.

A period is up when its closed score is above 0, down when below. The patterns are all that three sides can make:

    days weeks months                        days weeks months
    up   up    up     aligned_up             down down  down   aligned_down
    down up    up     pullback_in_uptrend    up   down  down   rally_in_downtrend
    up   down  up     correction_turning_up  down up    down   recovery_turning_down
    up   up    down   turning_up             down down  up     turning_down

Any period at exactly 0 makes `undecided`. Without a month's score, days and weeks make aligned_up, aligned_down,
pullback_in_uptrend or rally_in_downtrend by themselves. Without a week's there is no pattern.
"""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at

PATTERNS = {
    (1, 1, 1): "aligned_up", (-1, -1, -1): "aligned_down", (-1, 1, 1): "pullback_in_uptrend", (1, -1, -1): "rally_in_downtrend",
    (1, -1, 1): "correction_turning_up", (-1, 1, -1): "recovery_turning_down", (1, 1, -1): "turning_up", (-1, -1, 1): "turning_down",
    (1, 1): "aligned_up", (-1, -1): "aligned_down", (-1, 1): "pullback_in_uptrend", (1, -1): "rally_in_downtrend",
}  # fmt: skip
UNDECIDED = "undecided"
NAMES = (*dict.fromkeys(PATTERNS.values()), UNDECIDED)


def aligned(daily: FloatArray, weekly: FloatArray, monthly: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Alignment score and agreement, float64 of one shape, from closed scores; NaN without a day's and a week's.

    A missing month drops out and its weight goes to the others. Agreement is |Σ w·s| / Σ w·|s|: 1 when all point one way, NaN when
    all are 0.
    """
    d, w, m = (np.asarray(score, dtype=np.float64) for score in (daily, weekly, monthly))
    weights = at.WEIGHTS
    both, sizes = weights[0] * d + weights[1] * w, weights[0] * np.abs(d) + weights[1] * np.abs(w)
    has_month = ~np.isnan(m)
    score = np.where(has_month, both + weights[2] * m, both / (weights[0] + weights[1]))
    total = np.where(has_month, sizes + weights[2] * np.abs(m), sizes / (weights[0] + weights[1]))
    agreement = np.divide(np.abs(score), total, out=np.full(score.shape, np.nan), where=total > 0)
    return score, np.minimum(agreement, 1.0)


def pattern_of(daily: float, weekly: float, monthly: float) -> str | None:
    """The pattern of three closed scores, None without a day's and a week's."""
    if np.isnan(daily) or np.isnan(weekly):
        return None
    sides = tuple(int(np.sign(score)) for score in (daily, weekly, monthly) if not np.isnan(score))
    return PATTERNS.get(sides, UNDECIDED)


def patterns_of(daily: FloatArray, weekly: FloatArray, monthly: FloatArray) -> list[str | None]:
    """The same of many symbols."""
    return [pattern_of(*three) for three in zip(daily.tolist(), weekly.tolist(), monthly.tolist(), strict=True)]


def bucket_of(score: FloatArray) -> FloatArray:
    """0 to 4 from the lowest alignments to the highest, -1 for NaN; a score on a bound belongs to the bucket farther from 0."""
    low, middle, high, top = at.BUCKET_BOUNDS
    bucket = (score > low).astype(np.int64) + (score > middle) + (score >= high) + (score >= top)
    return np.where(np.isnan(score), -1, bucket)
