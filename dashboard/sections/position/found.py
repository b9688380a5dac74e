"""Found: the rows of one session's scan as they can be traded, of the built-in scan or of an imported pair that stands in for it.

An imported scan only names tickers. Its entry is the close and its stop lies as the built-in scan would have laid it (.25 ATR
beyond the extreme of five own bars), so that the same rules size both; a ticker without a bar on that session, or with too few
of them, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.ranges import atr_own
from dashboard.indicators.warm_up import WARM_UP_ATR
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.scans import ScanRows
from dashboard.scanner.readings import IMPORTED, MISSING, SOURCES
from dashboard.scanner.rules import OUT_OF, STOP_ATR, SWING_BARS, WILDER_BARS
from dashboard.sections.position.compute import LEAST_STOP, STOPS
from dashboard.sections.position.record import Record

SESSIONS = 600  # looked back on for an ATR: what is older weighs nothing in Wilder's average any more


@dataclass(frozen=True, slots=True)
class Found:
    """C rows: column int64 (of the panel), direction 1 or −1, score and out_of float64 (NaN where the scan has none), entry and
    stop float64, the stop before any policy. source: "built_in", "imported" or "missing". unknown: tickers left out."""

    column: IntArray
    direction: IntArray
    score: FloatArray
    out_of: FloatArray
    entry: FloatArray
    stop: FloatArray
    source: str
    unknown: int = 0

    def stops(self, label: int) -> FloatArray:
        """Each row's stop as far away as the label's policy wants it; where the scan has it if that were no price."""
        moved = self.entry - self.direction * STOPS[label] * np.abs(self.entry - self.stop)
        return np.where(moved >= LEAST_STOP, moved, self.stop)


def found(record: Record, t: int) -> Found:
    """The rows of session t."""
    source = int(record.readings.source[t])
    if source == IMPORTED:
        return _imported(record, t)
    scan = record.scan
    rows = scan.at(t) if source != MISSING else slice(0, 0)
    label = int(record.labels[t])
    times = STOPS[label] if label >= 0 else 1.0
    entry, way = scan.entry[rows], scan.direction[rows].astype(np.int64)
    plain = entry - (entry - scan.stop[rows]) / times  # the record's stops are the policy's already
    out_of = np.full(len(entry), float(OUT_OF))
    return Found(
        scan.column[rows].astype(np.int64),
        way,
        scan.score[rows].astype(np.float64),
        out_of,
        entry,
        plain,
        SOURCES[source],
    )


def _imported(record: Record, t: int) -> Found:
    pairs, pair = record.panel.scans.readings, int(record.readings.pair[t])
    places = {symbol: column for column, symbol in enumerate(record.panel.symbols[: record.panel.stocks])}
    rows: list[tuple[int, int, float, float, float, float]] = []
    tickers = 0
    for way, scan in ((1, int(pairs.long_scan[pair])), (-1, int(pairs.short_scan[pair]))):
        told = record.panel.scans.rows(scan)
        tickers += len(told)
        for k, ticker in enumerate(told.ticker):
            row = _row(record, t, way, told, k, places.get(ticker))
            rows += [row] if row is not None else []
    columns = np.array(rows, dtype=np.float64).reshape(-1, 6).T
    column, way_of = (columns[k].astype(np.int64) for k in (0, 1))
    score, out_of, entry, stop = columns[2:]
    return Found(column, way_of, score, out_of, entry, stop, SOURCES[IMPORTED], tickers - len(rows))


def _row(
    record: Record, t: int, way: int, told: ScanRows, k: int, column: int | None
) -> tuple[int, int, float, float, float, float] | None:
    """One ticker as a row; None where it has no bar on session t or no ATR yet."""
    if column is None or np.isnan(record.panel.close[t, column]):
        return None
    since = max(0, t + 1 - SESSIONS)
    high, low, close = (getattr(record.panel, name)[since : t + 1, column] for name in ("high", "low", "close"))
    own = ~np.isnan(close)
    high, low, close = (np.ascontiguousarray(prices[own]) for prices in (high, low, close))
    if len(close) < WARM_UP_ATR or np.isnan(high[-SWING_BARS:] + low[-SWING_BARS:]).any():
        return None
    pad = STOP_ATR * float(atr_own(high, low, close, WILDER_BARS)[-1])
    stop = float(low[-SWING_BARS:].min()) - pad if way > 0 else float(high[-SWING_BARS:].max()) + pad
    score, out_of = told.score[k], told.out_of[k]
    return column, way, np.nan if score is None else score, np.nan if out_of is None else out_of, float(close[-1]), stop
