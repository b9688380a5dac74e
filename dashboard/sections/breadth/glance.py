"""Breadth at every session in a word and a figure: the label of its score, and the score."""

from __future__ import annotations

from dashboard.section import Glance, Leaning, Result
from dashboard.sections.breadth.labels import LABELS, labels_of

LEANING: dict[str, Leaning] = {
    "strong_bearish": "down", "bearish": "down", "neutral": "flat", "bullish": "up", "strong_bullish": "up",
}  # fmt: skip


def glance(result: Result) -> Glance:
    """Label and score, percent."""
    score = result.series["score"]
    words = {name: name.replace("_", " ") for name in LABELS}
    return Glance(labels_of(score), score, words, LEANING, digits=1, unit=" %")
