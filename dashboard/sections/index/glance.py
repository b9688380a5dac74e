"""The indices at every session in a word and a figure: the trend over all of them, and its score."""

from __future__ import annotations

import numpy as np

from dashboard.section import Glance, Leaning, Result
from dashboard.sections.index.trend import LABELS

LEANING: dict[str, Leaning] = {
    "strong_downtrend": "down", "downtrend": "down", "mixed": "flat", "uptrend": "up", "strong_uptrend": "up",
}  # fmt: skip


def glance(result: Result) -> Glance:
    """Label of the trend, and the share of the votes for up, percent."""
    codes = np.nan_to_num(result.series["trend"], nan=-1.0).astype(np.int64).tolist()
    label = [LABELS[code] if code >= 0 else None for code in codes]
    words = {name: name.replace("_", " ") for name in LABELS}
    return Glance(label, result.series["trend_score"], words, LEANING, unit=" % of votes up")
