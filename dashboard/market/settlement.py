"""What several files of trades come to together: each says a part, some the same twice, and a broker's year ends amid a trade.

1. One broker's files of one detail are joined. What two of them tell alike is counted once: as often as the file that tells it most.
2. A less detailed file (a year's exits, a year's totals) is left out for the days that a more detailed one covers.
3. The executions of a broker's files together are matched first in, first out, so a trade may begin in one file and end in another.
4. Held is what the trader's own file of holdings says, where there is one; else, per broker, what its newest statement says, if
   nothing was traded since; else what the executions leave open. Trades of the trader's own list without an exit are held too.
5. A broker's trade that the trader's own list tells too (symbol, side, days) is taken from the list, which knows the stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeVar

import numpy as np

from dashboard.market.book import ClosedTrade, Holding, Unmatched
from dashboard.market.fifo import Execution, match

Each = TypeVar("Each")
Detail = Literal["executions", "orders", "exits", "totals"]
DETAILS: tuple[Detail, ...] = ("executions", "orders", "exits", "totals")
OWN = "own"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says. layout: its name in a sentence. broker: whose it is; OWN for the trader's own lists.

    first, last: the days it covers, None where it is empty. holdings: None where it says nothing of them, () where it says
    that there are none. notes: sentences on what was assumed or passed over.
    """

    layout: str
    broker: str
    detail: Detail = "executions"
    executions: tuple[Execution, ...] = ()
    trades: tuple[ClosedTrade, ...] = ()
    holdings: tuple[Holding, ...] | None = None
    first: np.datetime64 | None = None
    last: np.datetime64 | None = None
    overnight_shorts: bool = True
    whole: bool = False  # of what is held: the trader's own file of holdings
    notes: tuple[str, ...] = ()

    @property
    def symbols(self) -> frozenset[str]:
        """Every symbol it names."""
        named = [{each.symbol for each in part} for part in (self.executions, self.trades, self.holdings or ())]
        return frozenset().union(*named)

    @property
    def days(self) -> tuple[np.datetime64, ...]:
        """Every day on which something was traded."""
        traded = [each.on for each in self.executions]
        return (*traded, *(day for each in self.trades for day in (each.entry_on, each.exit_on)))


@dataclass(frozen=True, slots=True)
class Settled:
    """What all files together say. trades: in the order of their exits."""

    trades: tuple[ClosedTrade, ...] = ()
    holdings: tuple[Holding, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()


def settle(readings: Mapping[str, Reading]) -> Settled:
    """The trades and holdings that these files, by their paths, come to; the order of the files does not matter."""
    sourced = [_sourced(path, readings[path]) for path in sorted(readings)]
    brokers: dict[str, list[Reading]] = {}
    for reading in sourced:
        brokers.setdefault(reading.broker, []).append(reading)
    parts = {broker: _of_broker(each) for broker, each in brokers.items()}
    own = {_same_trade(trade) for trade in parts[OWN].trades} if OWN in parts else set()
    trades = [t for broker, part in parts.items() for t in part.trades if broker == OWN or _same_trade(t) not in own]
    told = [holding for each in sourced if each.whole for holding in each.holdings or ()]
    held = told if any(each.whole for each in sourced) else [h for part in parts.values() for h in part.holdings]
    return Settled(
        tuple(sorted(trades, key=lambda trade: (trade.exit_on, trade.symbol, trade.entry_on, trade.side))),
        tuple(sorted(held, key=lambda holding: (holding.symbol, holding.source))),
        tuple(each for part in parts.values() for each in part.unmatched),
    )


def _sourced(path: str, reading: Reading) -> Reading:
    return replace(
        reading,
        executions=tuple(replace(each, source=path) for each in reading.executions),
        trades=tuple(replace(each, source=path) for each in reading.trades),
        holdings=None if reading.holdings is None else tuple(replace(each, source=path) for each in reading.holdings),
    )


def _of_broker(readings: Sequence[Reading]) -> Settled:
    executions: list[Execution] = []
    trades: list[ClosedTrade] = []
    covered: list[tuple[np.datetime64, np.datetime64]] = []
    for detail in DETAILS:
        alike = [each for each in readings if each.detail == detail]
        executions += _outside(covered, union((each.executions for each in alike), _same_execution), lambda e: e.on)
        trades += _outside(covered, union((each.trades for each in alike), _same_closed), lambda t: t.exit_on)
        covered += [(each.first, each.last) for each in alike if each.first is not None and each.last is not None]
    matched = match(executions, overnight_shorts=all(each.overnight_shorts for each in readings))
    last = max((each.on for each in executions), default=None)
    held = _told(readings, last)
    return Settled((*trades, *matched.trades), matched.open if held is None else held, matched.unmatched)


def _told(readings: Sequence[Reading], last_traded: np.datetime64 | None) -> tuple[Holding, ...] | None:
    """What the newest statements say is held; None where none does, or something was traded after it."""
    telling = [each for each in readings if each.holdings is not None and not each.whole]
    dated = [each.last for each in telling if each.last is not None]
    if not telling or (dated and last_traded is not None and last_traded > max(dated)):
        return None
    newest = [each for each in telling if each.broker == OWN or not dated or each.last == max(dated)]
    return union((each.holdings or () for each in newest), _same_holding)


def union(groups: Iterable[Iterable[Each]], key: Callable[[Each], Hashable]) -> tuple[Each, ...]:
    """All that the groups hold; what several hold alike as often as the one that holds it most often."""
    held: Counter[Hashable] = Counter()
    kept: list[Each] = []
    for group in groups:
        seen: Counter[Hashable] = Counter()
        for each in group:
            seen[key(each)] += 1
            if seen[key(each)] > held[key(each)]:
                held[key(each)] += 1
                kept.append(each)
    return tuple(kept)


def _outside(
    covered: Sequence[tuple[np.datetime64, np.datetime64]], items: Iterable[Each], day: Callable[[Each], np.datetime64]
) -> list[Each]:
    return [each for each in items if not any(first <= day(each) <= last for first, last in covered)]


def _same_execution(each: Execution) -> Hashable:
    return each.symbol, each.on, each.second, each.quantity, each.price


def _same_closed(each: ClosedTrade) -> Hashable:
    return _same_trade(each), each.quantity, each.entry_price, each.exit_price


def _same_holding(each: Holding) -> Hashable:
    return each.symbol, each.quantity, each.price


def _same_trade(each: ClosedTrade) -> Hashable:
    return each.symbol, each.side, each.entry_on, each.exit_on


def one_per_days(trades: Iterable[ClosedTrade]) -> tuple[ClosedTrade, ...]:
    """Pieces of one symbol, side, entry day and exit day as one trade at their average prices: what `match` does, for told trades."""
    ordered = sorted(trades, key=lambda each: (each.symbol, each.side, each.entry_on, each.exit_on))
    return tuple(_one(list(pieces)) for _, pieces in groupby(ordered, _same_trade))


def _one(pieces: Sequence[ClosedTrade]) -> ClosedTrade:
    quantity = sum(each.quantity for each in pieces)
    return replace(
        pieces[0],
        quantity=quantity,
        entry_price=sum(each.quantity * each.entry_price for each in pieces) / quantity,
        exit_price=sum(each.quantity * each.exit_price for each in pieces) / quantity,
        fees=sum(each.fees for each in pieces),
    )
