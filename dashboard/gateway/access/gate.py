"""The gate: WSGI middleware in front of everything, the fast path included, that lets a request in or says what is missing.

1. The Host header must name this server: a page of another site whose name was rebound to this address gets nothing.
2. A client on this machine that came directly may read; so may a logged-in session, or a bearer of a token.
3. A write from a browser must come from a page of ours: same origin, with its session's write token.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

from dashboard.gateway.access import clients
from dashboard.gateway.access.sessions import COOKIE, Session, Sessions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

VISITOR = "dashboard.visitor"
REFUSAL = "dashboard.refusal"
PUBLIC = ("/livez", "/readyz", "/login")
PUBLIC_FOLDER = "/static/"
FORMS = (
    "/login",
    "/logout",
)  # a form cannot send the header: logging in brings the token in its body, logging out harms no one
READS = ("GET", "HEAD", "OPTIONS")
WRITE_HEADER = "HTTP_X_CSRF_TOKEN"
SET_SOMETHING = (
    "This dashboard answers other machines only after a login: set PASSWORD_HASH (`flask access hash` makes one) or API_TOKENS, "
    "and TRUSTED_PROXIES where a proxy stands in front."
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a request that was let in comes from. session: of the browser, None without a valid cookie."""

    how: Literal["local", "session", "token", "public"]
    session: Session | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in: an HTTP status, and one sentence that says what to do."""

    status: int
    title: str
    detail: str


@dataclass(frozen=True)
class Keys:
    """What opens the gate. trusted_hosts: lower-case names beside this machine's own. behind_proxy: nobody is local then."""

    sessions: Sessions
    password_hash: str
    tokens: tuple[str, ...]
    trusted_hosts: tuple[str, ...]
    behind_proxy: bool


class Gate:
    """The WSGI application behind the gate."""

    def __init__(self, application: WSGIApplication, refused: WSGIApplication, keys: Keys) -> None:
        """`refused` is the application that turns the Refusal in the environment into an answer: Flask, without the fast path."""
        self._application = application
        self._refused = refused
        self._keys = keys

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let one request in, or refuse it."""
        decided = self.decide(environ)
        if isinstance(decided, Visitor):
            environ[VISITOR] = decided
            return self._application(environ, start_response)
        environ[REFUSAL] = decided
        return self._refused(environ, start_response)

    def decide(self, environ: WSGIEnvironment) -> Visitor | Refusal:
        """Who this is, or why it is refused."""
        host = environ.get("HTTP_HOST", "")
        if not clients.is_trusted_host(host, self._keys.trusted_hosts):
            name = clients.host_name(host) or host
            return Refusal(
                400,
                "Unknown host",
                f"This server is not known as {name!r}; add the name to TRUSTED_HOSTS if it is yours.",
            )
        visitor = self._visitor(environ)
        if isinstance(visitor, Refusal) or environ["REQUEST_METHOD"] in READS or visitor.how == "token":
            return visitor
        return self._writer(environ, visitor)

    def _visitor(self, environ: WSGIEnvironment) -> Visitor | Refusal:
        if self._bears_token(environ):
            return Visitor("token", None)
        session = self._keys.sessions.read(_cookie(environ))
        if not self._keys.behind_proxy and clients.is_this_machine(environ):
            return Visitor("local", session)
        if session is not None and session.logged_in and self._keys.password_hash:
            return Visitor("session", session)
        if environ["PATH_INFO"] in PUBLIC or environ["PATH_INFO"].startswith(PUBLIC_FOLDER):
            return Visitor("public", session)
        if not (self._keys.password_hash or self._keys.tokens):
            return Refusal(403, "Not open to other machines", SET_SOMETHING)
        return Refusal(401, "Login needed", "Log in at /login, or send a token as `Authorization: Bearer …`.")

    def _bears_token(self, environ: WSGIEnvironment) -> bool:
        if "HTTP_AUTHORIZATION" not in environ:
            return False
        scheme, _, token = environ["HTTP_AUTHORIZATION"].partition(" ")
        given = token.strip().encode()
        matches = [
            hmac.compare_digest(given, known.encode()) for known in self._keys.tokens
        ]  # all, so that timing tells nothing
        return scheme.lower() == "bearer" and any(matches)

    def _writer(self, environ: WSGIEnvironment, visitor: Visitor) -> Visitor | Refusal:
        """A write that a browser sends must be one that a page of ours made it send."""
        site, origin = environ.get("HTTP_SEC_FETCH_SITE", "same-origin"), environ.get("HTTP_ORIGIN")
        if site not in ("same-origin", "none") or (
            origin is not None and urlsplit(origin).netloc.lower() != environ["HTTP_HOST"].lower()
        ):
            return Refusal(
                403, "Written from another site", "This write came from a page of another site; nothing was changed."
            )
        if environ["PATH_INFO"] in FORMS:
            return visitor
        token = environ.get(WRITE_HEADER, "")
        if visitor.session is None or not self._keys.sessions.is_write_token(visitor.session, token):
            return Refusal(
                403, "No write token", "A write needs the page's X-CSRF-Token beside its cookie, or a bearer token; reload the page."
            )  # fmt: skip
        return visitor


def _cookie(environ: WSGIEnvironment) -> str | None:
    text = environ.get("HTTP_COOKIE", "")
    if COOKIE not in text:
        return None
    try:
        found = SimpleCookie(text).get(COOKIE)
    except CookieError:
        return None
    return None if found is None else found.value


def login_address(environ: WSGIEnvironment) -> str:
    """Where a browser is sent that must log in first, and comes back from."""
    return f"{environ.get('SCRIPT_NAME', '')}/login?next={quote(environ.get('PATH_INFO', '/'))}"
