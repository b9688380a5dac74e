"""The reading of every session: how many stocks a scan found long and short, and whose scan it was.

1. Where a pair of imported scans belongs to the session, it is the reading: the last daily pair, or else the last hourly one.
2. Elsewhere the built-in scan is, from the first session on which it could judge a stock.
3. Where neither is, there is no reading, which is not one of 0 and 0. Nothing is carried over from an earlier session: a count
   of last week is no count of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray
from dashboard.market.panel import Panel
from dashboard.market.scans import DAILY, KINDS, MomentArray
from dashboard.market.scans import Readings as Pairs
from dashboard.scanner.hits import Scan

SOURCES = ("missing", "built_in", "imported")
MISSING, BUILT_IN, IMPORTED = range(len(SOURCES))
SHRINK = 20.0  # rows that say nothing, added to those found, so that 1 against 0 is .05 and not 1


@dataclass(frozen=True)
class Readings:
    """One reading a session, [T]. long, short: float64, NaN where missing. source: int8, index into SOURCES.

    pair: int64, which of the imported pairs (`panel.scans.readings`), −1 where it is none. at: datetime64[s], the exchange's time
    of the pair's later scan, NaT where it is none. kind: int8, index into `scans.KINDS`; the built-in scan is daily.
    """

    long: FloatArray
    short: FloatArray
    source: NDArray[np.int8]
    pair: NDArray[np.int64]
    at: MomentArray
    kind: NDArray[np.int8]

    @cached_property
    def balance(self) -> FloatArray:
        """(long − short) / (long + short + 20), float64 [T] in (−1, 1), NaN where missing; 0 and 0 is 0."""
        return (self.long - self.short) / (self.long + self.short + SHRINK)


@dataclass(frozen=True, slots=True)
class Reading:
    """One session's reading in plain values. at: ISO, None for the built-in scan. age_sessions: 0, as none is ever carried over."""

    long: int
    short: int
    balance: float
    source: str
    kind: str
    at: str | None
    age_sessions: int = 0


def readings(panel: Panel, scan: Scan) -> Readings:
    """The reading of each of the panel's T sessions, from its imported scans and its built-in one."""
    able = scan.able > 0
    pair = _pair_of_session(panel)
    imported, pairs = pair >= 0, panel.scans.readings
    chosen = pair[imported]
    long, short = (np.where(able, counts, np.nan) for counts in (scan.longs, scan.shorts))
    long[imported], short[imported] = pairs.long[chosen], pairs.short[chosen]
    at = np.full(len(pair), np.datetime64("NaT", "s"))
    at[imported] = pairs.at[chosen]
    kind = np.full(len(pair), DAILY, dtype=np.int8)
    kind[imported] = pairs.kind[chosen]
    source = np.where(imported, IMPORTED, np.where(able, BUILT_IN, MISSING)).astype(np.int8)
    return Readings(long, short, source, pair, at, kind)


def reading(of: Readings, t: int) -> Reading | None:
    """Session t's reading; None where there is none."""
    if of.source[t] == MISSING:
        return None
    at = None if np.isnat(of.at[t]) else str(of.at[t])
    counts = int(of.long[t]), int(of.short[t])
    return Reading(*counts, float(of.balance[t]), SOURCES[of.source[t]], KINDS[of.kind[t]], at)


def running(panel: Panel) -> Reading | None:
    """The newest imported pair of a session that has no bars yet, None where there is none.

    It is shown beside the figures and is never one of them: they are the last close's.
    """
    pairs = panel.scans.readings
    later = np.flatnonzero(pairs.session > panel.sessions[-1])
    if not len(later):
        return None
    newest = int(later[-1])
    long, short = int(pairs.long[newest]), int(pairs.short[newest])
    balance = (long - short) / (long + short + SHRINK)
    return Reading(long, short, balance, SOURCES[IMPORTED], KINDS[pairs.kind[newest]], str(pairs.at[newest]))


def _pair_of_session(panel: Panel) -> NDArray[np.int64]:
    """The imported pair that each session reads, int64 [T], −1 where it has none: of several the last daily one, else the last."""
    chosen = np.full(len(panel.sessions), -1, dtype=np.int64)
    pairs = panel.scans.readings
    rows = _rows(panel, pairs)
    for of_kind in (pairs.kind != DAILY, pairs.kind == DAILY):
        for pair in np.flatnonzero(of_kind & (rows >= 0)):  # ascending in time: the last one stays
            chosen[rows[pair]] = pair
    return chosen


def _rows(panel: Panel, pairs: Pairs) -> NDArray[np.int64]:
    """The panel's row of each pair's session, −1 where that is none of its sessions."""
    rows = np.searchsorted(panel.sessions, pairs.session)
    inside = np.minimum(rows, len(panel.sessions) - 1)
    return np.where(panel.sessions[inside] == pairs.session, inside, -1)
