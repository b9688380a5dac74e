"""Do the timeframes agree? A daily rally inside a weekly downtrend is another trade than one that days, weeks and months carry."""

from __future__ import annotations

from functools import partial

from dashboard.section import Endpoint, Section, lazily, on_demand
from dashboard.sections.timeframe.answers import (
    alignment,
    daily,
    everything,
    face,
    history,
    monthly,
    symbol_table,
    weekly,
)
from dashboard.sections.timeframe.figures import FIGURES
from dashboard.sections.timeframe.routes import blueprint

_shape = partial(on_demand, "dashboard.sections.timeframe.schema")

SECTION = Section(
    key="timeframe",
    title="Multi-Timeframe Analysis",
    question="Do the timeframes agree?",
    order=3,
    refresh_seconds=300,
    compute=lazily("dashboard.sections.timeframe.compute", "timeframe"),
    headline="score",
    endpoints=(
        Endpoint(
            "all",
            "Days, weeks and months of the benchmark, every index, scans",
            everything,
            by_symbol=everything,
            schema=_shape("everything"),
            on_face=True,
            face=face,
        ),
        Endpoint(
            "alignment",
            "Alignment with its record, and every stock's",
            alignment,
            table=symbol_table,
            by_symbol=alignment,
            schema=_shape("alignment"),
        ),
        Endpoint(
            "history",
            "The benchmark's scores and the share of stocks aligned, over time",
            history,
            kind="series",
            schema=_shape("history"),
        ),
        Endpoint(
            "daily", "Daily bars, votes, score and flip", daily, by_symbol=daily, schema=_shape("period"), on_card=False
        ),
        Endpoint(
            "weekly",
            "Weekly bars, votes, score and flip, closed and forming",
            weekly,
            by_symbol=weekly,
            schema=_shape("period"),
            on_card=False,
        ),
        Endpoint(
            "monthly",
            "Monthly bars, votes, score and flip, closed and forming",
            monthly,
            by_symbol=monthly,
            schema=_shape("period"),
            on_card=False,
        ),
    ),
    blueprint=blueprint,
    glance=on_demand("dashboard.sections.timeframe.glance", "glance"),
    changes=on_demand("dashboard.sections.timeframe.changes", "changes"),
    figures=FIGURES,
)
