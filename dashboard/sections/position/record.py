"""What position keeps beside its series, so that every session's sizes can be made from what was known then."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, cast

from dashboard.market.account import Account
from dashboard.market.bars import SessionArray
from dashboard.market.book import Book
from dashboard.market.panel import Panel
from dashboard.regimes.engine import Regimes
from dashboard.regimes.labels import CodeArray
from dashboard.scanner.hits import Scan
from dashboard.scanner.outcomes import Outcomes
from dashboard.scanner.readings import Readings
from dashboard.section import Result

REMEMBERED = 200  # answers; some fifteen sessions' worth


@dataclass(frozen=True)
class Record:
    """scan: the built-in scan, its stops as far away as the policy of each row's session wants them; outcomes: of just those trades.

    readings: whose scan each session's is. regimes: of every session. remembered: what was worked out lately, by what it is of;
    the same question always has the same answer.
    """

    panel: Panel
    scan: Scan
    outcomes: Outcomes
    readings: Readings
    regimes: Regimes
    remembered: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def account(self) -> Account:
        """The account of today: a past session is sized as it would be now."""
        return self.panel.book.account

    @property
    def labels(self) -> CodeArray:
        """The label of every session, int8 [T], −1 where there is none yet."""
        return self.regimes.labels

    @property
    def sessions(self) -> SessionArray:
        """The panel's."""
        return self.panel.sessions

    def book(self, t: int) -> Book:
        """The book as it stood at the close of session t; of the newest one with all that is held now, known since when or not."""
        past = self.panel.book.until(self.sessions[t])
        if t < len(self.sessions) - 1:
            return past
        return replace(past, holdings=self.panel.book.holdings)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives for this key, remembered for a while: three answers about one session share most of their work."""
        with self.lock:
            if key in self.remembered:
                return self.remembered[key]
        made = make()
        with self.lock:
            while len(self.remembered) >= REMEMBERED:
                del self.remembered[next(iter(self.remembered))]
            return self.remembered.setdefault(key, made)

    def trades_after_the_bars(self, t: int) -> int:
        """How many own trades ended after the newest session's bars, and so say nothing yet; of a past session nothing is said."""
        if t < len(self.sessions) - 1:
            return 0
        return len(self.panel.book.trades) - len(self.book(t).trades)

    def directions(self) -> CodeArray:
        """−1, 0 or 1: the direction of each scan row's regime, int8 [H]; what was known when the row was found."""
        return self.regimes.direction[self.scan.row]


def record_of(result: Result) -> Record:
    """The record of a computed result."""
    return cast(Record, result.detail)
