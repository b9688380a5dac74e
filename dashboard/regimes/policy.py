"""The policy: what each label allows, one table of few round numbers; the only place where a label becomes an exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.regimes.labels import LABELS, CodeArray


@dataclass(frozen=True, slots=True)
class Rule:
    """One label's line. exposure: gross exposure cap as a fraction of equity; bias: which side new trades may take;
    positions: most of them at once; stop: multiplier of the scan's stop distance; entries: whether new ones are allowed."""

    label: str
    exposure: float
    bias: str
    positions: int
    stop: float
    entries: bool
    text: str


POLICY = (
    Rule("strong_downtrend", 0.0, "short", 2, 1.0, True, "Out of long positions; shorts only, few, and small."),
    Rule("downtrend", 0.25, "short", 4, 1.0, True, "A quarter invested at most; new trades on the short side."),
    Rule("choppy_bearish", 0.5, "both", 6, 1.0, True, "Half invested at most; take the best of either side."),
    Rule("choppy", 1.0, "both", 8, 1.0, True, "No direction: hold what works, and take either side."),
    Rule("choppy_bullish", 1.0, "long", 10, 1.25, True, "Invested; new trades on the long side, stops a little wider."),
    Rule("uptrend", 1.0, "long", 10, 1.5, True, "Invested; long entries, stops wide enough for a pullback."),
    Rule("strong_uptrend", 1.0, "long", 10, 1.5, True, "Fully invested; long entries, let profits run."),
)
assert tuple(rule.label for rule in POLICY) == LABELS
EXPOSURES = np.array([rule.exposure for rule in POLICY])


def exposures(labels: CodeArray) -> FloatArray:
    """The exposure that each session's label allows, float64 [T]; NaN without a label."""
    return np.where(labels >= 0, EXPOSURES[labels], np.nan)
