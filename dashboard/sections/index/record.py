"""What the index section keeps beside its series, so that every view of every session is a slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from dashboard.market.bars import IntArray, SessionArray
from dashboard.section import Result
from dashboard.sections.index.events import Divergences
from dashboard.sections.index.outcomes import Base


@dataclass(frozen=True)
class Record:
    """symbols, names: of the N indices. lead: the place of the benchmark among them, else 0.

    bars: int64 [T, N], own bars so far. golden, death: int64 [T, N], rows of the last crosses. months: faber.MonthEnds of each
    index; closes_on: datetime64[D] [T], the last session of the month by the timetable. trend_since: int64 [T]. found, base: the
    divergences and what they are judged by. has_stocks: whether there is a breadth to diverge from. schedule: the panel's.
    """

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    lead: int
    bars: IntArray
    golden: IntArray
    death: IntArray
    months: tuple[Any, ...]
    closes_on: SessionArray
    trend_since: IntArray
    found: Divergences
    base: Base
    has_stocks: bool
    schedule: SessionArray


def record_of(result: Result) -> Record:
    """The record that an index result carries."""
    return cast(Record, result.detail)
