"""Executions become closed trades, first in first out: what is bought first is sold first, and what is sold short first is covered first.

1. Every symbol's executions in the order in which they happened. Where only the day is known, what opens comes before what
   closes: a broker's list need not be in order within a day.
2. An execution closes the oldest lots of the other side, and opens a lot with what it has left: so a sale of 150 out of 100 held
   flips to 50 short. One that the broker marks as closing opens nothing; what it has left is reported.
3. Where shares cannot be sold short overnight, a sale without a lot is a short only if it is bought back on its day; else the
   shares were bought before the record began, and it is reported.
4. Fees go with the shares, in proportion. Pieces of one entry day and one exit day are one trade: an order that was filled in
   ten parts is one piece of evidence, not ten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from dashboard.market.book import ClosedTrade, Holding, Unmatched

UNITS = 1_000_000  # per share: counted whole, so that thousands of fractional fills still come to exactly nothing
CLOSES_NOTHING = "it closes a position that no file opens"
BOUGHT_BEFORE = "it sells shares that no file buys"


@dataclass(frozen=True, slots=True)
class Execution:
    """One fill. quantity: shares, below 0 for a sale. second: of the day, None where only the day is known.

    opens: True where the broker says that it opens a position, False where it closes one, None where it does not say.
    """

    symbol: str
    on: np.datetime64
    quantity: float
    price: float
    fees: float = 0.0
    second: int | None = None
    opens: bool | None = None
    line: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """trades: by exit day, symbol and entry day. open: what is left of each symbol, at its average price."""

    trades: tuple[ClosedTrade, ...]
    open: tuple[Holding, ...]
    unmatched: tuple[Unmatched, ...]


@dataclass(slots=True)
class _Lot:
    """What is left of an execution that opened a position. sign: 1 long, -1 short."""

    execution: Execution
    sign: int
    units: int
    fees: float


@dataclass(slots=True)
class _Piece:
    """What was closed of one side between an entry day and an exit day."""

    source: str
    units: int = 0
    paid: float = 0.0
    received: float = 0.0
    fees: float = 0.0


@dataclass(slots=True)
class _Ledger:
    """One symbol's open lots, all of one side, oldest first, and what has become of the others."""

    symbol: str
    overnight_shorts: bool
    lots: deque[_Lot] = field(default_factory=deque)
    pieces: dict[tuple[int, np.datetime64, np.datetime64], _Piece] = field(default_factory=dict)
    unmatched: list[Unmatched] = field(default_factory=list)

    def take(self, execution: Execution) -> None:
        """One execution: close, then open."""
        left = abs(units_of(execution.quantity))
        if not left:
            return
        sign, whole = (1 if execution.quantity > 0 else -1), left
        while left and self.lots and self.lots[0].sign == -sign:
            left -= self._close(self.lots[0], execution, left, whole)
        if left and execution.opens is False:
            self._report(execution, sign * left, CLOSES_NOTHING)
        elif left:
            self.lots.append(_Lot(execution, sign, left, execution.fees * left / whole))

    def end_day(self) -> None:
        """Where nobody is short overnight, what is short now was bought before the record began."""
        if self.overnight_shorts:
            return
        for lot in self.lots:
            if lot.sign < 0:
                self._report(lot.execution, -lot.units, BOUGHT_BEFORE)
        self.lots = deque(lot for lot in self.lots if lot.sign > 0)

    def _close(self, lot: _Lot, execution: Execution, wanted: int, whole: int) -> int:
        """Take up to `wanted` units out of a lot; how many it had."""
        units = min(lot.units, wanted)
        fees = lot.fees * units / lot.units
        piece = self.pieces.setdefault((lot.sign, lot.execution.on, execution.on), _Piece(execution.source))
        piece.units += units
        piece.paid += units * lot.execution.price
        piece.received += units * execution.price
        piece.fees += fees + execution.fees * units / whole
        lot.units -= units
        lot.fees -= fees
        if not lot.units:
            self.lots.popleft()
        return units

    def _report(self, execution: Execution, units: int, reason: str) -> None:
        self.unmatched.append(
            Unmatched(self.symbol, execution.on, units / UNITS, reason, execution.source, execution.line)
        )

    def trades(self) -> Iterator[ClosedTrade]:
        """The closed pieces as trades at their average prices."""
        for (sign, entry_on, exit_on), piece in self.pieces.items():
            yield ClosedTrade(
                self.symbol,
                "long" if sign > 0 else "short",
                piece.units / UNITS,
                entry_on,
                piece.paid / piece.units,
                exit_on,
                piece.received / piece.units,
                fees=piece.fees,
                source=piece.source,
            )

    def open(self) -> Iterator[Holding]:
        """What is left, as one holding."""
        if units := sum(lot.units for lot in self.lots):
            price = sum(lot.units * lot.execution.price for lot in self.lots) / units
            first = self.lots[0]
            yield Holding(
                self.symbol,
                first.sign * units / UNITS,
                price,
                opened_on=min(lot.execution.on for lot in self.lots),
                source=self.lots[-1].execution.source,
            )


def match(executions: Iterable[Execution], *, overnight_shorts: bool = True) -> Matched:
    """The trades that executions make, what they leave open, and what cannot be matched; any order, any symbols."""
    ledgers = [
        _ledger(symbol, list(each), overnight_shorts)
        for symbol, each in groupby(sorted(executions, key=lambda e: e.symbol), lambda e: e.symbol)
    ]
    trades = [trade for ledger in ledgers for trade in ledger.trades()]
    return Matched(
        tuple(sorted(trades, key=lambda trade: (trade.exit_on, trade.symbol, trade.entry_on, trade.side))),
        tuple(holding for ledger in ledgers for holding in ledger.open()),
        tuple(each for ledger in ledgers for each in ledger.unmatched),
    )


def units_of(quantity: float) -> int:
    """Shares as whole millionths."""
    return round(quantity * UNITS)


def _ledger(symbol: str, executions: list[Execution], overnight_shorts: bool) -> _Ledger:
    ledger = _Ledger(symbol, overnight_shorts)
    for _, day in groupby(sorted(executions, key=lambda e: e.on), lambda e: e.on):
        for execution in _in_order(list(day)):
            ledger.take(execution)
        ledger.end_day()
    return ledger


def _in_order(day: list[Execution]) -> list[Execution]:
    """One day's executions: by their times where all have one, else as listed, with those that open before those that close."""
    if all(each.second is not None for each in day):
        return sorted(day, key=lambda each: each.second or 0)
    return sorted(day, key=lambda each: each.opens is False)
