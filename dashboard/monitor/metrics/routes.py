"""/metrics: Prometheus's text format, from a registry of this application's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response

from dashboard.gateway.cache_hits import Hits
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
    opened = cache(lambda: registry(desk, report, requests, app.extensions["slices"].hits))
    app.register_blueprint(blueprint(opened))
    app.wsgi_app = Counted(app.wsgi_app, requests)  # type: ignore[method-assign]


def blueprint(opened: Callable[[], CollectorRegistry]) -> Blueprint:
    """/metrics; the registry is opened when somebody first asks, and prometheus_client is imported with it."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    @described(METRICS)
    def metrics() -> Response:
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

        response = Response(generate_latest(opened()), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def registry(desk: Desk, report: Report, requests: Requests, hits: Hits) -> CollectorRegistry:
    """The house's metrics and this process's own."""
    from prometheus_client import CollectorRegistry, ProcessCollector

    from dashboard.monitor.metrics.collector import HouseCollector

    own = CollectorRegistry()
    own.register(HouseCollector(desk.store, report.made, lambda: desk.runner.log, requests, hits))
    ProcessCollector(registry=own)
    return own
