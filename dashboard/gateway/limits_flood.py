"""The flood guard: at a dictionary look-up's cost it counts the requests of every other machine, and turns away what floods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from time import monotonic
from typing import TYPE_CHECKING

import orjson
from flask import Flask, render_template

from dashboard.errors import TooManyRequests
from dashboard.gateway.access.clients import client_key, is_this_machine
from dashboard.gateway.headers import SECURITY_HEADERS, request_id
from dashboard.gateway.problems import PROBLEM_TYPE, content

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAUSE_SECONDS = 1  # each second is counted anew
STATUS = "429 TOO MANY REQUESTS"


class FloodGuard:
    """WSGI middleware in front of the gate, which costs more than it for a client whom it does not know.

    allowed: requests of one client in one second. clock: monotonic seconds.
    """

    def __init__(self, app: Flask, allowed: int, clock: Callable[[], float] = monotonic) -> None:
        self._app, self._application = app, app.wsgi_app
        self._allowed = allowed
        self._clock = clock
        self._second, self._counts = 0, dict[str, int]()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request, or say that it is one too many."""
        if self._is_one_too_many(environ):
            return self._refuse(environ, start_response)
        return self._application(environ, start_response)

    def _is_one_too_many(self, environ: WSGIEnvironment) -> bool:
        """Without a lock: of two threads that count at once one count may be lost, and nobody minds."""
        second = int(self._clock())
        if second != self._second:
            self._second, self._counts = second, {}
        client = _client(environ.get("REMOTE_ADDR", ""))
        count = self._counts.get(client, 0) + 1
        self._counts[client] = count
        return count > self._allowed and not is_this_machine(environ)

    def _refuse(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Bytes, and not Flask: turning away must cost less than answering."""
        name = request_id(environ)
        is_api = environ["PATH_INFO"].startswith("/api")
        body = orjson.dumps(self._problem | {"request_id": name}) if is_api else self._page
        headers = [
            ("Content-Type", PROBLEM_TYPE if is_api else "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(PAUSE_SECONDS)),
            ("X-Request-Id", name),
            *SECURITY_HEADERS,
        ]
        start_response(STATUS, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    @property
    def _sentence(self) -> str:
        return f"This client has asked more than {self._allowed} times in a second; wait one, and ask less often."

    @cached_property
    def _problem(self) -> dict[str, object]:
        return content(429, TooManyRequests.title, self._sentence, None, "", PAUSE_SECONDS)

    @cached_property
    def _page(self) -> bytes:
        with self._app.test_request_context("/"):
            page = render_template("error.html", status=429, title=TooManyRequests.title, detail=self._sentence)
        return page.encode()


@lru_cache(maxsize=4096)
def _client(address: str) -> str:
    """The client of an address: reading it anew for every request would cost more than counting."""
    return client_key({"REMOTE_ADDR": address})
