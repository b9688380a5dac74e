"""The fast path: a GET of a section's newest figures is a dictionary look-up before Flask is entered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashboard.gateway.answers import Answer, Answers
from dashboard.gateway.headers import SECURITY_HEADERS, request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PULSE = "/api/pulse"


class FastPath:
    """WSGI middleware: answers GET and HEAD of snapshots itself, hands everything else to Flask."""

    def __init__(self, application: WSGIApplication, answers: Answers) -> None:
        self._application = application
        self._answers = answers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if environ.get("QUERY_STRING") or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        path = environ["PATH_INFO"]
        answer = self._answers.pulse() if path == PULSE else self._answers.newest(path)
        if answer is None:
            return self._application(environ, start_response)
        return send(answer, environ, start_response)


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
