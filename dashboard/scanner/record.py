"""The record of the scan: of its trades that were over by a session, how many won and what they made, in R."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.scanner.hits import Mask, Scan
from dashboard.scanner.outcomes import Outcomes
from dashboard.scanner.rules import DIRECTIONS
from dashboard.scanner.trades import NOT_ENTERED


@dataclass(frozen=True, slots=True)
class Record:
    """Trades of one direction. n: entered and over. win_rate: share with r > 0. mean_r, payoff (mean win / mean loss): in R.

    not_entered: rows that no careful trader took. open: rows found by then whose outcome was not known yet. A figure of no
    trades is None.
    """

    n: int
    win_rate: float | None
    mean_r: float | None
    payoff: float | None
    not_entered: int
    open: int


@dataclass(frozen=True, slots=True)
class RecordSeries:
    """The same at every session, [T]: n int64; win_rate, mean_r float64, NaN while there is no trade."""

    n: IntArray
    win_rate: FloatArray
    mean_r: FloatArray


def known_r(outcomes: Outcomes, t: int, where: Mask | None = None) -> FloatArray:
    """R of the trades over by the close of session t, float64 [n], in the order of the scan's rows.

    where: bool [H], the rows that count, such as those of one direction or regime; all of them if None.
    """
    return outcomes.r[_chosen(outcomes.ended(t), where)]


def record(scan: Scan, outcomes: Outcomes, t: int, where: Mask | None = None) -> dict[str, Record]:
    """What was known of the record at the close of session t, by direction ("long", "short"); where as in `known_r`."""
    return {name: _record(scan, outcomes, t, _chosen(scan.direction == way, where)) for way, name in DIRECTIONS.items()}


def record_series(scan: Scan, outcomes: Outcomes, where: Mask | None = None) -> dict[str, RecordSeries]:
    """The record as it was known at the close of every session, by direction; where as in `known_r`."""
    ended = outcomes.ended(len(scan.sessions))
    return {
        name: _series(scan, outcomes, _chosen(ended & (scan.direction == way), where))
        for way, name in DIRECTIONS.items()
    }


def _record(scan: Scan, outcomes: Outcomes, t: int, chosen: Mask) -> Record:
    known = outcomes.known(t) & chosen
    r = known_r(outcomes, t, chosen)
    found = chosen & (scan.row <= t)
    return Record(
        n=len(r),
        win_rate=float((r > 0).mean()) if len(r) else None,
        mean_r=float(r.mean()) if len(r) else None,
        payoff=_payoff(r),
        not_entered=int((known & (outcomes.how == NOT_ENTERED)).sum()),
        open=int((found & ~known).sum()),
    )


def _payoff(r: FloatArray) -> float | None:
    wins, losses = r[r > 0], r[r <= 0]
    return float(wins.mean() / -losses.mean()) if len(wins) and len(losses) and losses.any() else None


def _series(scan: Scan, outcomes: Outcomes, rows: Mask) -> RecordSeries:
    """Summed session by session in the order in which outcomes became known, so that later ones never touch earlier sums."""
    on, r, sessions = outcomes.known_on[rows], outcomes.r[rows], len(scan.sessions)
    n = np.cumsum(np.bincount(on, minlength=sessions))
    wins, total = (np.cumsum(np.bincount(on, weights=w, minlength=sessions)) for w in ((r > 0).astype(np.float64), r))
    return RecordSeries(n, *(np.divide(x, n, out=np.full(sessions, np.nan), where=n > 0) for x in (wins, total)))


def _chosen(rows: Mask, where: Mask | None) -> Mask:
    return rows if where is None else rows & where
