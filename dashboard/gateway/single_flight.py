"""Single flight: of many that want the same at once one makes it, and the others wait for that one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

PATIENCE_SECONDS = 5.0  # whoever has waited longer makes it alone: a thread that hangs must not take the others with it


class SingleFlight:
    """Calls by key. A failure is nobody's but the maker's: the next of those that wait tries again."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._flights: dict[str, _Flight] = {}
        self._lock = threading.Lock()

    def one(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What `make` makes, or has just made for someone else who asked under the same key. Raises what `make` raises."""
        until = monotonic() + self._patience
        while (left := until - monotonic()) > 0:
            with self._lock:
                flight, is_mine = self._flights.get(key), key not in self._flights
                if flight is None:
                    flight = self._flights[key] = _Flight()
            if is_mine:
                return self._fly(key, flight, make)
            if flight.landed.wait(left) and flight.made is not None:
                return flight.made
        return make()

    @property
    def waiting_for(self) -> int:
        """How many different things are being made."""
        return len(self._flights)

    def _fly(self, key: str, flight: _Flight, make: Callable[[], bytes]) -> bytes:
        try:
            flight.made = make()
            return flight.made
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()


class _Flight:
    """One making. made: None until it has succeeded."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.made: bytes | None = None
