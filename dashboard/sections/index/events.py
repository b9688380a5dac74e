"""Divergences as arrays, one entry for each, so that any session's list of them with their status then is a slice."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray

KINDS = ("rsi_regular", "rsi_hidden", "macd_regular", "macd_hidden", "dow_non_confirmation", "breadth")
RSI_REGULAR, RSI_HIDDEN, MACD_REGULAR, MACD_HIDDEN, DOW, BREADTH = range(6)
DIRECTIONS = {1: "bullish", -1: "bearish"}
STATUSES = ("open", "confirmed", "failed", "expired")
OPEN, CONFIRMED, FAILED, EXPIRED = range(4)
NO_ROW = -1


@dataclass(frozen=True)
class Divergences:
    """D divergences in the order in which they became known. Rows are the panel's, int64 [D] each, NO_ROW where there is none yet.

    kind: place in KINDS. direction: 1 bullish, −1 bearish. index: place among the section's indices. earlier, pivot: the two pivots.
    known: the session that made it a divergence; nothing of it existed before. ended, status: when and how it ended, as far as
    the panel goes: at session t it has the status only when ended <= t, before that it is open. outcome_row: where the HORIZON bars
    after `known` ended. laggards: bool [D, N], for DOW the indices that did not confirm.
    float64 [D] each: price_earlier, price_pivot, the closes at the pivots; other_earlier, other_pivot, what disagreed (NaN for
    DOW); confirms_beyond, fails_beyond, the closes that end it (NaN where none does); strength, in standard deviations;
    outcome, the fraction that the index returned until outcome_row, NaN while unknown.
    """

    kind: IntArray
    direction: IntArray
    index: IntArray
    earlier: IntArray
    pivot: IntArray
    known: IntArray
    ended: IntArray
    status: IntArray
    outcome_row: IntArray
    laggards: NDArray[np.bool_]
    price_earlier: FloatArray
    price_pivot: FloatArray
    other_earlier: FloatArray
    other_pivot: FloatArray
    confirms_beyond: FloatArray
    fails_beyond: FloatArray
    strength: FloatArray
    outcome: FloatArray

    def __len__(self) -> int:
        return len(self.kind)

    def status_at(self, k: int, t: int) -> int:
        """The status of divergence k as session t knew it."""
        return int(self.status[k]) if 0 <= self.ended[k] <= t else OPEN

    def known_by(self, t: int) -> int:
        """How many were known at session t: the first so many."""
        return int(np.searchsorted(self.known, t, side="right"))


def joined(parts: list[Divergences]) -> Divergences:
    """All of them, by the session they became known, then kind, index, direction: an order that no later session changes."""
    whole = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Divergences)}
    order = np.lexsort([whole[name] for name in ("earlier", "direction", "index", "kind", "known")])
    return Divergences(**{name: values[order] for name, values in whole.items()})
