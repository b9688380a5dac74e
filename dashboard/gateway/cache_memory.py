"""Flask-Caching's backend in memory: its own counts entries, and 500 slices of a long record would take 150 MB."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

from flask import Flask
from flask_caching.backends.base import BaseCache

from dashboard.gateway.shelf import Shelf

ROOM = 32 * 1024 * 1024
ENTRY_BYTES = 300  # a key and what holds it


class MemoryCache(BaseCache):
    """Bytes by key, within ROOM."""

    def __init__(self, room: int = ROOM) -> None:
        super().__init__()
        self._shelf: Shelf[tuple[bytes, float]] = Shelf(room, lambda kept: len(kept[0]) + ENTRY_BYTES)

    @classmethod
    def factory(cls, _app: Flask, _config: dict[str, Any], _args: list[Any], _options: dict[str, Any]) -> MemoryCache:
        """As Flask-Caching makes it."""
        return cls()

    def get(self, key: str) -> bytes | None:
        """The bytes, None when they are not kept or too old."""
        kept = self._shelf.get(key)
        return None if kept is None or kept[1] < monotonic() else kept[0]

    def set(self, key: str, value: bytes, timeout: int | timedelta | None = None) -> bool:
        """Keep bytes for so many seconds."""
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        self._shelf.put(key, (value, monotonic() + (self.default_timeout if seconds is None else seconds)))
        return True

    def delete(self, key: str) -> bool:
        """Whether there was something to delete."""
        return self._shelf.drop(key)

    def clear(self) -> bool:
        """Empty it."""
        self._shelf.clear()
        return True
