"""The labels, directions and levels of the regime as words; free of formulas, so that a page can be rendered without them."""

from __future__ import annotations

LABELS = ("strong_downtrend", "downtrend", "choppy_bearish", "choppy", "choppy_bullish", "uptrend", "strong_uptrend")
DIRECTIONS = ("bear", "neutral", "bull")
WORDS = {
    "strong_downtrend": "strong downtrend",
    "downtrend": "downtrend",
    "choppy_bearish": "choppy bearish",
    "choppy": "choppy",
    "choppy_bullish": "choppy bullish",
    "uptrend": "uptrend",
    "strong_uptrend": "strong uptrend",
}
LEVELS = (
    "strongly down",
    "down",
    "slightly down",
    "flat",
    "slightly up",
    "up",
    "strongly up",
)  # of the score, band by band
SURE = ((0.9, "very high"), (0.75, "high"), (0.6, "moderate"), (0.0, "low"))  # of a confidence, from there up


def signed(value: float) -> str:
    """A score as it is read: "+0.30", "−0.05"."""
    return f"{value:+.2f}".replace("-", "−")


def sureness(confidence: float | None) -> str | None:
    """A confidence in words; None where there is none."""
    return None if confidence is None else next(words for least, words in SURE if confidence >= least)


def listed(names: list[str]) -> str:
    """ "trend", "trend and breadth", "trend, breadth and model"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
