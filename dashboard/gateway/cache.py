"""The cache of slices: figures in memory, or in Redis where CACHE_URL names one, and the answers made of them, ready to send.

1. Figures are kept by revision, endpoint and the rows that they are of, however the query spelt these; failures are not kept.
2. Of many that ask for the same at once one cuts it, and the others wait for that one.
3. A cache that is away is a miss, never an error.
4. Around figures lies an envelope that changes with the status and the market: the finished answer, compressed once, is kept in
   this process's memory for as long as these stay as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask

from dashboard.errors import BadConfig
from dashboard.gateway.answers import Answer
from dashboard.gateway.cache_hits import Hits
from dashboard.gateway.shelf import Shelf
from dashboard.gateway.single_flight import SingleFlight

if TYPE_CHECKING:
    from flask_caching import Cache

logger = logging.getLogger(__name__)

KEEP_SECONDS = 3600
ANSWERS_ROOM = 32 * 1024 * 1024  # bytes
PREFIX = "market-dashboard:"
PATIENCE_SECONDS = 0.5  # a cache that does not answer by then costs more than cutting the slice again


Stamp = tuple[object, ...]
"""What an envelope says beside its figures, in plain values: an answer is the newest while it stays the same."""


class SliceCache:
    """Figures as bytes by key, and finished answers. Going away and coming back are each logged once."""

    def __init__(self, app: Flask, url: str) -> None:
        self._outages = outages(url)
        self._app, self._url = app, url
        self._away = False
        self.hits = Hits()
        self._flights = SingleFlight()
        self._answers: Shelf[tuple[Stamp, Answer]] = Shelf(ANSWERS_ROOM, lambda kept: 2 * len(kept[1].body))

    def figures(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes kept under the key, or else what `make` makes; raises what it raises."""
        kept = self.get(key)
        self.hits.note("figures", kept is not None)
        return self._flights.one(key, lambda: self._made(key, make)) if kept is None else kept

    def answer(self, key: str, stamp: Stamp, make: Callable[[], Answer]) -> Answer:
        """The finished answer of the same figures under the same stamp, or else what `make` makes."""
        kept = self._answers.get(key)
        is_newest = kept is not None and kept[0] == stamp
        self.hits.note("answer", is_newest)
        if kept is not None and is_newest:
            return kept[1]
        made = make()
        self._answers.put(key, (stamp, made))
        return made

    def ready(self, key: str, stamp: Stamp) -> Answer | None:
        """The finished answer under that very stamp; None where `answer` would have to make it."""
        kept = self._answers.get(key)
        if kept is None or kept[0] != stamp:
            return None
        self.hits.note("answer", True)
        return kept[1]

    def _made(self, key: str, make: Callable[[], bytes]) -> bytes:
        kept = self.get(key)  # whoever made it a moment ago may have finished between the question and the flight
        if kept is None:
            kept = make()
            self.set(key, kept)
        return kept

    @cached_property
    def _cache(self) -> Cache:
        """Made with the first slice: Flask-Caching is imported off the way of the first request."""
        from flask_caching import Cache

        return Cache(self._app, config=_settings(self._url))

    def get(self, key: str) -> bytes | None:
        """The bytes kept under the key, None when there are none or the cache is away."""
        try:
            kept: bytes | None = self._cache.get(key)
        except self._outages as error:
            self._note(error)
            return None
        self._note(None)
        return kept

    def set(self, key: str, data: bytes) -> None:
        """Keep the bytes for an hour, where that is possible."""
        try:
            self._cache.set(key, data, timeout=KEEP_SECONDS)
        except self._outages as error:
            self._note(error)

    def _note(self, error: Exception | None) -> None:
        if (error is not None) != self._away:
            self._away = error is not None
            logger.warning("The cache %s", f"is away, slices are cut each time: {error}" if error else "answers again.")


def _settings(url: str) -> dict[str, Any]:
    if not url:
        return {"CACHE_TYPE": "dashboard.gateway.cache_memory.MemoryCache"}
    patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    return {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": url, "CACHE_KEY_PREFIX": PREFIX, "CACHE_OPTIONS": patience}


def outages(url: str) -> tuple[type[Exception], ...]:
    """What a cache raises when it is away: nothing in memory, Redis's own errors otherwise."""
    if not url:
        return ()
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise BadConfig(
            "CACHE_URL is not a Redis URL; write redis://host:6379/0, or leave it empty to cache in memory."
        )
    try:
        from redis.exceptions import RedisError
    except ImportError:
        raise BadConfig(
            "CACHE_URL names a Redis, and its client is missing: pip install 'market-dashboard[redis]'."
        ) from None
    return (RedisError, OSError)
