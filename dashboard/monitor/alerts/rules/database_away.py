"""The database is away: found by the process itself, since there is nothing to write an incident into."""

from __future__ import annotations

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule


def read(_look: Look, _limits: Limits) -> tuple[Reading, ...]:
    """Nothing: a look that can be written down finds the database there."""
    return ()


RULE = Rule(
    "database_away", "Database away", "critical",
    "The database cannot be read or written; nothing else is told meanwhile, and the incident is entered when it answers again.",
    read,
)  # fmt: skip
