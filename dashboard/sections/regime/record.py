"""What the regime section keeps beside its series, so that every view of every session is a slice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.market.published import Published
from dashboard.regimes.engine import Regimes
from dashboard.regimes.labels import Ages, CodeArray
from dashboard.scanner.hits import Scan
from dashboard.scanner.readings import Reading, Readings
from dashboard.section import Result
from dashboard.sections.regime.markets import Benchmark


@dataclass(frozen=True)
class Own:
    """The benchmark's own sessions, n of them: the only ones on which a regime moves. See `Regimes` for the figures."""

    row: IntArray
    close: FloatArray
    score: FloatArray
    confidence: FloatArray
    base_rate: FloatArray
    held: FloatArray
    calm: FloatArray
    jump_bull: FloatArray
    labels: CodeArray
    direction: CodeArray
    blocked: CodeArray
    age: Ages


@dataclass(frozen=True)
class Record:
    """regimes: the engine's, over the T sessions. scan, readings: the built-in scan, and the reading of each session.

    running: the newest imported reading of a session that has no bars yet. seen: int64 [T, 6], the last session up to each on
    which a component was there, −1 before its first. with_implied: bool [T], whether the volatility index spoke. schedule, published:
    the panel's. sessions: [T].
    """

    regimes: Regimes
    scan: Scan
    readings: Readings
    running: Reading | None
    benchmark: Benchmark
    volatility: str | None
    stocks: int
    seen: IntArray
    with_implied: FloatArray
    sessions: SessionArray
    schedule: SessionArray
    published: tuple[Published, ...]

    @cached_property
    def own(self) -> Own:
        """The figures of the benchmark's own sessions, cut out once."""
        found, row = self.regimes, self.regimes.own
        names = [name for name in Own.__dataclass_fields__ if name != "row"]
        return Own(row, **{name: np.ascontiguousarray(getattr(found, name)[row]) for name in names})

    @cached_property
    def changed(self) -> IntArray:
        """The places among the own sessions on which the label is not the one before, the first label included."""
        labels = self.own.labels
        return np.flatnonzero((labels >= 0) & (np.diff(labels, prepend=np.int8(-1)) != 0))

    def place(self, t: int) -> int:
        """The place among the own sessions of the last one up to session t; −1 before the first."""
        return int(np.searchsorted(self.regimes.own, t, side="right")) - 1


def record_of(result: Result) -> Record:
    """The record of a computed result."""
    return cast(Record, result.detail)
