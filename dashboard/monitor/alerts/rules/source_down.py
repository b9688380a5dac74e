"""A source of the bars cannot be read, several looks in a row."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule


def read(look: Look, limits: Limits) -> Iterator[Reading]:
    """One reading a source. Its own looks count; while one is under way, what was said before holds."""
    for source in look.sources:
        if source.state == "failed":
            sentence = f"{source.title} cannot be read: {source.reason or 'it gave no reason.'}"
            yield Reading(source.key, "bad", sentence, needs=limits.source_looks, count=source.failures)
        elif source.state == "ok":
            yield Reading(source.key, "good", f"{source.title} is read again.")
        else:
            yield Reading(source.key, "unknown")


RULE = Rule(
    "source_down", "Source down", "warning",
    "A source of bars failed several looks in a row (ALERT_SOURCE_LOOKS); old data and failing sections then follow from it.",
    read,
)  # fmt: skip
