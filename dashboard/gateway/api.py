"""The API's routes: a blueprint per section made from its declared endpoints, and the fast path in front of them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask

from dashboard.gateway import changes, explain, past, slices
from dashboard.gateway.answers import Answers
from dashboard.gateway.cache import SliceCache
from dashboard.gateway.changes import WhatChanged
from dashboard.gateway.fastpath import FastPath
from dashboard.gateway.openapi.envelopes import PULSE
from dashboard.gateway.openapi.operation import described
from dashboard.gateway.past import Past
from dashboard.gateway.spelled import Spelled
from dashboard.runtime.desk import Desk
from dashboard.section import Section


def install(app: Flask, desk: Desk, cache_url: str) -> None:
    """Mount every section's endpoints, its own blueprint, and the fast path in front of them all."""
    cache = SliceCache(app, cache_url)
    app.extensions["slices"] = cache
    spelled = Spelled(partial(slices.ready, desk, cache))
    for section in desk.sections:
        app.register_blueprint(section.blueprint)
        app.register_blueprint(endpoints(section, desk, cache, spelled))
    app.register_blueprint(explain.blueprint(desk))
    answers = Answers(desk)
    app.extensions["answers"] = answers
    app.extensions["past"] = Past(desk, cache)
    app.register_blueprint(past.blueprint(app.extensions["past"], answers))
    app.register_blueprint(changes.blueprint(WhatChanged(desk, desk.now)))
    app.add_url_rule("/api/pulse", "pulse", described(PULSE)(lambda: slices.sent(answers.pulse())))
    app.wsgi_app = FastPath(app.wsgi_app, answers, spelled.answer)  # type: ignore[method-assign]


def endpoints(section: Section, desk: Desk, cache: SliceCache, spelled: Spelled[slices.Asked]) -> Blueprint:
    """The blueprint of one section's declared endpoints under /api/<key>."""
    blueprint = Blueprint(f"{section.key}_api", __name__, url_prefix=f"/api/{section.key}")
    for endpoint in section.endpoints:
        view = partial(slices.answer, desk, cache, spelled, section, endpoint)
        blueprint.add_url_rule(f"/{endpoint.name}", endpoint.name, view, methods=["GET"])
    return blueprint
