"""How often a cache had what was asked for."""

from __future__ import annotations

import threading
from typing import Literal

Kept = Literal["answer", "figures"]


class Hits:
    """Counts questions by what was asked for and whether it was there."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Kept, bool], int] = {}
        self._lock = threading.Lock()

    def note(self, kept: Kept, was_there: bool) -> None:
        """Enter one question."""
        with self._lock:
            self._counts[kept, was_there] = self._counts.get((kept, was_there), 0) + 1

    def counts(self) -> dict[tuple[Kept, bool], int]:
        """A copy."""
        with self._lock:
            return dict(self._counts)
