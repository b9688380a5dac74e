"""Failures on the wire: every error under /api is RFC 9457 problem+json, every other one a plain page with the same sentence."""

from __future__ import annotations

from math import ceil
from typing import Any

import orjson
from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from dashboard.errors import DashboardError

PROBLEM_TYPE = "application/problem+json"
WHAT_TO_DO = {
    404: "There is nothing at this address; GET /api/pulse lists the sections.",
    405: "This address does not answer that method; the header Allow names those that it does.",
    413: "The request is larger than anything that makes sense here.",
    500: "This is a fault in the dashboard; the log says more under the request id.",
}


def problem(
    status: int, title: str, detail: str, section: str | None = None, retry_after: int | None = None
) -> Response:
    """One problem+json answer. detail: what happened and what to do."""
    found = content(status, title, detail, section or _section(), g.get("request_id", ""), retry_after)
    response = Response(orjson.dumps(found), status, content_type=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def content(
    status: int, title: str, detail: str, section: str | None, request_id: str, retry_after: int | None
) -> dict[str, Any]:
    """The members of a problem (RFC 9457), ours after the standard's."""
    found: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    found |= {"section": section, "request_id": request_id}
    return found if retry_after is None else found | {"retry_after": retry_after}


def install(app: Flask) -> None:
    """Translate failures by class."""

    @app.errorhandler(DashboardError)
    def anticipated(error: DashboardError) -> Response:
        pause = None if error.retry_after is None else ceil(error.retry_after)
        return shown(error.status, error.title, str(error), pause)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        code = error.code or 500
        answer = shown(code, error.name, WHAT_TO_DO.get(code, error.description or error.name))
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                answer.headers[name] = value
        return answer


def shown(status: int, title: str, detail: str, retry_after: int | None = None) -> Response:
    """A failure as the client can read it: problem+json under /api, a plain page elsewhere."""
    if request.path.startswith("/api/"):
        return problem(status, title, detail, retry_after=retry_after)
    answer = Response(render_template("error.html", status=status, title=title, detail=detail), status)
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _section() -> str | None:
    parts = request.path.split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "api" else None
