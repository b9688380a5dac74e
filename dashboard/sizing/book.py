"""A book of holdings over the record: what today's positions would have made on each session, and how they trade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

SILENT = 10  # sessions after which a stock's last close is no price any more
LEAST_COVERAGE = 0.6  # of the book's gross value; below it a session says nothing about the book
TRADED_SESSIONS = 20
FEWEST_TRADED = 10
GAPS = 252  # own bars
FEWEST_GAPS = 100
BAD_GAP = 0.99


@dataclass(frozen=True)
class BookReturns:
    """Today's book on every session, [T]: returns float64, a fraction of equity, NaN where not known; coverage float64, the share
    of the book's gross value whose return is known."""

    returns: FloatArray
    coverage: FloatArray


def book_returns(close: FloatArray, columns: IntArray, weights: FloatArray) -> BookReturns:
    """What positions of these weights would have made on each session of close, float64 [T, N], NaN where a stock did not trade.

    columns: int64 [C], −1 for what is no part of the market. weights: float64 [C], value over equity, below 0 when short; the
    same on every session, as in any historical simulation: the book as it is, in the markets that were. Missing bars:
    - a listed stock without a bar keeps its last close: it makes nothing, and all that happened on its next bar;
    - silent for more than SILENT sessions, or before its first bar, it is not known, and the others stand for it in proportion;
    - with less than 60 % of the gross value known the session is NaN.
    A session's return depends on nothing after it.
    """
    count = len(close)
    if len(columns) == 0 or not np.abs(weights).sum() > 0.0:
        return BookReturns(np.full(count, np.nan), np.zeros(count))
    returns, coverage = np.empty(count), np.empty(count)
    add_up(
        np.ascontiguousarray(close),
        columns.astype(np.int64),
        np.ascontiguousarray(weights, np.float64),
        returns,
        coverage,
    )
    return BookReturns(returns, coverage)


@compiled
def add_up(
    close: FloatArray, columns: IntArray, weights: FloatArray, returns: FloatArray, coverage: FloatArray
) -> None:
    """Session by session, position by position; `last` and `seen` are each position's last close and when it was."""
    last, seen = np.full(len(columns), np.nan), np.full(len(columns), -SILENT - 1)
    gross = np.abs(weights).sum()
    for t in range(len(close)):
        made, known = 0.0, 0.0
        for k in range(len(columns)):
            if columns[k] < 0:
                continue
            price = close[t, columns[k]]
            if t - seen[k] <= SILENT:
                known += abs(weights[k])
                made += 0.0 if np.isnan(price) else weights[k] * (price / last[k] - 1.0)
            if not np.isnan(price):
                last[k], seen[k] = price, t
        coverage[t] = known / gross
        returns[t] = made / coverage[t] if coverage[t] >= LEAST_COVERAGE else np.nan


def traded_values(close: FloatArray, volume: FloatArray, columns: IntArray) -> FloatArray:
    """Mean of close · volume over the last 20 sessions, of the bars with a volume, in money, float64 [C].

    close, volume: float64 [T, N]. NaN with fewer than 10 such bars, and for a column of −1.
    """
    value = (close[-TRADED_SESSIONS:] * volume[-TRADED_SESSIONS:])[:, np.maximum(columns, 0)]
    known = ~np.isnan(value) & (columns >= 0)
    count = known.sum(axis=0)
    total = np.where(known, value, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(len(columns), np.nan), where=count >= FEWEST_TRADED))


def bad_gaps(open_: FloatArray, close: FloatArray, columns: IntArray, directions: IntArray) -> FloatArray:
    """How far a bad opening goes against each position: one in a hundred is worse, a fraction of the close before, float64 [C].

    open_, close: float64 [T, N]. directions: 1 long, −1 short. Of the last 252 gaps between an own close and the next own open;
    NaN with fewer than 100, and for a column of −1. Never below 0.
    """
    found = np.full(len(columns), np.nan)
    for k, (column, way) in enumerate(zip(columns, directions, strict=True)):
        if column >= 0:
            found[k] = _bad_gap(open_[:, column], close[:, column], int(way))
    return found


def _bad_gap(opened: FloatArray, closed: FloatArray, way: int) -> float:
    traded = ~np.isnan(closed)
    gaps = -way * (opened[traded][1:] / closed[traded][:-1] - 1.0)[-GAPS:]
    known = np.sort(gaps[~np.isnan(gaps)])
    return max(0.0, float(known[int(len(known) * BAD_GAP)])) if len(known) >= FEWEST_GAPS else float("nan")
