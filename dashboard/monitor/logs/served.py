"""Requests worth a line: slow ones and those that failed, with their id; every other one at DEBUG alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from flask import Flask, Response, g, request

logger = logging.getLogger(__name__)

SLOW_SECONDS = 1.0
FAILED = 500
TOLD_BY_FLASK = 500  # with its traceback
PROBES = ("/readyz", "/livez")  # a 503 is how they speak
SELF = "/api/logs"  # a reader that watches would see nothing but itself


def install(app: Flask, clock: Callable[[], float] = monotonic) -> None:
    """Watch every request that reaches Flask; snapshots are answered before it, from memory."""

    @app.before_request
    def begin() -> None:
        g.began = clock()

    @app.after_request
    def end(response: Response) -> Response:
        tell(response.status_code, clock() - g.get("began", clock()))
        return response


def tell(status: int, seconds: float) -> None:
    """Log the current request, if it is worth it. seconds: until its answer began."""
    is_failure = status >= FAILED and status != TOLD_BY_FLASK and request.path not in PROBES
    level = logging.WARNING if is_failure or seconds > SLOW_SECONDS else logging.DEBUG
    if level == logging.DEBUG and request.path == SELF:
        return
    query = request.query_string.decode("ascii", "backslashreplace")
    logger.log(
        level, "%s %s answered %d after %.3f s.", request.method, request.path, status, seconds,
        extra={"method": request.method, "path": request.path, "query": query, "status": status, "seconds": round(seconds, 4)},
    )  # fmt: skip
