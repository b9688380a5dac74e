"""A circuit breaker with exponential backoff: closed, open, half-open with one probe; the clock and the dice are parameters."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

BreakerState = Literal["closed", "open", "half-open"]

FAILURES_TO_OPEN = 3
FIRST_BACKOFF_SECONDS = 2.0
LONGEST_BACKOFF_SECONDS = 300.0
JITTER = 0.2


@dataclass
class Breaker:
    """Counts consecutive failures of one job or source and says when the next attempt is allowed.

    clock: monotonic seconds. dice: the source of jitter, so that several failing jobs do not retry in step.
    """

    clock: Callable[[], float]
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311  (jitter, not secrecy)
    failures: int = 0
    retry_at: float = 0.0
    _probing: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def state(self) -> BreakerState:
        """closed below the threshold, open while waiting, half-open once one probe is due or running."""
        if self.failures < FAILURES_TO_OPEN:
            return "closed"
        return "half-open" if self._probing or self.clock() >= self.retry_at else "open"

    def allows(self, *, fresh_input: bool = False) -> bool:
        """Whether an attempt may start now. New input may be the cure, so it earns a probe before the backoff has run out."""
        with self._lock:
            if self._probing:
                return False
            if self.failures and not fresh_input and self.clock() < self.retry_at:
                return False
            self._probing = self.failures >= FAILURES_TO_OPEN
            return True

    def succeeded(self) -> bool:
        """Record a success; True when it ends a row of failures."""
        with self._lock:
            recovered = self.failures > 0
            self.failures, self.retry_at, self._probing = 0, 0.0, False
            return recovered

    def failed(self) -> float:
        """Record a failure; the seconds to wait before the next attempt."""
        with self._lock:
            self.failures += 1
            self._probing = False
            backoff: float = min(FIRST_BACKOFF_SECONDS * 2 ** min(self.failures - 1, 20), LONGEST_BACKOFF_SECONDS)
            backoff *= 1 + JITTER * (2 * self.dice.random() - 1)
            self.retry_at = self.clock() + backoff
            return backoff
