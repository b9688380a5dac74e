"""/metrics: Prometheus's text format, from a registry of this application's own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response

from dashboard.gateway.openapi.operation import Operation, described
from dashboard.monitor.metrics.requests import Counted, Requests
from dashboard.monitor.report import Report
from dashboard.runtime.desk import Desk

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

TEXT = "text/plain"
METRICS = Operation(
    "Metrics in Prometheus's text format",
    detail="Behind the same gate as everything: another machine's Prometheus sends one of API_TOKENS as its bearer token.",
    other_types={TEXT: {"type": "string"}},
)


def install(app: Flask, desk: Desk, report: Report) -> None:
    """Serve /metrics, and count what passes; called last, so that refusals of the gate are counted as well."""
    requests = Requests(section.key for section in desk.sections)
    app.register_blueprint(blueprint(desk, report, requests))
    app.wsgi_app = Counted(app.wsgi_app, requests)  # type: ignore[method-assign]


def blueprint(desk: Desk, report: Report, requests: Requests) -> Blueprint:
    """/metrics."""
    routes = Blueprint("metrics", __name__)
    opened = cache(lambda: registry(desk, report, requests))  # prometheus_client is imported when somebody first asks

    @routes.get("/metrics")
    @described(METRICS)
    def metrics() -> Response:
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

        response = Response(generate_latest(opened()), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def registry(desk: Desk, report: Report, requests: Requests) -> CollectorRegistry:
    """The house's metrics and this process's own."""
    from prometheus_client import CollectorRegistry, ProcessCollector

    from dashboard.monitor.metrics.collector import HouseCollector

    own = CollectorRegistry()
    own.register(HouseCollector(desk.store, report.made, lambda: desk.runner.log, requests))
    ProcessCollector(registry=own)
    return own
