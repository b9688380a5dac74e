"""Logging in and out, and what a page needs to write: its session's cookie and write token."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash

from dashboard.gateway.access.clients import client_key
from dashboard.gateway.access.gate import REFUSAL, VISITOR, Gate, Keys, Refusal, Visitor, login_address
from dashboard.gateway.access.guesses import Guesses
from dashboard.gateway.access.sessions import COOKIE, KEPT_SECONDS, Session, Sessions
from dashboard.gateway.problems import shown

logger = logging.getLogger(__name__)

WRONG = "That is not the password."


def install(app: Flask, keys: Keys, clock: Callable[[], float] = monotonic) -> None:
    """Put the gate in front of the application."""
    app.register_blueprint(blueprint(keys, Guesses(clock)))
    app.before_request(_refuse)
    app.wsgi_app = Gate(app.wsgi_app, Flask.wsgi_app.__get__(app), keys)  # type: ignore[method-assign]


def trust_proxies(app: Flask, proxies: int) -> None:
    """Believe what that many proxies of one's own say about the client; comes last, for all that lies behind."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, 0, proxies)  # type: ignore[method-assign]


def blueprint(keys: Keys, guesses: Guesses) -> Blueprint:
    """/login and /logout."""
    routes = Blueprint("access", __name__)

    @routes.get("/login")
    def form() -> Response:
        return _form(keys.sessions, _session(keys.sessions), None)

    @routes.post("/login")
    def login() -> Response:
        session = keys.sessions.read(request.cookies.get(COOKIE))
        if session is None or not keys.sessions.is_write_token(session, request.form.get("token", "")):
            return _form(keys.sessions, _session(keys.sessions), "The form was too old; try again.", 403)
        return _guess(keys, guesses, session)

    @routes.post("/logout")
    def logout() -> Response:
        answer = make_response(redirect(f"{request.script_root}/login", 303))
        answer.delete_cookie(COOKIE)
        return answer

    return routes


def _guess(keys: Keys, guesses: Guesses, session: Session) -> Response:
    client = client_key(request.environ)
    wait = guesses.seconds_to_wait(client)
    if wait:
        answer = _form(keys.sessions, session, f"Too many wrong passwords; try again in {wait} seconds.", 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if not (keys.password_hash and check_password_hash(keys.password_hash, request.form.get("password", ""))):
        guesses.wrong(client)
        logger.warning("A wrong password was given by %s.", client)
        return _form(keys.sessions, session, WRONG, 403)
    guesses.right(client)
    answer = make_response(redirect(_local_path(request.form.get("next", "/")), 303))
    set_cookie(answer, keys.sessions, keys.sessions.new(logged_in=True))
    return answer


def _form(sessions: Sessions, session: Session, trouble: str | None, status: int = 200) -> Response:
    page = render_template(
        "login.html", token=sessions.write_token(session), trouble=trouble, next=_local_path(request.values.get("next", "/"))
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    set_cookie(answer, sessions, session)
    return answer


def _session(sessions: Sessions) -> Session:
    """The browser's session, a new one when it has none."""
    return sessions.read(request.cookies.get(COOKIE)) or sessions.new(logged_in=False)


def set_cookie(answer: Response, sessions: Sessions, session: Session) -> None:
    """Send the session's cookie: out of reach of scripts, and of requests that other sites cause."""
    answer.set_cookie(
        COOKIE, sessions.cookie(session), max_age=KEPT_SECONDS, httponly=True, samesite="Strict", secure=request.is_secure,
        path=request.script_root or "/",
    )  # fmt: skip


def page_session(sessions: Sessions) -> tuple[Session, bool]:
    """The session of the page that is being rendered, and whether its cookie must be sent."""
    visitor: Visitor | None = request.environ.get(VISITOR)
    known = None if visitor is None else visitor.session
    return (known, False) if known is not None else (sessions.new(logged_in=False), True)


def _local_path(target: str) -> str:
    """A path on this server, never an address of another one (open redirect)."""
    parts = urlsplit(target)
    good = (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
        and target.isprintable()
    )
    return f"{request.script_root}{target}" if good else f"{request.script_root}/"


def _refuse() -> Response | None:
    """What the gate refused becomes an answer like every other failure; a browser is sent to the login page."""
    refusal: Refusal | None = request.environ.get(REFUSAL)
    if refusal is None:
        return None
    is_page = request.accept_mimetypes.best == "text/html" or "text/html" in request.headers.get("Accept", "")
    if refusal.status == 401 and is_page and not request.path.startswith("/api/"):
        return make_response(redirect(login_address(request.environ), 303))
    answer = shown(refusal.status, refusal.title, refusal.detail)
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
