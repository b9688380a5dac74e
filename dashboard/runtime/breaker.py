"""A circuit breaker with exponential backoff: closed, open, half-open with one probe; the clock and the dice are parameters.

1. closed: attempts go ahead. After a failure the next one waits twice as long as the one before, give or take the jitter.
2. open, after several failures in a row: nothing is attempted until the wait is over.
3. half-open: exactly one probe is under way or may begin; its success closes the breaker, its failure opens it for longer.
"""

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
MOST_DOUBLINGS = 20  # 2^20 seconds are twelve days; more would only overflow


@dataclass(frozen=True, slots=True)
class BreakerReport:
    """A breaker at one moment. retry_in: seconds until the next attempt is allowed, 0.0 when it is now; openings: since the start."""

    state: BreakerState
    failures: int
    retry_in: float
    openings: int


@dataclass
class Breaker:
    """Counts consecutive failures of one job or source and says when the next attempt is allowed.

    clock: monotonic seconds. dice: the source of jitter, so that several failing jobs do not retry in step. longest: seconds that a
    wait never exceeds but for its jitter, unless the other side asked for more.
    """

    clock: Callable[[], float]
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311  (jitter, not secrecy)
    longest: float = LONGEST_BACKOFF_SECONDS
    failures: int = 0
    retry_at: float = 0.0
    openings: int = 0
    _probing: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def state(self) -> BreakerState:
        """closed below the threshold, open while waiting, half-open once one probe is due or running."""
        return self.report().state

    def report(self) -> BreakerReport:
        """What the health page shows, all of one moment."""
        with self._lock:
            retry_in = max(0.0, self.retry_at - self.clock()) if self.failures else 0.0
            return BreakerReport(self._state(retry_in), self.failures, retry_in, self.openings)

    def allows(self, *, fresh_input: bool = False) -> bool:
        """Whether an attempt may start now; it must end in `succeeded` or `failed`.

        New input may be the cure, so it earns a probe before the backoff has run out.
        """
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

    def failed(self, retry_after: float = 0.0) -> float:
        """Record a failure; the seconds to wait before the next attempt, at least what the other side asked for (`Retry-After`)."""
        with self._lock:
            self.failures += 1
            self.openings += self.failures == FAILURES_TO_OPEN
            self._probing = False
            nominal = min(FIRST_BACKOFF_SECONDS * 2 ** min(self.failures - 1, MOST_DOUBLINGS), self.longest)
            backoff: float = max(nominal * (1 + JITTER * (2 * self.dice.random() - 1)), retry_after)
            self.retry_at = self.clock() + backoff
            return backoff

    def _state(self, retry_in: float) -> BreakerState:
        if self.failures < FAILURES_TO_OPEN:
            return "closed"
        return "half-open" if self._probing or not retry_in else "open"
