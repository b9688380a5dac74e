"""Scan: the rows of the reversal scan at every session of a panel, columnar, and how many stocks it could judge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.scanner.rules import DIRECTIONS, OUT_OF, RULES, TARGETS

Bits = NDArray[np.uint8]
SmallArray = NDArray[np.int8]
Places = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Scan:
    """H rows over T sessions of S stocks, sorted by session, then score (highest first), then symbol.

    symbols: the S stocks, in the panel's order. row, column: int32 [H], the session's index and the stock's. direction: int8 [H],
    1 long, −1 short. rules, judged: uint8 [H], bit k is whether rule RULES[k] holds, and whether its figures were all there.
    entry, stop: float64 [H], prices. offsets: int64 [T + 1]: session t's rows are offsets[t]:offsets[t + 1].
    members, traded, able: int64 [T], listed stocks; those with a bar; those of them that could have made a row (a stop, and five
    rules that could be judged). memory, columns: what the next scan continues from, and where the rows lie.
    """

    sessions: SessionArray
    symbols: tuple[str, ...]
    row: Places
    column: Places
    direction: SmallArray
    rules: Bits
    judged: Bits
    entry: FloatArray
    stop: FloatArray
    offsets: IntArray
    members: IntArray
    traded: IntArray
    able: IntArray
    memory: Any
    columns: Any

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def score(self) -> IntArray:
        """How many of the seven rules hold, int64 [H], 5 to 7."""
        return rules_held(self.rules)

    @cached_property
    def out_of(self) -> IntArray:
        """How many of the seven rules could be judged, int64 [H]."""
        return rules_held(self.judged)

    @cached_property
    def risk(self) -> FloatArray:
        """R per share, |entry − stop|, float64 [H], always positive."""
        return np.abs(self.entry - self.stop)

    @cached_property
    def target2(self) -> FloatArray:
        """The price two R beyond the entry, float64 [H]; a short's may be below zero, and is then never reached."""
        return self._beyond(TARGETS[0])

    @cached_property
    def target3(self) -> FloatArray:
        """The price three R beyond the entry, float64 [H]."""
        return self._beyond(TARGETS[1])

    @cached_property
    def longs(self) -> IntArray:
        """Long rows per session, int64 [T]."""
        up_to = np.concatenate([[0], np.cumsum(self.direction > 0)])
        return np.diff(up_to[self.offsets])

    @cached_property
    def shorts(self) -> IntArray:
        """Short rows per session, int64 [T]: all the others."""
        return np.diff(self.offsets) - self.longs

    def at(self, t: int) -> slice:
        """The rows of session t."""
        return slice(int(self.offsets[t]), int(self.offsets[t + 1]))

    def rules_of(self, hit: int) -> dict[str, bool | None]:
        """The rules of one row by name: whether each holds, None where it could not be judged."""
        rules, judged = int(self.rules[hit]), int(self.judged[hit])
        return {name: bool(rules >> k & 1) if judged >> k & 1 else None for k, name in enumerate(RULES)}

    def table(self, t: int) -> dict[str, list[Any]]:
        """The rows of session t as columns of plain values, ready to be shown: best first."""
        rows = self.at(t)
        hits = range(rows.start, rows.stop)
        return {
            "symbol": [self.symbols[column] for column in self.column[rows].tolist()],
            "direction": [DIRECTIONS[way] for way in self.direction[rows].tolist()],
            "score": self.score[rows].tolist(),
            "out_of": self.out_of[rows].tolist(),
            "rules": [[name for name, holds in self.rules_of(hit).items() if holds] for hit in hits],
            "entry": self.entry[rows].tolist(),
            "stop": self.stop[rows].tolist(),
            "target2": self.target2[rows].tolist(),
            "target3": self.target3[rows].tolist(),
            "risk": self.risk[rows].tolist(),
        }

    def _beyond(self, multiple: float) -> FloatArray:
        return self.entry + self.direction * multiple * self.risk


def rules_held(codes: Bits) -> IntArray:
    """How many rules each code of bits holds, int64, its shape."""
    return np.array([code.bit_count() for code in range(1 << OUT_OF)], dtype=np.int64)[codes]
