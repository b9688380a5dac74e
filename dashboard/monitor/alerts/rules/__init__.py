"""The rules, the gravest first: what every evaluation looks for."""

from __future__ import annotations

from dashboard.monitor.alerts.reading import Rule
from dashboard.monitor.alerts.rules import (
    breadth_thrust,
    database_away,
    disk_full,
    heat_over_cap,
    regime_change,
    section_failing,
    source_down,
    stale_data,
)

RULES: tuple[Rule, ...] = (
    database_away.RULE,
    disk_full.RULE,
    source_down.RULE,
    stale_data.RULE,
    section_failing.RULE,
    heat_over_cap.RULE,
    regime_change.RULE,
    breadth_thrust.RULE,
)
BY_KEY = {rule.key: rule for rule in RULES}
