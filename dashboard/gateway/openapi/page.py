"""The page of the API at /api: what the document says, to read and to try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from dashboard.gateway.access.routes import page_session, set_cookie
from dashboard.gateway.access.sessions import Sessions
from dashboard.gateway.openapi.reading import by_subject, fields


def blueprint(document: Callable[[str], dict[str, Any]], sessions: Sessions) -> Blueprint:
    """/api. document: the whole document of the server mounted at an address."""
    routes = Blueprint("api_page", __name__)

    @routes.get("/api")
    def page() -> Response:
        session, is_new = page_session(sessions)
        told = document(request.script_root)
        response = make_response(
            render_template(
                "api.html", document=told, subjects=by_subject(told), write_token=sessions.write_token(session),
                envelope=list(fields(told, {"$ref": "#/components/schemas/Envelope"})),
            )
        )  # fmt: skip
        if is_new:
            set_cookie(response, sessions, session)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes
