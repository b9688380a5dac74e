"""Where the document is served, and the page that shows it."""

from __future__ import annotations

from functools import lru_cache

import orjson
from flask import Blueprint, Flask, Response, request

from dashboard.gateway.answers import Answer
from dashboard.gateway.openapi import strict
from dashboard.gateway.openapi.document import document
from dashboard.gateway.openapi.operation import Operation, described
from dashboard.gateway.slices import sent
from dashboard.runtime.encode import digest
from dashboard.section import Section

SHAPE = {"type": "object", "required": ["openapi", "info", "paths", "components"]}


def install(app: Flask, sections: tuple[Section, ...], version: str) -> None:
    """Serve the document, and hold the described routes to the parameters that they declare."""
    app.register_blueprint(blueprint(app, sections, version))
    strict.install(app)


def blueprint(app: Flask, sections: tuple[Section, ...], version: str) -> Blueprint:
    """/api/openapi.json."""
    routes = Blueprint("openapi", __name__)

    @lru_cache(maxsize=4)
    def made(address: str) -> Answer:
        body = orjson.dumps(document(app, sections, version, address))
        return Answer(200, body, digest(body))

    @routes.get("/api/openapi.json")
    @described(Operation("This document", answer=SHAPE, revalidates=True))
    def show() -> Response:
        return sent(made(request.script_root))

    return routes
