"""What the section keeps beside its series, so that every view of every session is a slice, or one symbol's own bars worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.scanner.readings import Readings
from dashboard.section import Result
from dashboard.sections.timeframe.calendar import Calendar
from dashboard.sections.timeframe.pages import Pages


@dataclass(frozen=True)
class Record:
    """panel: what it was computed on. pages: the closed scores. followed: float64 [T, BUCKETS, OUTCOME], the outcomes that had ended by
    each session. counts: int32 [COUNTS, T]. benchmark: its column, None in a market without any index; indices: their columns.
    readings: the scans' counts of each session."""

    panel: Panel
    calendar: Calendar
    pages: Pages
    followed: FloatArray
    counts: IntArray
    benchmark: int | None
    indices: tuple[int, ...]
    readings: Readings


def record_of(result: Result) -> Record:
    """The record that a timeframe result carries."""
    return cast(Record, result.detail)
