"""Whether a file of trades belongs to this market, by its symbols and days; a broker's spelling of a symbol becomes the market's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.book import ClosedTrade, Holding
from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading

NAMED = 3
Each = TypeVar("Each", Execution, ClosedTrade, Holding)
_SEPARATOR = re.compile(r"[ ./_-]+")


@dataclass(frozen=True, slots=True)
class Record:
    """What the store holds: the market's name and symbols, its first and last session, and the exchange's day today."""

    market: str
    symbols: Collection[str]
    first: np.datetime64
    last: np.datetime64
    today: np.datetime64


def belonging(reading: Reading, record: Record) -> Reading:
    """The reading in the market's own spelling, with notes on what of it lies outside the market.

    UnreadableFile when none of its symbols is in the market, none of its days in the record, or one of them is still to come.
    """
    spelt = _spelt(reading, record.symbols)
    _refuse_future(spelt, record.today)
    unknown = sorted(spelt.symbols - set(record.symbols))
    if spelt.symbols and len(unknown) == len(spelt.symbols):
        raise UnreadableFile(
            f"none of its {len(unknown)} symbols ({_some(unknown)}) is in {record.market}, so it is of another market"
        )
    outside = [day for day in spelt.days if not record.first <= day <= record.last]
    if spelt.days and len(outside) == len(spelt.days):
        raise UnreadableFile(
            f"its trades ({min(outside)} to {max(outside)}) lie outside the record of {record.market} "
            f"({record.first} to {record.last}), so it is of another year"
        )
    return replace(spelt, notes=(*spelt.notes, *_notes(spelt, unknown, record)))


def _notes(reading: Reading, unknown: list[str], record: Record) -> Iterable[str]:
    if unknown:
        yield f"not in {record.market}: {len(unknown)} of its {len(reading.symbols)} symbols ({_some(unknown)})"
    outside = sum(not record.first <= day <= record.last for day in reading.days)
    if outside:
        yield f"outside the record ({record.first} to {record.last}): {outside} of its {len(reading.days)} days of trading"


def _some(symbols: list[str]) -> str:
    return ", ".join(symbols[:NAMED]) + (", …" if len(symbols) > NAMED else "")


def _refuse_future(reading: Reading, today: np.datetime64) -> None:
    opened = [each.opened_on for each in reading.holdings or () if each.opened_on is not None]
    last = max((*reading.days, *opened), default=today)
    if last > today:
        raise UnreadableFile(f"it tells of {last}, which is still to come, so correct its dates")


def _spelt(reading: Reading, symbols: Collection[str]) -> Reading:
    """The reading with BRK B as the market has it (BRK.B), wherever the market knows the symbol under exactly one such spelling."""
    own: dict[str, list[str]] = {}
    for symbol in symbols:
        own.setdefault(_key(symbol), []).append(symbol)
    renamed = {
        each: own[_key(each)][0]
        for each in reading.symbols
        if each not in symbols and len(own.get(_key(each), ())) == 1
    }
    if not renamed:
        return reading
    held = reading.holdings
    return replace(
        reading,
        executions=tuple(_as(each, renamed) for each in reading.executions),
        trades=tuple(_as(each, renamed) for each in reading.trades),
        holdings=None if held is None else tuple(_as(each, renamed) for each in held),
    )


def _as(each: Each, renamed: dict[str, str]) -> Each:
    return replace(each, symbol=renamed.get(each.symbol, each.symbol))


def _key(symbol: str) -> str:
    return _SEPARATOR.sub(".", symbol).upper()
