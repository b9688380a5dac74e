"""What kind of market is it? The first thing to know: whether to press, to wait, or to stand aside."""

from __future__ import annotations

from functools import partial

from dashboard.section import Endpoint, Section, lazily, on_demand
from dashboard.sections.regime.figures import FIGURES
from dashboard.sections.regime.routes import blueprint

_HERE = "dashboard.sections.regime"

_shape = partial(on_demand, "dashboard.sections.regime.schema")

SECTION = Section(
    key="regime",
    title="Market Regime",
    question="What kind of market is it?",
    order=1,
    refresh_seconds=1800,
    compute=lazily(f"{_HERE}.compute", "regime"),
    headline="score",
    endpoints=(
        Endpoint(
            "current",
            "Label, score, confidence and its reliability, components, what would change it, what usually follows",
            on_demand(f"{_HERE}.views", "current"),
            on_face=True,
            face=on_demand(f"{_HERE}.views", "face"),
            table=on_demand(f"{_HERE}.views", "component_table"),
            schema=_shape("current"),
        ),
        Endpoint(
            "history",
            "Label, score, confidence and P(bull) over time; with the changes, time in each label, the published record",
            on_demand(f"{_HERE}.history", "history"),
            kind="series",
            on_face=True,
            notes=on_demand(f"{_HERE}.events", "events"),
            schema=_shape("history"),
        ),
        Endpoint(
            "strategy",
            "What each label allows, what followed it so far, and exposure by label tested beside plain rules",
            on_demand(f"{_HERE}.strategy_view", "strategy"),
            table=on_demand(f"{_HERE}.strategy_view", "strategy_table"),
            schema=_shape("strategy"),
        ),
        Endpoint(
            "components",
            "Value and contribution of each component over time",
            on_demand(f"{_HERE}.history", "components_over_time"),
            schema=_shape("components"),
            kind="series",
            on_card=False,
        ),
    ),
    blueprint=blueprint,
    figures=FIGURES,
    verdict=on_demand(f"{_HERE}.compute", "verdict"),
    counted="components",
    glance=on_demand(f"{_HERE}.glance", "glance"),
    changes=on_demand(f"{_HERE}.changes", "changes"),
)
