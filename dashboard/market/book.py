"""The trader's book: the account, the trades that are closed, what is held, and what of it could not be made out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from dashboard.market.account import (
    EXAMPLE_ACCOUNT,
    SETTINGS,
    Account,
    account_of,
    differences,
    example_account,
    validated,
)

Side = Literal["long", "short"]
WITHOUT_STOP = "no stop is known for this trade, so it has no R"


@dataclass(frozen=True, slots=True)
class ClosedTrade:
    """One trade that is over. quantity: shares, above 0 for either side. entry_on, exit_on: datetime64[D]. Prices per share.

    stop: where it would have been given up, None where nobody wrote it down (brokers do not). fees: of entry and exit together, in
    the account's currency; below 0 for a rebate. source: the file that told of its exit.
    """

    symbol: str
    side: Side
    quantity: float
    entry_on: np.datetime64
    entry_price: float
    exit_on: np.datetime64
    exit_price: float
    stop: float | None = None
    fees: float = 0.0
    source: str = ""

    @property
    def sign(self) -> int:
        """1 for a long trade, -1 for a short one."""
        return 1 if self.side == "long" else -1

    @property
    def profit(self) -> float:
        """What it earned after fees, in the account's currency."""
        return (self.exit_price - self.entry_price) * self.sign * self.quantity - self.fees

    @property
    def r(self) -> float | None:
        """Its outcome in R, after fees: profit per share over the distance of the stop. None WITHOUT_STOP."""
        if self.stop is None or self.stop == self.entry_price:
            return None
        return self.profit / self.quantity / abs(self.entry_price - self.stop)


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of a symbol. quantity: shares, below 0 for a short. price: what it was bought or sold at. opened_on: datetime64[D].

    stop: None where nobody wrote it down. It may lie beyond the price: a stop that was trailed into the profit.
    """

    symbol: str
    quantity: float
    price: float
    stop: float | None = None
    opened_on: np.datetime64 | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An execution of which `quantity` shares (below 0 for a sale) belong to no trade, and why. line: in its source."""

    symbol: str
    on: np.datetime64
    quantity: float
    reason: str
    source: str = ""
    line: int = 0


@dataclass(frozen=True)
class Book:
    """The trader's book as one transaction saw it; immutable. trades: in the order of their exits. revision: changes exactly when
    any of it does."""

    account: Account = EXAMPLE_ACCOUNT
    trades: tuple[ClosedTrade, ...] = ()
    holdings: tuple[Holding, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    revision: str = ""

    def until(self, session: np.datetime64) -> Book:
        """The book as it stood after an earlier session: trades that had ended, and holdings known to have been opened. The account
        is today's: a past session is sized as it would be now. What is held without a date is held now, and not before."""
        trades = tuple(trade for trade in self.trades if trade.exit_on <= session)
        held = tuple(each for each in self.holdings if each.opened_on is not None and each.opened_on <= session)
        return replace(self, trades=trades, holdings=held)


NO_BOOK = Book()
PARTS = ("account", "trades", "holdings", "unmatched")


def changed_parts(before: Book, after: Book) -> tuple[str, ...]:
    """Which of PARTS are not what they were."""
    return tuple(part for part in PARTS if getattr(before, part) != getattr(after, part))


__all__ = [
    "EXAMPLE_ACCOUNT",
    "NO_BOOK",
    "PARTS",
    "SETTINGS",
    "WITHOUT_STOP",
    "Account",
    "Book",
    "ClosedTrade",
    "Holding",
    "Side",
    "Unmatched",
    "account_of",
    "changed_parts",
    "differences",
    "example_account",
    "validated",
]
