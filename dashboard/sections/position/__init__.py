"""How much may I risk? What past trades are evidence of, with its error bar, under caps that say which of them binds."""

from __future__ import annotations

from functools import partial

from dashboard.section import Endpoint, Section, lazily, on_demand
from dashboard.sections.position import answers
from dashboard.sections.position.figures import FIGURES
from dashboard.sections.position.routes import blueprint
from dashboard.signals import bars_changed, book_changed, regime_changed

TRIED = ("equity", "risk_per_trade_pct", "kelly_fraction")

_shape = partial(on_demand, "dashboard.sections.position.schema")

SECTION = Section(
    key="position",
    title="Position Sizing",
    question="How much may I risk?",
    order=2,
    refresh_seconds=0,
    compute=lazily("dashboard.sections.position.compute", "position"),
    headline="gross_cap_pct",
    endpoints=(
        Endpoint(
            "recommendations", "Candidates sized under the account's caps, the binding one named", answers.recommendations,
            table=answers.recommendations_table, what_if=answers.recommendations, parameters=TRIED,
            schema=_shape("recommendations"), on_face=True, face=answers.face,
        ),
        Endpoint(
            "kelly", "Kelly by direction and regime with its error bar, and what a part of it costs", answers.kelly,
            table=answers.kelly_table, what_if=answers.kelly, parameters=TRIED, schema=_shape("kelly"),
        ),
        Endpoint(
            "risk", "What the book could lose: tail, drawdown, stress", answers.risk, what_if=answers.risk, parameters=TRIED,
            schema=_shape("risk"),
        ),
        Endpoint(
            "history", "Gross cap, candidates and the scan's record over time", answers.history, kind="series", on_card=False,
            schema=_shape("history"),
        ),
    ),
    blueprint=blueprint,
    refresh_on=(bars_changed, regime_changed, book_changed),
    figures=FIGURES,
    uses_book=True,
    counted="stocks judged",
    glance=on_demand("dashboard.sections.position.glance", "glance"),
    changes=on_demand("dashboard.sections.position.changes", "changes"),
)  # fmt: skip
