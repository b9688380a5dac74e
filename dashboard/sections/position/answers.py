"""The answers of position, each imported when it is first asked for: they lean on compiled formulas, which a boot does not wait for."""

from __future__ import annotations

from dashboard.section import on_demand

VIEWS = "dashboard.sections.position.views"

kelly, recommendations, face, risk, kelly_table, recommendations_table, history = (
    on_demand(VIEWS, name)
    for name in ("kelly", "recommendations", "face", "risk", "kelly_table", "recommendations_table", "history")
)
