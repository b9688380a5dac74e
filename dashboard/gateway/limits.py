"""Limits: how often one client may ask; reads of other machines and everybody's writes are counted by Flask-Limiter.

1. Everything that another machine asks for is counted by the second in `limits_flood`, before the gate and the fast path.
2. What Flask computes under /api, and every write, is counted here, by the minute, in Redis where CACHE_URL names one: then all
   processes count together. A Redis that is away is replaced by this process's memory until it is back.
3. Programs on this machine may read without a limit: they can take all of it anyway, and the address cannot tell a script that has
   gone wild from the trader's browser, which must not be locked out of its own page. Their writes count: a write stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import time
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from dashboard.errors import TooManyRequests
from dashboard.gateway.access.clients import client_key, is_this_machine
from dashboard.gateway.access.gate import READS
from dashboard.gateway.cache import PATIENCE_SECONDS, outages
from dashboard.gateway.limits_flood import FloodGuard
from dashboard.gateway.limits_size import UPLOADS

if TYPE_CHECKING:
    from flask_limiter import Limiter

PREFIX = "market-dashboard:limits"


@dataclass(frozen=True, slots=True)
class Allowed:
    """How often one client may do what: "20000 per minute", several after semicolons, "" without a limit. flood: requests a second."""

    reads: str
    writes: str
    flood: int


class Limits:
    """Counts the requests that Flask answers."""

    def __init__(self, allowed: Allowed, cache_url: str) -> None:
        self._allowed, self._url = allowed, cache_url
        self._outages = outages(cache_url)

    def count(self) -> None:
        """Count the current request; TooManyRequests when its client has had all that it may."""
        is_read = request.method in READS
        if request.path == UPLOADS and request.method == "PUT":
            return  # a market has a thousand files; they are bounded together, in number and bytes, where they are received
        if is_read and (not request.path.startswith("/api/") or is_this_machine(request.environ)):
            return
        if not (self._allowed.reads if is_read else self._allowed.writes):
            return
        self._hit(self._count_read if is_read else self._count_write)

    def _hit(self, counter: Callable[[], None]) -> None:
        from flask_limiter import RateLimitExceeded

        try:
            counter()
        except RateLimitExceeded as error:
            what = error.limit.limit
            raise TooManyRequests(
                f"This client has asked more often than {what}, and may again after the pause that Retry-After names.",
                self._seconds_left(what.get_expiry()),
            ) from None

    def _seconds_left(self, window: int) -> int:
        """Until the window of the current request's limit ends; the whole window where nobody knows any more."""
        breached = self._limiter.current_limit
        try:
            return window if breached is None else max(1, min(window, round(breached.reset_at - time())))
        except self._outages:
            return window

    @cached_property
    def _limiter(self) -> Limiter:
        """Made with the first request that counts: Flask-Limiter takes a tenth of a second to import, the first page's time.

        On an application of its own, because Flask takes no hooks any more once it has answered.
        """
        from flask_limiter import Limiter

        patience: dict[str, Any] = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        limiter = Limiter(
            _client, storage_uri=self._url or "memory://", storage_options=patience if self._url else {}, key_prefix=PREFIX,
            in_memory_fallback_enabled=bool(self._url), request_identifier=lambda: "gateway",
        )  # fmt: skip
        limiter.init_app(Flask(__name__))
        return limiter

    @cached_property
    def _count_read(self) -> Callable[[], None]:
        return self._limiter.shared_limit(self._allowed.reads, scope="reads")(_a_read)

    @cached_property
    def _count_write(self) -> Callable[[], None]:
        return self._limiter.shared_limit(self._allowed.writes, scope="writes")(_a_write)


def _a_read() -> None:
    """What is limited is the request; there is nothing more to call."""


def _a_write() -> None:
    """The same for writes: Flask-Limiter tells what it limits apart by its name."""


def _client() -> str:
    return client_key(request.environ)


def install(app: Flask, allowed: Allowed, cache_url: str) -> None:
    """Count what Flask answers. Comes after `headers.install`, which names the request, and before the gate is put in front."""
    limits = Limits(allowed, cache_url)
    app.extensions["limits"] = limits
    app.before_request(limits.count)


def guard(app: Flask, allowed: Allowed) -> None:
    """Count everything that comes in; the gate and the fast path then lie behind."""
    if allowed.flood:
        app.wsgi_app = FloodGuard(app, allowed.flood)  # type: ignore[method-assign]
