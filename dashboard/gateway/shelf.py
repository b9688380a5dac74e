"""A shelf: values by key that are kept while they fit, counted in bytes; what has not been asked for longest goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Thread-safe. room: bytes that the values may take together; size: the bytes of one value."""

    def __init__(self, room: int, size: Callable[[Value], int]) -> None:
        self._room, self._size = room, size
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Bytes that the values take now."""
        return self._taken

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> Value | None:
        """The value, None when it is not there (any more)."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: str, value: Value) -> None:
        """Keep the value; one that would take more than half the room is not worth what would have to go for it."""
        size = self._size(value)
        with self._lock:
            self._drop(key)
            if size > self._room // 2:
                return
            self._values[key] = value
            self._taken += size
            while self._taken > self._room:
                self._drop(next(iter(self._values)))

    def drop(self, key: str) -> bool:
        """Whether there was something to drop."""
        with self._lock:
            return self._drop(key)

    def clear(self) -> None:
        """Empty it."""
        with self._lock:
            self._values.clear()
            self._taken = 0

    def _drop(self, key: str) -> bool:
        value = self._values.pop(key, None)
        if value is None:
            return False
        self._taken -= self._size(value)
        return True
