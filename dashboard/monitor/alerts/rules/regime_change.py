"""The regime's label changed."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule
from dashboard.store.alerts import LabelChange

NEWS_SESSIONS = 5


def read(look: Look, _limits: Limits) -> Iterator[Reading]:
    """The changes that were written down since the alerts began, of the last sessions.

    The record is read and not the signal heard: what is written down is told even when the process ends in between.
    """
    for change in look.changes:
        age = look.age_sessions(change.session)
        if change.published_at >= look.began_at and age is not None and age <= NEWS_SESSIONS:
            name = f"{change.session} {change.before} {change.after} {change.published_at}"
            yield Reading("regime", "bad", _sentence(change), change.session, event=name)


def _sentence(change: LabelChange) -> str:
    figures = [] if change.score is None else [f"score {change.score:+.2f}"]
    figures += [] if change.confidence is None else [f"confidence {100 * change.confidence:.0f} %"]
    told = f" ({', '.join(figures)})" if figures else ""
    return f"The regime changed from {_words(change.before)} to {_words(change.after)} with {change.session}{told}."


def _words(label: str) -> str:
    return label.replace("_", " ")


RULE = Rule(
    "regime_change", "Regime change", "info", "The published label of the regime is another than before; told once, without an end.", read,
)  # fmt: skip
