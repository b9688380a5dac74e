"""What became of the scan's rows: each a trade taken as a careful trader takes it, told in R on the session on which it ended.

1. A row of session t is an order for the stock's next bar: in at its open. No entry when the stock does not trade within
   SILENT sessions, when its bar has no open, or when the open leaves less than LEAST_RISK or as much as MOST_RISK of the
   planned risk to the stop: beyond the stop, so close to it that noise would decide, or already at the two-R target.
2. R is the risk actually taken, from the fill to the stop; the target lies two of them beyond the fill.
3. Each bar from the entry bar on, the stock's own: an open beyond stop or target fills there (a gap gives no better stop);
   else the stop when the bar touches it, also when it touches both; else the target; else the tenth bar's close. A bar without
   high or low is judged by its close, and stopped at the worse of the two.
4. A stock that falls silent for SILENT sessions while the trade is on ends it at its last close, on the last of them: whether
   it will ever trade again is not known then, and waiting for those that do would forget those that don't.
5. r = (± (exit − fill) − COST · (fill + exit)) / |fill − stop|.

An outcome is known on the session on which the trade ended, or on which it is plain that there is none; until then r is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.market.panel import Panel
from dashboard.scanner.hits import Mask, Places, Scan, SmallArray
from dashboard.scanner.trades import NOT_ENTERED, STILL_OPEN, Trades, settle

HOW = ("open", "stopped", "target", "time", "silent", "not_entered")  # as `trades` numbers them

SERIES = ("how", "entered_on", "known_on", "r")


@dataclass(frozen=True)
class Outcomes:
    """The trades of a scan's H rows, in its order, as far as the panel's sessions tell.

    how: int8 [H], index into HOW. entered_on, known_on: int32 [H], the session of the fill, and that on which the outcome became
    known; −1 where there is none (yet); the fill is that session's open. r: float64 [H], NaN until known and where not entered.
    sessions: how many sessions were looked at.
    """

    how: SmallArray
    entered_on: Places
    known_on: Places
    r: FloatArray
    sessions: int

    def known(self, t: int) -> Mask:
        """Bool [H]: whether the outcome was known at the close of session t; trades not entered count as known."""
        return np.asarray((self.known_on >= 0) & (self.known_on <= t))

    def ended(self, t: int) -> Mask:
        """Bool [H]: whether the trade was entered and over at the close of session t, so that `r` is a number."""
        return np.asarray(self.known(t) & (self.how != NOT_ENTERED))


def outcomes(scan: Scan, panel: Panel, previous: Outcomes | None = None) -> Outcomes:
    """The outcome of every row of the panel's scan.

    previous: the outcomes of the scan of a prefix of this panel; only rows still open then are looked at again.
    """
    before = previous if previous is not None and previous.sessions <= len(panel.sessions) else None
    trades = _room(len(scan)) if before is None else _continued(before, len(scan))
    pending = np.flatnonzero(trades.how == STILL_OPEN)
    prices = [getattr(panel, name) for name in ("open", "high", "low", "close")]
    settle(*prices, scan.row, scan.column, scan.direction, scan.entry, scan.stop, pending, trades)  # type: ignore[call-arg]
    return Outcomes(*trades, sessions=len(panel.sessions))


def _room(rows: int) -> Trades:
    entered, known = (np.full(rows, -1, dtype=np.int32) for _ in range(2))
    return Trades(np.zeros(rows, dtype=np.int8), entered, known, np.full(rows, np.nan))


def _continued(before: Outcomes, rows: int) -> Trades:
    """Room for all rows, with what is known of the first of them."""
    new = _room(rows - len(before.how))
    return Trades(*[np.concatenate([getattr(before, name), added]) for name, added in zip(SERIES, new, strict=True)])
