"""The timeframes at every session in a word and a figure: the benchmark's pattern, and its alignment."""

from __future__ import annotations

from dashboard.section import Glance, Leaning, Result
from dashboard.sections.timeframe.patterns import NAMES, patterns_of

LEANING: dict[str, Leaning] = {
    "aligned_up": "up", "pullback_in_uptrend": "up", "correction_turning_up": "up", "turning_up": "up", "aligned_down": "down",
    "rally_in_downtrend": "down", "recovery_turning_down": "down", "turning_down": "down",
}  # fmt: skip


def glance(result: Result) -> Glance:
    """Pattern and alignment score, of closed days, weeks and months."""
    periods = (result.series[name] for name in ("daily", "weekly", "monthly"))
    words = {name: name.replace("_", " ") for name in NAMES}
    return Glance(patterns_of(*periods), result.series["score"], words, LEANING, digits=2, signed=True)
