"""The health page: its skeleton with a place for every card; the verdict is there at once, the rest comes from /api/health, live."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from dashboard.gateway.access.routes import page_session, set_cookie
from dashboard.gateway.access.sessions import Sessions
from dashboard.monitor.report import Report
from dashboard.runtime.desk import Desk


def blueprint(desk: Desk, report: Report, sessions: Sessions) -> Blueprint:
    """/health."""
    routes = Blueprint("health_page", __name__)

    @routes.get("/health")
    def page() -> Response:
        session, is_new = page_session(sessions)
        response = make_response(
            render_template(
                "health.html", sections=desk.sections, report=report.made(), write_token=sessions.write_token(session)
            )
        )
        if is_new:
            set_cookie(response, sessions, session)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes
