"""The fast path: a GET of what is ready, newest figures or a slice that was asked for before, is a look-up before Flask is entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dashboard.gateway.access.clients import is_this_machine
from dashboard.gateway.answers import Answer, Answers
from dashboard.gateway.headers import SECURITY_HEADERS, request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PULSE = "/api/pulse"


class FastPath:
    """WSGI middleware: answers GET and HEAD of what is ready itself, hands everything else to Flask.

    slices: the finished answer to a path and a query, None where it has to be made. They go out to programs on this machine alone:
    those of other machines count, and Flask counts them.
    """

    def __init__(
        self, application: WSGIApplication, answers: Answers, slices: Callable[[str, str], Answer | None]
    ) -> None:
        self._application = application
        self._answers, self._slices = answers, slices

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        answer = self._ready(environ) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        if answer is None:
            return self._application(environ, start_response)
        return send(answer, environ, start_response)

    def _ready(self, environ: WSGIEnvironment) -> Answer | None:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if query:
            return self._slices(path, query) if is_this_machine(environ) else None
        return self._answers.pulse() if path == PULSE else self._answers.newest(path)


def send(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An answer as a WSGI response: 304 when the client has it, compressed when the client can."""
    headers = [*answer.headers, *SECURITY_HEADERS, ("X-Request-Id", request_id(environ))]
    if answer.status == 200 and matches(environ.get("HTTP_IF_NONE_MATCH", ""), answer.revision):
        start_response("304 NOT MODIFIED", headers)
        return ()
    body = answer.body
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and answer.compressed is not None:
        body = answer.compressed
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Content-Type", answer.content_type), ("Content-Length", str(len(body)))]
    start_response("200 OK" if answer.status == 200 else "202 ACCEPTED", headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def matches(if_none_match: str, revision: str) -> bool:
    """Whether an If-None-Match header names the revision (RFC 9110: weak comparison, lists, and *)."""
    if not if_none_match:
        return False
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(","))
    return any(tag in ("*", revision) for tag in tags)
