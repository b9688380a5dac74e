"""Redaction: secrets leave a text before it is stored or shown, the configured ones by value and others by what stands before them.

1. A configured secret is every `Config` field with `secret=True`; of a URL its password, of a webhook each part that is no plain word.
2. Its value is sought as it is and as libraries quote it: percent-encoded, as a Python or JSON literal, in base64.
3. What follows `Authorization:`, `Cookie:`, `Bearer`, `password=` and the like goes as well, whoever's it is.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, quote_plus, unquote, urlsplit

from dashboard.monitor.logs.text import harmless

HIDDEN = "•••"
LEAST_LENGTH = 4  # shorter ones would tear holes into every word; they still go by what stands before them
# of a store's URL the password is secret, and the rest is not
STORES = ("postgresql", "sqlite", "redis", "rediss", "unix")
TELLING_LENGTH = 20
TELLING_NAMES = r"(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|private[_-]?key|credential)s?"

# at least one of them is in whatever a pattern below matches
TELLING_WORDS = (
    "auth", "cookie", "csrf", "bearer", "basic", "://", "pass", "pwd", "secret", "token", "key", "credential", "scrypt", "pbkdf2",
    "dashboard_session",
)  # fmt: skip

_SECRET_NAME = re.compile(rf"(?i){TELLING_NAMES}|authorization|cookie")
_VALUE = r"""(?:b?"[^"\n]*"?|b?'[^'\n]*'?|"""
_PATTERNS = re.compile(
    "|".join(
        (
            # a header, as it stands on the wire, in a dict's or a tuple's repr, or in a WSGI environment
            r"""(?P<header>\b(?:HTTP_)?(?:proxy[-_])?(?:authorization|(?:set[-_])?cookie|x[-_]csrf[-_]token)\b(?:["']?\s*[:=]|["']\s*,)\s*)"""
            + _VALUE + r"[^\n]+)",
            r"(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}",
            r"""(?P<userinfo>\b[a-z][a-z0-9+.-]{1,30}://[^\s:/?#@"'<>]{0,100}:)[^\s/"'<>]{1,300}(?=@)""",
            rf"""(?P<pair>\b[\w-]{{0,40}}{TELLING_NAMES}[\w-]{{0,20}}["']?\s*[:=]\s*)""" + _VALUE + r"[^\s,;&)\]}]+)",
            r"(?P<hash>\b(?:scrypt:\d+:\d+:\d+|pbkdf2:\w+:\d+)\$)[^\s$]+\$[0-9a-f]+",
            r"(?P<session>\bdashboard_session=)[^\s;,\"']+",
        )
    ),
    re.IGNORECASE,
)  # fmt: skip


class Redactor:
    """Hides secrets in text. Those that become known later are added by `hide`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._spellings: set[str] = set()
        self._known: re.Pattern[str] | None = None
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """From now on these values, and each way of spelling them, are hidden."""
        self._spellings |= {spelt for secret in secrets if len(secret) >= LEAST_LENGTH for spelt in _spellings(secret)}
        if self._spellings:
            ordered = sorted(self._spellings, key=lambda spelt: (-len(spelt), spelt))  # of two that overlap, the longer
            self._known = re.compile("|".join(map(re.escape, ordered)))

    def clean(self, text: str) -> str:
        """The text, harmless and without secrets."""
        text = harmless(text)
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        if _may_hold_one(text):
            text = _PATTERNS.sub(_keep_name, text)
        return text if self._known is None else self._known.sub(HIDDEN, text)


def _may_hold_one(text: str) -> bool:
    """Whether a pattern can match at all: most lines are spared the search, which is what cleaning them costs."""
    folded = text.casefold()
    return any(word in folded for word in TELLING_WORDS)


def names_a_secret(name: str) -> bool:
    """Whether what stands under this name is hidden whole."""
    return _SECRET_NAME.search(name) is not None


def secrets_of(config: Any) -> list[str]:
    """The values of every setting that is declared secret, and the secret parts of those that are URLs."""
    declared = (getattr(config, field.name) for field in fields(config) if field.metadata.get("secret"))
    return [secret for value in declared for secret in _secrets(value)]


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _secrets(each)
    elif isinstance(value, str) and "://" in value:
        for url in re.split(r"[,\s]+", value):
            yield from _url_secrets(url)
    elif value not in (None, ""):
        yield str(value)


def _url_secrets(url: str) -> Iterator[str]:
    """A store's URL has a password; of any other (a webhook, a mail server) the whole may be the key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        yield url
        return
    if parts.password:
        yield from (parts.password, unquote(parts.password))
    yield from (value for name, value in parse_qsl(parts.query) if names_a_secret(name))
    if parts.scheme.partition("+")[0] not in STORES:
        yield from (url, f"{parts.path}?{parts.query}" if parts.query else parts.path)
        yield from _telling(parts)


def _telling(parts: SplitResult) -> Iterator[str]:
    """The parts of a webhook's address that are keys: long, or with digits or both cases; `services` is a word."""
    username = [parts.username or ""]
    for piece in [*username, *parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))]:
        mixed = any(map(str.isdigit, piece)) or (piece != piece.lower() and piece != piece.upper())
        if len(piece) >= TELLING_LENGTH or (len(piece) >= 6 and mixed):
            yield from (piece, unquote(piece))


def _spellings(secret: str) -> Iterator[str]:
    """A value as it is, and as it looks in URLs, in Python and JSON literals, and in Basic authorization."""
    plain = (
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
    )
    encoded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    for spelt in {*plain, encoded}:
        yield from {spelt, harmless(spelt)}


def _keep_name(found: re.Match[str]) -> str:
    """What stands before the secret stays, so that the line can still be understood."""
    return f"{found.group(found.lastgroup or 0)}{HIDDEN}"
