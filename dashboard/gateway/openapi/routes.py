"""Where the document is served: as JSON, and as a page to read and try it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request

from dashboard.gateway.access.sessions import Sessions
from dashboard.gateway.answers import Answer
from dashboard.gateway.openapi import page, strict
from dashboard.gateway.openapi.document import document
from dashboard.gateway.openapi.operation import Operation, described
from dashboard.gateway.slices import sent
from dashboard.runtime.encode import digest
from dashboard.section import Section

SHAPE = {"type": "object", "required": ["openapi", "info", "paths", "components"]}


def install(app: Flask, sections: tuple[Section, ...], version: str, sessions: Sessions) -> None:
    """Serve the document and its page, and hold the described routes to the parameters that they declare."""
    whole = partial(document, app, sections, version)
    app.register_blueprint(blueprint(whole))
    app.register_blueprint(page.blueprint(whole, sessions))
    strict.install(app)


def blueprint(whole: Callable[[str], dict[str, Any]]) -> Blueprint:
    """/api/openapi.json."""
    routes = Blueprint("openapi", __name__)

    @lru_cache(maxsize=4)
    def made(address: str) -> Answer:
        body = orjson.dumps(whole(address))
        return Answer(200, body, digest(body))

    @routes.get("/api/openapi.json")
    @described(Operation("This document", answer=SHAPE, revalidates=True))
    def show() -> Response:
        return sent(made(request.script_root))

    return routes
