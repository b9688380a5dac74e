"""What a rule is, and what it says of one subject at one look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from dashboard.monitor.alerts.look import Look
from dashboard.store.alerts import Severity

CLEAR = 4  # good looks in a row that end an incident, before flapping makes it more


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a rule fires. failed_runs, source_looks: in a row. stale_sessions: of the exchange. disk_free: bytes."""

    failed_runs: int = 3
    stale_sessions: int = 1
    source_looks: int = 3
    disk_free: int = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule finds of one subject. unknown: nothing can be said, and what was said before holds.

    needs: bad looks in a row before it fires; count: how many there were, where the subject counts them itself. event: names what
    happened, of rules that tell of something once instead of a state that lasts.
    """

    subject: str
    verdict: Literal["good", "bad", "unknown"]
    sentence: str = ""
    session: str | None = None
    needs: int = 1
    count: int | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for. because_of: rules whose incident explains this one's, which is then named there and not told apart."""

    key: str
    title: str
    severity: Severity
    meaning: str
    read: Callable[[Look, Limits], Iterable[Reading]]
    clear: int = CLEAR
    because_of: tuple[str, ...] = ()
