"""Health: how every section, the data and the leader are doing, for the trader's eyes and for a supervisor's probes."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response

from dashboard.gateway.openapi.operation import described
from dashboard.monitor.operations import HEALTH, LIVE, READY
from dashboard.runtime.board import Entry
from dashboard.runtime.desk import Desk


def blueprint(desk: Desk) -> Blueprint:
    """/api/health, /livez and /readyz."""
    routes = Blueprint("health", __name__)

    @routes.get("/api/health")
    @described(HEALTH)
    def health() -> Response:
        return _json(
            {
                "status": overall(desk),
                "sections": sections(desk),
                "data": data(desk),
                "leader": desk.leading,
                "intake": desk.sources[0].report(),
            }
        )

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


def overall(desk: Desk) -> str:
    """The worst status of any section."""
    found = {desk.status(entry.key)[0] for entry in desk.board}
    return next((status for status in ("degraded", "stale", "loading") if status in found), "ok")


def sections(desk: Desk) -> dict[str, Any]:
    """Per section: status, last good, last run, duration, consecutive failures, breaker, next run."""
    return {section.key: _section(desk, desk.board[section.key]) for section in desk.sections}


def _section(desk: Desk, entry: Entry) -> dict[str, Any]:
    status, reason = desk.status(entry.key)
    return {
        "status": status,
        "reason": reason,
        "last_good": entry.last_good_at,
        "last_run": entry.last_run_at,
        "duration_seconds": entry.last_seconds,
        "consecutive_failures": entry.consecutive_failures,
        "breaker": desk.runner.breaker(entry.key).state,
        "next_run": entry.next_refresh_at,
    }


def data(desk: Desk) -> dict[str, Any]:
    """What the store holds and how far it is behind the exchange."""
    state, panel = desk.market_state(), desk.panel
    return {
        "market": None if state is None else state.wire(),
        "revision": desk.newest_revision,
        "symbols": None if panel is None else len(panel.symbols),
        "sessions": None if panel is None else len(panel.sessions),
        "store": desk.store_failure() or "ok",
    }


def _json(content: dict[str, Any], status: int = 200) -> Response:
    response = Response(orjson.dumps(content), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
