"""Headers that every answer carries: a request id, and what a browser may do with the page."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask, Response, g, request

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
    """Give every request an id (the client's own when it is short and plain) and every answer the headers."""

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        plain = given.isascii() and given.replace("-", "").isalnum() and len(given) <= ID_LENGTH
        g.request_id = given if plain else uuid4().hex[:16]

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in SECURITY_HEADERS:
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response
