"""What breadth keeps beside its series, so that every view of every session is a slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Instrument
from dashboard.section import Result


@dataclass(frozen=True)
class Record:
    """by_sector, total, medians, listings: the tally's. sector_members: int64 [T, G]. label_since: int64 [T], -1 without a label.

    sectors: the G groups' names, () when no sector is known. instruments: the stocks, in column order. thrusts: zweig.Thrusts.
    """

    by_sector: Any
    total: IntArray
    medians: FloatArray
    listings: Any
    sector_members: IntArray
    sectors: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    knows_listings: bool
    label_since: IntArray
    thrusts: Any


def record_of(result: Result) -> Record:
    """The record that a breadth result carries."""
    return cast(Record, result.detail)


def runs(codes: IntArray) -> IntArray:
    """The row at which the run of equal codes that t belongs to began, int64 [T]; rows with a negative code are skipped (-1)."""
    since = np.full(len(codes), -1, dtype=np.int64)
    own = np.flatnonzero(codes >= 0)
    if len(own):
        changed = np.concatenate([[True], codes[own][1:] != codes[own][:-1]])
        since[own] = own[np.maximum.accumulate(np.where(changed, np.arange(len(own)), 0))]
    return since
