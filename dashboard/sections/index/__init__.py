"""What do the indices do? Where each stands against its averages, how it moves, and where it parts ways with the rest."""

from __future__ import annotations

from functools import partial

from dashboard.section import Endpoint, Section, lazily, on_demand
from dashboard.sections.index import divergence_view, ladder_view, momentum_view
from dashboard.sections.index.divergence_view import divergence, divergence_of, divergence_table
from dashboard.sections.index.explained import FIGURES
from dashboard.sections.index.history_view import history, history_of
from dashboard.sections.index.ladder_view import ladder_table, sma, sma_of
from dashboard.sections.index.momentum_view import momentum, momentum_of, momentum_table
from dashboard.sections.index.routes import blueprint

_shape = partial(on_demand, "dashboard.sections.index.schema")

SECTION = Section(
    key="index",
    title="Index Analysis",
    question="What do the indices do?",
    order=5,
    refresh_seconds=300,
    compute=lazily("dashboard.sections.index.compute", "index"),
    headline="trend_score",
    endpoints=(
        Endpoint(
            "sma",
            "Every index against its averages: distances, flip prices, crosses, Faber's state; the trend over all",
            sma,
            table=ladder_table,
            by_symbol=sma_of,
            schema=_shape("sma"),
            on_face=True,
            face=ladder_view.face,
        ),
        Endpoint(
            "momentum",
            "Returns, oscillators, range, drawdown, volatility and time-series momentum of every index",
            momentum,
            table=momentum_table,
            by_symbol=momentum_of,
            schema=_shape("momentum"),
            on_face=True,
            face=momentum_view.face,
        ),
        Endpoint(
            "divergence",
            "Where price parts from oscillators, indices from each other and from breadth; status and past record",
            divergence,
            table=divergence_table,
            by_symbol=divergence_of,
            schema=_shape("divergence"),
            on_face=True,
            face=divergence_view.face,
        ),
        Endpoint(
            "history",
            "Close, averages, RSI, MACD and drawdown of the indices over time",
            history,
            kind="series",
            by_symbol=history_of,
            schema=_shape("history"),
            on_card=False,
        ),
    ),
    blueprint=blueprint,
    glance=on_demand("dashboard.sections.index.glance", "glance"),
    changes=on_demand("dashboard.sections.index.changes", "changes"),
    figures=FIGURES,
)
