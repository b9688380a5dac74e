"""How many stocks take part? A rise that few stocks carry is a rise to distrust."""

from __future__ import annotations

from functools import partial

from dashboard.section import Endpoint, Section, lazily, on_demand
from dashboard.sections.breadth.figures import FIGURES
from dashboard.sections.breadth.routes import blueprint
from dashboard.sections.breadth.tables import sector_table
from dashboard.sections.breadth.views import current, face, history, sma

_shape = partial(on_demand, "dashboard.sections.breadth.schema")

SECTION = Section(
    key="breadth",
    title="Market Breadth",
    question="How many stocks take part?",
    order=4,
    refresh_seconds=900,
    compute=lazily("dashboard.sections.breadth.compute", "breadth"),
    headline="score",
    endpoints=(
        Endpoint(
            "current",
            "Participation at one session: verdict, highs and lows, thrusts, sectors, movers",
            current,
            table=sector_table,
            schema=_shape("current"),
            on_face=True,
            face=face,
        ),
        Endpoint(
            "sma",
            "Share of stocks above their moving averages over time",
            sma,
            kind="series",
            schema=_shape("sma"),
            on_face=True,
        ),
        Endpoint(
            "history",
            "Advances, highs and lows, McClellan, score and label over time",
            history,
            kind="series",
            schema=_shape("history"),
        ),
    ),
    blueprint=blueprint,
    glance=on_demand("dashboard.sections.breadth.glance", "glance"),
    changes=on_demand("dashboard.sections.breadth.changes", "changes"),
    figures=FIGURES,
)
