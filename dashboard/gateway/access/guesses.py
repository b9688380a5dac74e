"""Lock-out: after a few wrong passwords every further guess waits twice as long, for one client and for all of them together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

FREE_GUESSES = 5
FREE_GUESSES_OF_ALL = 100
LONGEST_WAIT = 900.0
FORGOTTEN_AFTER = 3600.0
KEPT_CLIENTS = 10_000
EVERYONE = "*"


class Guesses:
    """Counts wrong passwords by client. Thread-safe; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, client: str) -> int:
        """Whole seconds until the client may guess again; 0 when it may now."""
        with self._lock:
            waits = [self._wait(client, FREE_GUESSES), self._wait(EVERYONE, FREE_GUESSES_OF_ALL)]
        return ceil(max(waits))

    def wrong(self, client: str) -> None:
        """The client guessed wrong."""
        with self._lock:
            for who in (client, EVERYONE):
                self._wrong[who] = (self._count(who) + 1, self._clock())
                self._wrong.move_to_end(who)
            while len(self._wrong) > KEPT_CLIENTS:
                self._wrong.popitem(last=False)

    def right(self, client: str) -> None:
        """The client knew the password: its own count is forgotten, the count of all is not."""
        with self._lock:
            self._wrong.pop(client, None)

    def _count(self, who: str) -> int:
        count, last = self._wrong.get(who, (0, 0.0))
        return 0 if self._clock() - last > FORGOTTEN_AFTER else count

    def _wait(self, who: str, free: int) -> float:
        count, last = self._count(who), self._wrong.get(who, (0, 0.0))[1]
        if count < free:
            return 0.0
        wait = min(LONGEST_WAIT, 2.0 ** min(count - free, 16))
        return max(0.0, last + wait - self._clock())
