"""Bars: one file's or one generator's rows as columns, before and after the quality checks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
SessionArray = NDArray[np.datetime64]  # always datetime64[D]

PRICE_COLUMNS = ("open", "high", "low", "close")
VALUE_COLUMNS = (*PRICE_COLUMNS, "adj_close", "volume")


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of daily bars, columnar, all arrays of length R.

    symbols: the distinct symbols, in order of first appearance. code: int64 [R], index into `symbols`.
    session: datetime64[D] [R]. open, high, low, close, adj_close, volume: float64 [R], NaN where the source has no value
    (a file with only a close has NaN open, high and low; adj_close is all NaN where the source has none).
    line: int64 [R], 1-based line in the file (for Parquet: 1-based row), for the quarantine's report.
    """

    symbols: tuple[str, ...]
    code: IntArray
    session: SessionArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    adj_close: FloatArray
    volume: FloatArray
    line: IntArray

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: NDArray[np.bool_] | IntArray) -> Bars:
        """The given rows (a mask or indices), with the same `symbols`."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "symbols"}
        return Bars(symbols=self.symbols, **columns)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Rows kept aside, columnar, all of length Q: where each stood and why it is not trusted.

    bars: the rows as read. reason: object array [Q] of the short names in `quality.REASONS`. detail: object array [Q], one
    short human phrase each ("close 17.87 outside low 35.4 and high 36.1").
    """

    bars: Bars
    reason: NDArray[np.object_]
    detail: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.bars)


def joined(*parts: Bars) -> Bars:
    """The rows of all, one after the other; of thousands at once, as pair by pair each would be copied thousands of times."""
    symbols = tuple(dict.fromkeys(symbol for part in parts for symbol in part.symbols))
    place = {symbol: code for code, symbol in enumerate(symbols)}
    recoded = [np.array([place[s] for s in part.symbols], dtype=np.int64)[part.code] for part in parts]
    names = ("session", *VALUE_COLUMNS, "line")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return replace(parts[0], symbols=symbols, code=np.concatenate(recoded), **columns)


def by_symbol(bars: Bars) -> dict[str, Bars]:
    """The rows of each symbol that has any, as bars of nothing else, in the order in which they stand."""
    parted = bars.take(np.argsort(bars.code, kind="stable"))
    ends = np.searchsorted(parted.code, np.arange(len(bars.symbols) + 1)).tolist()
    found = {}
    for symbol, begin, end in zip(bars.symbols, ends, ends[1:], strict=False):
        if begin < end:
            own = parted.take(np.arange(begin, end))
            found[symbol] = replace(own, symbols=(symbol,), code=np.zeros_like(own.code))
    return found
