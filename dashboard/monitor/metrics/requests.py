"""Requests as they pass: counted and timed by kind of address and status, in front of everything, the fast path included."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
PROBES = ("/livez", "/readyz", "/metrics")
NONE_SENT = "000"  # the application raised before it said a status


@dataclass
class Timing:
    """Requests of one kind. counts: by bucket, the last one for those beyond all limits. seconds: their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class Requests:
    """The counts. Plain numbers under one lock: prometheus_client is imported when somebody asks for /metrics, not at the start."""

    def __init__(self, sections: Iterable[str]) -> None:
        self._sections = frozenset(sections)
        self._statuses: dict[tuple[str, str], int] = {}
        self._timings: dict[str, Timing] = {}
        self._lock = threading.Lock()

    def add(self, route: str, status: str, seconds: float) -> None:
        """Enter a request that was answered."""
        with self._lock:
            self._statuses[route, status] = self._statuses.get((route, status), 0) + 1
            timing = self._timings.get(route)
            if timing is None:
                timing = self._timings[route] = Timing()
            timing.counts[bisect_left(BUCKETS, seconds)] += 1
            timing.seconds += seconds

    def statuses(self) -> dict[tuple[str, str], int]:
        """Requests by kind and status, a copy."""
        with self._lock:
            return dict(self._statuses)

    def timings(self) -> dict[str, Timing]:
        """Durations by kind, a copy."""
        with self._lock:
            return {route: Timing(list(timing.counts), timing.seconds) for route, timing in self._timings.items()}

    def route_of(self, path: str, query: str) -> str:
        """The kind of an address; few, whatever a client asks for. snapshot: a section's newest figures; slice: any others of it."""
        if path.startswith("/api/"):
            key = path[5:].partition("/")[0]
            if key in self._sections:
                return "slice" if query else "snapshot"
            return "pulse" if key == "pulse" else "platform"
        if "/static/" in path:
            return "static"
        return "probe" if path in PROBES else "page"


class Counted:
    """WSGI middleware: what passes is counted."""

    def __init__(
        self, application: WSGIApplication, requests: Requests, clock: Callable[[], float] = perf_counter
    ) -> None:
        self._application = application
        self._requests = requests
        self._clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass one request on, and count how it was answered."""
        started, said = self._clock(), NONE_SENT

        def heard(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
            nonlocal said
            said = status[:3]
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        try:
            return self._application(environ, heard)  # type: ignore[arg-type]
        finally:
            route = self._requests.route_of(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
            self._requests.add(route, said, self._clock() - started)
