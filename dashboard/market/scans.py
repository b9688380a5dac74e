"""Imported scans: which tickers another scanner found, long or short, daily or hourly, and which two files make one reading.

1. A file is one scan: direction, kind, and the exchange's own time, all from its name. A file of headers alone is an *empty*
   scan, of 0 tickers; a file that is not there is *missing*, which is nothing at all and never 0.
2. A long and a short scan of one kind, at most PAIR_MINUTES apart, make a reading. Half a pair waits for its other half and
   counts for nothing: read as "0 of the other side" it once turned a market around.
3. A scan belongs to the last session that had opened by its time: one made at 10:00 to that day, one made before the open, at
   the weekend or after midnight to the session before. So does a reading, by the later of its two scans.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import IntArray, SessionArray

KINDS = ("daily", "hourly")
LONG, SHORT = 1, -1
PAIR_MINUTES = 15
DAILY, HOURLY = range(len(KINDS))

MomentArray = NDArray[np.datetime64]  # always datetime64[s], by the exchange's own clock
CodeArray = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class ScanRows:
    """What a scan found, in its order: R tickers, each once. score, out_of: None where the file has none that makes sense ("6.5/9"
    is 6.5 out of 9). conditions: the text of the file's Conditions_Met, never evaluated, "" where there is none."""

    ticker: tuple[str, ...] = ()
    score: tuple[float | None, ...] = ()
    out_of: tuple[float | None, ...] = ()
    conditions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ticker)


@dataclass(frozen=True, slots=True)
class ScanFile:
    """One scan as it stands in a file. at: datetime64[s], the exchange's own time; direction: LONG or SHORT; kind: of KINDS."""

    kind: str
    direction: int
    at: np.datetime64
    rows: ScanRows


@dataclass(frozen=True)
class Readings:
    """P pairs of a long and a short scan, in the order in which they became complete.

    kind: int8 [P], index into KINDS. at: datetime64[s] [P], the time of the later scan, from which the reading is known. session:
    datetime64[D] [P]. long, short: int64 [P], how many tickers. long_scan, short_scan: int64 [P], which of the scans. waiting:
    int64 [W], the scans that are half a pair, oldest first.
    """

    kind: CodeArray
    at: MomentArray
    session: SessionArray
    long: IntArray
    short: IntArray
    long_scan: IntArray
    short_scan: IntArray
    waiting: IntArray

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True)
class ImportedScans:
    """F scans, sorted by time, then kind, then direction; immutable.

    kind, direction: int8 [F]. at: datetime64[s] [F]. session: datetime64[D] [F], the one it belongs to, NaT where that is before
    the market's first. count: int64 [F] tickers; 0 is an empty scan. text: each scan's rows as JSON, read when they are asked for.
    """

    kind: CodeArray
    direction: CodeArray
    at: MomentArray
    session: SessionArray
    count: IntArray
    text: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.at)

    def rows(self, scan: int) -> ScanRows:
        """What one of the scans found."""
        return rows_of(self.text[scan])

    @cached_property
    def readings(self) -> Readings:
        """The pairs that the scans make."""
        return pair(self)

    def until(self, session: np.datetime64) -> ImportedScans:
        """The scans that belong to sessions up to this one: all that its figures may rest on."""
        kept = np.flatnonzero(self.session <= session)  # NaT is not
        return self if len(kept) == len(self) else self._take(kept)

    def same_as(self, other: ImportedScans) -> bool:
        """Whether these are the same scans with the same rows."""
        arrays = ("kind", "direction", "at", "session")
        equal = all(np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays)
        return equal and self.text == other.text

    def _take(self, kept: IntArray) -> ImportedScans:
        columns = {name: getattr(self, name)[kept] for name in ("kind", "direction", "at", "session", "count")}
        return replace(self, **columns, text=tuple(self.text[scan] for scan in kept.tolist()))


def imported_scans(found: Sequence[tuple[int, int, np.datetime64, int, str]], sessions: SessionArray) -> ImportedScans:
    """Scans from rows of (kind, direction, at, count, text), and the session each belongs to (`session_of`), in any order."""
    at = np.array([each[2] for each in found], dtype="datetime64[s]")
    kind, direction = (np.array([each[place] for each in found], dtype=np.int8) for place in (0, 1))
    order = np.lexsort((direction, kind, at))
    count = np.array([each[3] for each in found], dtype=np.int64)
    text = tuple(found[scan][4] for scan in order.tolist())
    return ImportedScans(kind[order], direction[order], at[order], sessions[order], count[order], text)


def session_of(at: MomentArray, schedule: SessionArray, opens: MomentArray) -> SessionArray:
    """The last session that had opened by each moment, datetime64[D]; NaT before the first.

    schedule: datetime64[D] [K], ascending. opens: datetime64[s] [K], when each of them opens, by the exchange's own clock.
    """
    place = np.searchsorted(opens, at, side="right") - 1
    found = schedule[np.maximum(place, 0)] if len(schedule) else np.zeros(len(at), dtype="datetime64[D]")
    return np.where(place >= 0, found, np.datetime64("NaT", "D"))


def pair(scans: ImportedScans) -> Readings:
    """The readings that scans make, going through them in the order of their times.

    A scan is paired with the newest one of the other direction and its own kind that is still alone and not too old. A newer scan
    of the same direction takes the place of one that waits. A scan that was saved twice under one time counts once.
    """
    alone: dict[tuple[int, int], int] = {}
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    keys = list(zip(scans.at.tolist(), scans.kind.tolist(), scans.direction.tolist(), strict=True))
    for scan, (at, kind, direction) in enumerate(keys):
        if keys[scan + 1 : scan + 2] == [(at, kind, direction)]:
            continue  # saved twice: the next one is the same scan
        other = alone.get((kind, -direction))
        if other is not None and at - keys[other][0] <= timedelta(minutes=PAIR_MINUTES):
            del alone[kind, -direction]
            pairs.append((scan, other) if direction == LONG else (other, scan))
            waiting.remove(other)
        else:
            alone[kind, direction] = scan
            waiting.append(scan)
    return _readings(scans, pairs, waiting)


def _readings(scans: ImportedScans, pairs: list[tuple[int, int]], waiting: list[int]) -> Readings:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    later = both.max(axis=1, initial=-1) if len(both) else both[:, 0]
    return Readings(
        kind=scans.kind[later],
        at=scans.at[later],
        session=scans.session[later],
        long=scans.count[both[:, 0]],
        short=scans.count[both[:, 1]],
        long_scan=both[:, 0],
        short_scan=both[:, 1],
        waiting=np.array(waiting, dtype=np.int64),
    )


def text_of(rows: ScanRows) -> str:
    """A scan's rows as JSON, columnar; `rows_of` reads it back."""
    return json.dumps({name: getattr(rows, name) for name in ScanRows.__slots__}, separators=(",", ":"))


def rows_of(text: str) -> ScanRows:
    """The rows that `text_of` wrote."""
    return ScanRows(**{name: tuple(column) for name, column in json.loads(text).items()})


NO_SCANS = imported_scans((), np.array([], dtype="datetime64[D]"))
