"""Sessions: a signed cookie that says who a browser is, and the token that proves a write comes from a page of ours."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.errors import BadConfig

COOKIE = "dashboard_session"
KEPT_SECONDS = 30 * 86400
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's. name: random. logged_in: whether its password was right, under the password that is still in force."""

    name: str
    logged_in: bool


class Sessions:
    """Makes and reads session cookies. A change of the password ends every login."""

    def __init__(self, secret: bytes, password_hash: str) -> None:
        self._secret = secret
        self._password = hashlib.sha256(password_hash.encode()).hexdigest()[:16]
        self._cookies = URLSafeTimedSerializer(
            secret, salt="dashboard-session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def new(self, *, logged_in: bool) -> Session:
        """A session that no one has had before: a login never keeps the name that a visitor brought (session fixation)."""
        return Session(secrets.token_urlsafe(18), logged_in)

    def cookie(self, session: Session) -> str:
        """The cookie's value."""
        return str(self._cookies.dumps([session.name, self._password if session.logged_in else ""]))

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None for one that is not ours, too old, or no cookie at all."""
        if not cookie:
            return None
        try:
            name, password = self._cookies.loads(cookie, max_age=KEPT_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return Session(str(name), bool(password) and hmac.compare_digest(str(password), self._password))

    def write_token(self, session: Session) -> str:
        """What a write must bring beside the cookie (CSRF): another site makes the browser send the cookie, but cannot read this."""
        return hmac.new(self._secret, f"write:{session.name}".encode(), hashlib.sha256).hexdigest()

    def is_write_token(self, session: Session, token: str) -> bool:
        """Whether the token is the session's, in constant time."""
        return hmac.compare_digest(self.write_token(session).encode(), token.encode())


def secret_key(configured: str, instance: Path) -> bytes:
    """SECRET_KEY where it is set, else a random key kept beside the database, readable by its owner only."""
    if configured:
        return configured.encode()
    path = instance / "secret_key"
    try:
        return _kept(path) or _made(path)
    except OSError as error:
        raise BadConfig(
            f"The key file {path} can be neither read nor made: {error.strerror}; set SECRET_KEY."
        ) from None


def _kept(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _made(path: Path) -> bytes:
    """Written under another name and linked, so that of two processes that start at once one wins and both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_hex(KEY_BYTES).encode())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
