"""A section fails several runs in a row."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule


def read(look: Look, limits: Limits) -> Iterator[Reading]:
    """One reading a section. The runs count, not the looks: between two runs nothing new is known."""
    for section in look.sections:
        if section.last_run_at is None:
            yield Reading(section.key, "unknown")
        elif section.failures == 0:
            yield Reading(section.key, "good", f"{section.title} is computed again.")
        else:
            times = "once" if section.failures == 1 else f"{section.failures} times in a row"
            sentence = f"{section.title} failed {times}: {section.reason or 'it gave no reason.'}"
            yield Reading(section.key, "bad", sentence, needs=limits.failed_runs, count=section.failures)


RULE = Rule(
    "section_failing", "Section failing", "warning",
    "A section's computation has failed several runs in a row (ALERT_FAILED_RUNS); its last good figures stay on screen.",
    read, because_of=("source_down",),
)  # fmt: skip
