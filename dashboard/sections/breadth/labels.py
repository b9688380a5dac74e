"""The one scale of breadth: a score in percent and what it is called."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import FloatArray, IntArray

LABELS = ("strong_bearish", "bearish", "neutral", "bullish", "strong_bullish")
BEARISH_ABOVE, NEUTRAL_ABOVE, BULLISH_FROM, STRONG_BULLISH_FROM = 30.0, 40.0, 60.0, 70.0


def codes_of(scores: FloatArray) -> IntArray:
    """The place in LABELS of each score in percent, -1 for NaN: 70 and 60 belong to the better label, 40 and 30 to the worse."""
    codes = (
        (scores > BEARISH_ABOVE).astype(np.int64) + (scores > NEUTRAL_ABOVE)
        + (scores >= BULLISH_FROM) + (scores >= STRONG_BULLISH_FROM)
    )  # fmt: skip
    return np.where(np.isnan(scores), -1, codes)


def label_of(score: float) -> str | None:
    """The label of one score; None for NaN."""
    return labels_of(np.array([score]))[0]


def labels_of(scores: FloatArray) -> list[str | None]:
    """The label of each score."""
    return [None if code < 0 else LABELS[code] for code in codes_of(scores).tolist()]
