"""Candidates: what the scan found in a label's bias, ranked, each with its prices, its evidence and what it trades in a session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.errors import BadTrade
from dashboard.market.bars import FloatArray, IntArray
from dashboard.regimes.labels import CHOPPY
from dashboard.sections.position.evidence_of import Group, deciding
from dashboard.sections.position.found import Found
from dashboard.sections.position.limits import Allowed
from dashboard.sections.position.record import Record
from dashboard.sizing.account import Account as Limits
from dashboard.sizing.book import traded_values
from dashboard.sizing.positions import LONG, SHORT, Candidate

MOST = 300  # best candidates that are sized: the correlations of more cost a second, and no account holds so many
TARGET_R = 2.0
WAYS = {"long": (LONG,), "short": (SHORT,), "both": (LONG, SHORT)}
RANKED_BY = (
    "the fraction of equity that the evidence recommends",
    "the share of the scan's rules that hold",
    "traded value",
)
UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, best first. rows: their places in `found`, int64. groups: by direction, the evidence that sizes it.

    in_bias: rows that the bias lets in. refused: symbol, direction and sentence of rows whose prices make no trade.
    cut: how many fell beyond MOST.
    """

    found: Found
    candidates: list[Candidate]
    rows: IntArray
    groups: dict[int, Group]
    in_bias: int
    refused: list[tuple[str, int, str]]
    cut: int

    def row_of(self, candidate: Candidate) -> int:
        """The candidate's place in `found`."""
        return int(self.rows[self.candidates.index(candidate)])


def ranked(record: Record, t: int, found: Found, label: int, allowed: Allowed, limits: Limits) -> Ranked:
    """The candidates of session t as the label of that code has them."""
    regime = int(np.sign(label - CHOPPY))
    ways = WAYS[allowed.rule.bias] if allowed.rule.entries else ()
    groups = {way: deciding(record, t, way, regime, limits.kelly_multiple) for way in ways}
    rows = np.flatnonzero(np.isin(found.direction, list(ways)))
    traded = traded_values(record.panel.close[: t + 1], record.panel.volume[: t + 1], found.column[rows])
    order = _order(record, found, rows, traded, groups)
    kept = order[:MOST]
    candidates, places, refused = [], [], []
    stops = found.stops(label)
    for place in kept.tolist():
        row = int(rows[place])
        try:
            candidates.append(_candidate(record, found, row, float(stops[row]), float(traded[place]), groups, limits))
            places.append(row)
        except BadTrade as error:
            symbol = record.panel.symbols[int(found.column[row])]
            refused.append((symbol, int(found.direction[row]), str(error)))
    return Ranked(
        found, candidates, np.array(places, dtype=np.int64), groups, len(rows), refused, len(order) - len(kept)
    )


def _order(record: Record, found: Found, rows: IntArray, traded: FloatArray, groups: dict[int, Group]) -> IntArray:
    """Places in `rows`, best first, as RANKED_BY says; of equals by symbol, which is the order of the columns."""
    sizes = {way: -1.0 if one.evidence.recommended is None else one.evidence.recommended for way, one in groups.items()}
    size = np.array([sizes[way] for way in found.direction[rows].tolist()], dtype=np.float64)
    share = np.nan_to_num(found.score[rows] / found.out_of[rows], nan=-1.0)
    return np.lexsort((found.column[rows], -np.nan_to_num(traded, nan=-1.0), -share, -size))


def _candidate(
    record: Record, found: Found, row: int, stop: float, traded: float, groups: dict[int, Group], limits: Limits
) -> Candidate:
    instrument = record.panel.instruments[int(found.column[row])]
    way, entry = int(found.direction[row]), float(found.entry[row])
    target = entry + way * TARGET_R * abs(entry - stop)
    evidence = groups[way].evidence
    return Candidate(
        symbol=instrument.symbol, direction=way, entry=entry, stop=stop, target=target if target > 0.0 else None,
        kelly=evidence.recommended, expected_r=evidence.mean_r, sector=instrument.sector or None,
        traded_value=None if np.isnan(traded) else traded, lot=limits.lot_of(instrument.symbol),
    )  # fmt: skip
