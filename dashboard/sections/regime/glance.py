"""The regime at every session in a word and a figure: its label, and the score that carries it."""

from __future__ import annotations

from dashboard.section import Glance, Leaning, Result
from dashboard.sections.regime.names import LABELS, WORDS
from dashboard.sections.regime.plain import named
from dashboard.sections.regime.record import record_of

LEANING: dict[str, Leaning] = {
    name: "up" if at > len(LABELS) // 2 else "down" if at < len(LABELS) // 2 else "flat"
    for at, name in enumerate(LABELS)
}


def glance(result: Result) -> Glance:
    """Label and score."""
    regimes = record_of(result).regimes
    return Glance(named(regimes.labels, LABELS), regimes.score, WORDS, LEANING, digits=2, signed=True)
