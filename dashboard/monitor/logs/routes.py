"""/api/logs: a page of the newest lines that answer a query, or a download of all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.gateway.fastpath import matches
from dashboard.gateway.openapi.operation import described
from dashboard.monitor.logs import download
from dashboard.monitor.logs.installation import Logs
from dashboard.monitor.logs.operations import LOGS
from dashboard.monitor.logs.query import LogQuery, parse
from dashboard.monitor.logs.reader import opened
from dashboard.monitor.logs.search import Page, page, revision

NULLS = dict.fromkeys(("section", "job", "request_id", "pid", "thread", "fields", "exception"))
STREAMS = {"jsonl": download.jsonl, "csv": download.csv}


def blueprint(logs: Logs, now: Callable[[], datetime]) -> Blueprint:
    """The route, behind the same gate as every other."""
    routes = Blueprint("logs", __name__)

    @routes.get("/api/logs")
    @described(LOGS)
    def show() -> Response:
        query = parse(request.args)
        return _page(logs, query) if query.format == "json" else _download(logs, query, now())

    return routes


def _page(logs: Logs, query: LogQuery) -> Response:
    """One page; 304 as long as no file of the log has changed."""
    tag = revision(logs.path, query, logs.trouble or "", str(logs.dropped))
    if matches(request.headers.get("If-None-Match", ""), tag):
        answer = Response(status=304)
    else:
        with opened(logs.path) as segments:
            answer = Response(orjson.dumps(_document(logs, page(segments, query))), content_type="application/json")
    answer.headers["ETag"] = f'"{tag}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _document(logs: Logs, found: Page) -> dict[str, Any]:
    return {
        "logs": [NULLS | line for line in found.lines],
        "next": found.next,
        "searched_to": found.searched_to,
        "trouble": logs.trouble,
        "dropped": logs.dropped,
    }


def _download(logs: Logs, query: LogQuery, now: datetime) -> Response:
    answer = Response(STREAMS[query.format](logs.path, query), content_type=download.CONTENT_TYPES[query.format])
    answer.headers["Content-Disposition"] = f'attachment; filename="dashboard-logs-{now:%Y%m%dT%H%M%SZ}.{query.format}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
