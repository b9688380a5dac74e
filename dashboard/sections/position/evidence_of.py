"""Evidence by direction and regime: the trader's own closed trades where there are enough of them, else the scan's outcomes.

A trade belongs to the regime that was known when it was entered: that of the session before its entry. Both kinds of evidence are
cut at session t by when a trade was over, so that a past session sees what its close allowed to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.scanner.rules import DIRECTIONS
from dashboard.scanner.trades import HOLD_BARS
from dashboard.sections.position.record import Record
from dashboard.sizing.evidence import FEWEST_TRADES, Evidence, evidence

SEED = 20180207
FORTNIGHT = 14  # days: own trades entered within one are no separate evidence, as rows of ten sessions are none
REGIMES = {None: None, -1: "bear", 0: "neutral", 1: "bull"}
OWN, SCANNER, OF_KIND = "own_trades", "scanner", "of_kind"
SOURCES = {
    OWN: "your own closed trades with a stop, fees included",
    SCANNER: "the outcomes of the reversal scan's candidates, entered at the next open, 10 bps each way",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The evidence of one direction (1, −1) in one regime (−1, 0, 1; None: in all of them), from one source, c applied."""

    direction: int
    regime: int | None
    source: str
    evidence: Evidence

    @property
    def is_told(self) -> bool:
        """Whether the trades suffice for an estimate."""
        return self.evidence.recommended is not None


@dataclass(frozen=True, slots=True)
class Trades:
    """Closed trades: R float64 [n], block int64 [n], direction and regime int8 [n] (regime 2: none was known)."""

    r: FloatArray
    block: IntArray
    direction: IntArray
    regime: IntArray


@dataclass(frozen=True, slots=True)
class Kind:
    """The scan's trades of one direction and regime that were entered and are over by the newest session, in the order of their rows.

    r float64 [n], block int64 [n], known_on: the session on which each was over; ends: these, ascending.
    """

    r: FloatArray
    block: IntArray
    known_on: IntArray
    ends: IntArray


def group(record: Record, t: int, direction: int, regime: int | None, multiple: float) -> Group:
    """The evidence at session t; multiple: c."""
    source = source_of(record, t, direction)
    known: Evidence = _of_own(record, t, direction, regime) if source == OWN else _of_scan(record, t, direction, regime)
    size = None if known.recommended is None else multiple * known.recommended
    return Group(direction, regime, source, replace(known, recommended=size))


def groups(record: Record, t: int, multiple: float) -> Iterator[Group]:
    """Every group of session t: each direction in all regimes, then in each of them."""
    for direction in DIRECTIONS:
        for regime in REGIMES:
            yield group(record, t, direction, regime, multiple)


def deciding(record: Record, t: int, direction: int, regime: int, multiple: float) -> Group:
    """The group that sizes such a trade: of its own regime where enough trades tell, else of all regimes together."""
    narrow = group(record, t, direction, regime, multiple)
    return narrow if narrow.is_told else group(record, t, direction, None, multiple)


def source_of(record: Record, t: int, direction: int) -> str:
    """Which trades are evidence in this direction: one's own from FEWEST_TRADES on, else the scan's."""
    return OWN if int((own_trades(record, t).direction == direction).sum()) >= FEWEST_TRADES else SCANNER


def own_trades(record: Record, t: int) -> Trades:
    """The trader's own trades that were over by session t and have an R."""
    found: Trades = record.once((t, OWN), lambda: _own(record, t))
    return found


def _own(record: Record, t: int) -> Trades:
    known = [(trade, r) for trade in record.book(t).trades if (r := trade.r) is not None]
    entered = np.array([trade.entry_on for trade, _ in known], dtype="datetime64[D]")
    before = np.searchsorted(record.sessions, entered) - 1  # the last session that was over when it was entered
    has_label = (before >= 0) & (record.labels[before] >= 0)
    return Trades(
        np.array([r for _, r in known], dtype=np.float64),
        entered.astype(np.int64) // FORTNIGHT,
        np.array([trade.sign for trade, _ in known], dtype=np.int64),
        np.where(has_label, record.regimes.direction[before], 2).astype(np.int64),
    )


def _of_own(record: Record, t: int, direction: int, regime: int | None) -> Evidence:
    """The evidence of the trader's own trades with c = 1, which `group` multiplies."""
    own = own_trades(record, t)
    chosen = (own.direction == direction) & (True if regime is None else own.regime == regime)
    known: Evidence = record.once((t, OWN, direction, regime), lambda: _worked_out(own.r[chosen], own.block[chosen]))
    return known


def _of_scan(record: Record, t: int, direction: int, regime: int | None) -> Evidence:
    """The evidence of the scan's trades with c = 1; sessions between which none ended share it."""
    of_kind: Kind = record.once((OF_KIND, direction, regime), lambda: _of_kind(record, direction, regime))
    over = int(np.searchsorted(of_kind.ends, t, side="right"))

    def work_out() -> Evidence:
        chosen = of_kind.known_on <= t
        return _worked_out(of_kind.r[chosen], of_kind.block[chosen])

    known: Evidence = record.once((SCANNER, direction, regime, over), work_out)
    return known


def _worked_out(outcomes: FloatArray, blocks: IntArray) -> Evidence:
    return evidence(outcomes, seed=SEED, multiple=1.0, blocks=blocks)


def _of_kind(record: Record, direction: int, regime: int | None) -> Kind:
    scan = record.scan
    chosen = record.outcomes.ended(len(record.sessions) - 1) & (scan.direction == direction)
    if regime is not None:
        chosen &= (record.labels[scan.row] >= 0) & (record.directions() == regime)
    rows = np.flatnonzero(chosen)
    known_on = record.outcomes.known_on[rows].astype(np.int64)
    return Kind(record.outcomes.r[rows], scan.row[rows].astype(np.int64) // HOLD_BARS, known_on, np.sort(known_on))
