"""Spelled: what queries meant, by their exact spelling, so that a slice that is ready goes out as fast as the newest figures do.

A program on this machine reads without a limit, so nothing of Flask's way is owed to it: no count, no parsing of what was parsed before.
Whatever is not ready, or not plain, goes that way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from dashboard.gateway.answers import Answer
from dashboard.gateway.shelf import Shelf

Meaning = TypeVar("Meaning")

LONGEST = 300  # characters of an address that is remembered
BYTES_EACH = 1000
ROOM = 2_000 * BYTES_EACH


class Spelled(Generic[Meaning]):
    """Thread-safe. ready: the finished answer to what was meant while nothing in it has changed, else None."""

    def __init__(self, ready: Callable[[Meaning], Answer | None]) -> None:
        self._ready = ready
        self._meanings: Shelf[Meaning] = Shelf(ROOM, lambda _: BYTES_EACH)

    def learn(self, path: str, query: str, meaning: Meaning) -> None:
        """This is what the address means: always, whatever the data."""
        if len(path) + len(query) <= LONGEST:
            self._meanings.put(f"{path}?{query}", meaning)

    def answer(self, path: str, query: str) -> Answer | None:
        """The finished answer to an address, None where it has to be made."""
        meaning = self._meanings.get(f"{path}?{query}")
        return None if meaning is None else self._ready(meaning)
