"""The docket: the rows of some symbols under examination, what is held against each, and the values that are struck out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import Bars, FloatArray, IntArray
from dashboard.market.panel import Kind
from dashboard.market.quality.reasons import NOTED, REASONS

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Entry:
    """Rows kept aside for one reason. rows: int64 [Q], into the docket's bars. details: one phrase per row."""

    rows: IntArray
    reason: str
    details: Sequence[str]


class Docket:
    """Rows sorted by symbol and session. `given` is False for stored bars that are only context and can't be charged."""

    def __init__(self, bars: Bars, given: BoolArray, kinds: Mapping[str, Kind]) -> None:
        self.bars = bars
        self.given = given
        self.kinds = kinds
        self.standing = np.ones(len(bars), dtype=bool)
        self.entries: list[Entry] = []
        self._values: dict[str, FloatArray] = {}

    def value(self, column: str) -> FloatArray:
        """A column as it will be stored: NaN where a value was struck out."""
        struck = self._values.get(column)
        values: FloatArray = getattr(self.bars, column) if struck is None else struck
        return values

    def set_aside(self, rows: IntArray, reason: str, details: str | Sequence[str]) -> None:
        """Take the rows out. Those already out for another reason are passed over; those of the context stay stored, but no
        longer speak for the rows that are given."""
        self._enter(rows, reason, details)
        self.standing[rows] = False

    def note(self, rows: IntArray, reason: str, details: str | Sequence[str], strike: Sequence[str] = ()) -> None:
        """Keep the rows' bars without their `strike` columns, and the rows as read aside."""
        self.strike(rows[self.given[rows]], strike)
        self._enter(rows, reason, details)

    def strike(self, rows: IntArray, columns: Sequence[str]) -> None:
        """Make the columns NaN in the rows."""
        for column in columns:
            if column not in self._values:
                self._values[column] = getattr(self.bars, column).copy()
            self._values[column][rows] = np.nan

    def clean(self) -> Bars:
        """The given rows that stand, with what was struck out of them."""
        kept = self.standing & self.given
        everything = bool(kept.all())
        bars = self.bars if everything else self.bars.take(kept)
        for name, values in self._values.items():
            bars = with_column(bars, name, values if everything else values[kept])
        return bars

    def standing_entries(self) -> Iterator[Entry]:
        """The entries, without the notes on rows that were set aside for another reason after all."""
        for entry in self.entries:
            stored = self.standing[entry.rows]
            if entry.reason in NOTED and not stored.all():
                yield Entry(
                    entry.rows[stored],
                    entry.reason,
                    [d for d, s in zip(entry.details, stored.tolist(), strict=True) if s],
                )
            else:
                yield entry

    def of_kind(self, kind: Kind) -> BoolArray:
        """Bool [R]: whether the row's symbol is of this kind; symbols without a kind are stocks."""
        by_code = np.array([self.kinds.get(symbol, "stock") == kind for symbol in self.bars.symbols], dtype=bool)
        return by_code[self.bars.code]

    def _enter(self, rows: IntArray, reason: str, details: str | Sequence[str]) -> None:
        if reason not in REASONS:
            raise KeyError(reason)
        charged = self.given[rows] & self.standing[rows]
        if not charged.any():
            return
        phrases = (
            [details] * int(charged.sum())
            if isinstance(details, str)
            else [d for d, c in zip(details, charged, strict=True) if c]
        )
        self.entries.append(Entry(rows[charged], reason, phrases))


def with_column(bars: Bars, name: str, values: FloatArray) -> Bars:
    """The bars with one column of values replaced."""
    columns: dict[str, Any] = {name: values}
    return replace(bars, **columns)
