"""Health over HTTP: the report for the trader's eyes, and the probes for a supervisor's."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.gateway.openapi.operation import described
from dashboard.monitor.operations import HEALTH, LIVE, READY
from dashboard.monitor.report import Report, validator
from dashboard.runtime.desk import Desk


def blueprint(desk: Desk, report: Report) -> Blueprint:
    """/api/health, /livez and /readyz."""
    routes = Blueprint("health", __name__)

    @routes.get("/api/health")
    @described(HEALTH)
    def health() -> Response:
        made = report.made()
        response = _json(made)
        response.set_etag(validator(made))
        response.headers["Cache-Control"] = "no-cache"
        return response.make_conditional(request)  # type: ignore[return-value]  # it returns itself

    @routes.get("/livez")
    @described(LIVE)
    def livez() -> Response:
        return _json({"status": "alive"})

    @routes.get("/readyz")
    @described(READY)
    def readyz() -> Response:
        waiting = [entry.key for entry in desk.board if not entry.publications]
        broken = desk.store_failure()
        return _json(
            {"status": "ready" if not (waiting or broken) else "waiting", "waiting_for": waiting, "store": broken},
            503 if waiting or broken else 200,
        )

    return routes


def _json(content: dict[str, Any], status: int = 200) -> Response:
    response = Response(orjson.dumps(content), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
