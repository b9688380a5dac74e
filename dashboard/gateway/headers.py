"""Headers that every answer carries: a request id, what a browser may do with the page, and who may keep it."""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
ID_LENGTH = 64


def install(app: Flask) -> None:
    """Give every request an id and every answer the headers."""

    @app.before_request
    def name_request() -> None:
        g.request_id = request_id(request.environ)

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in SECURITY_HEADERS:
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return _kept(response)


def request_id(environ: WSGIEnvironment) -> str:
    """The client's own id when it is short and plain, so that a proxy's log and ours speak of one request by one name; else a new one."""
    given: str = environ.get("HTTP_X_REQUEST_ID", "")
    plain = given and len(given) <= ID_LENGTH and given.isascii() and given.replace("-", "").isalnum()
    return given if plain else urandom(8).hex()


def _kept(response: Response) -> Response:
    """What says nothing of its own is asked for anew each time; a page bears its browser's write token, so no proxy may keep it."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache" if response.status_code < 300 else "no-store"
    if response.mimetype == "text/html":
        response.cache_control.private = True
        response.vary.add("Cookie")
    return response
