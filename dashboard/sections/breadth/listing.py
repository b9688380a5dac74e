"""The symbols worth naming at each session: who crossed an average, the best, the worst, the unusually traded."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at

CHUNKS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Listing:
    """The listed symbols of sessions start..start + t: kinds int8, symbols int32, values float64 [.., VALUES], offsets int64 [t + 1]."""

    start: int
    offsets: IntArray
    kinds: NDArray[np.int8]
    symbols: NDArray[np.int32]
    values: FloatArray

    @property
    def stop(self) -> int:
        """The session after the last."""
        return self.start + len(self.offsets) - 1


Listings = tuple[Listing, ...]


def listed_at(listings: Listings, t: int) -> tuple[NDArray[np.int8], NDArray[np.int32], FloatArray]:
    """Kinds, symbols and values of session t: crossings by symbol, rankings best first."""
    part = listings[bisect_right([listing.start for listing in listings], t) - 1]
    listed = slice(part.offsets[t - part.start], part.offsets[t - part.start + 1])
    kinds, symbols, values = part.kinds[listed], part.symbols[listed], part.values[listed]
    order = np.argsort(np.where(kinds <= at.DOWN_200, symbols, len(symbols) + symbols.max(initial=0)), kind="stable")
    return kinds[order], symbols[order], values[order]


def extended(listings: Listings, new: Listing) -> Listings:
    """The listings and one more. The first, long one is never copied, the short ones now and then: a session stays cheap."""
    if len(listings) <= CHUNKS_KEPT:
        return (*listings, new)
    return (listings[0], _joined((*listings[1:], new)))


def _joined(parts: Listings) -> Listing:
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    return Listing(
        parts[0].start,
        np.concatenate([[0], np.cumsum(counts)]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.symbols for part in parts]),
        np.concatenate([part.values for part in parts]),
    )
