"""The cache of slices: in memory, or in Redis where CACHE_URL names one; a cache that is away is a miss, never an error."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask

from dashboard.errors import BadConfig

if TYPE_CHECKING:
    from flask_caching import Cache

logger = logging.getLogger(__name__)

KEEP_SECONDS = 3600
KEPT_IN_MEMORY = 500
PREFIX = "market-dashboard:"
PATIENCE_SECONDS = 0.5  # a cache that does not answer by then costs more than cutting the slice again


class SliceCache:
    """Bytes by key. Going away and coming back are each logged once."""

    def __init__(self, app: Flask, url: str) -> None:
        self._outages = outages(url)
        self._app, self._url = app, url
        self._away = False

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
        return {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": KEPT_IN_MEMORY}
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
