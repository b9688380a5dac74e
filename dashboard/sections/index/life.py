"""How a divergence ends: confirmed, failed or expired, and what the index returned meanwhile.

Two closes decide, both fixed on the session it becomes known:
1. `confirms_beyond`: the swing between its pivots. For a bearish one the lowest close from the earlier pivot to the later; a close
   below it is the turn that the divergence warned of. For a bullish one the highest, and a close above it.
2. `fails_beyond`: the pivot's own extreme, the highest (bullish: lowest) close of the pivot's eleven bars; a close beyond it
   takes the later pivot back.
Whichever comes first on a close, from the session it became known on; after 63 sessions with neither it has expired.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.events import CONFIRMED, EXPIRED, FAILED, NO_ROW, OPEN
from dashboard.sections.index.windows import DEADLINE_SESSIONS, HORIZON, PIVOT


class Life(NamedTuple):
    """See `events.Divergences`; all [m]."""

    confirms_beyond: FloatArray
    fails_beyond: FloatArray
    ended: IntArray
    status: IntArray
    outcome_row: IntArray
    outcome: FloatArray


def life_of(
    close: FloatArray, rows: IntArray, direction: int, places: tuple[IntArray, IntArray, IntArray], sessions: int, by_price: bool = True
) -> Life:  # fmt: skip
    """The lives of m divergences of one index: its own closes and rows, and the own bars of earlier pivot, pivot, known.

    by_price: whether a close beyond the pivot's extreme fails it; DOW ones fail by the laggards instead.
    """
    return Life(*_live(close, rows, float(direction), *places, sessions, by_price))


@compiled
def _live(
    close: FloatArray, rows: IntArray, sign: float, earlier: IntArray, pivot: IntArray, known: IntArray, sessions: int, by_price: bool
) -> tuple[FloatArray, FloatArray, IntArray, IntArray, IntArray, FloatArray]:  # fmt: skip
    confirms, fails = np.full(len(known), np.nan), np.full(len(known), np.nan)
    ended, status, outcome_row = np.full(len(known), NO_ROW), np.full(len(known), OPEN), np.full(len(known), NO_ROW)
    outcome = np.full(len(known), np.nan)
    for k in range(len(known)):
        swing, extreme = -np.inf, np.inf
        for i in range(earlier[k], pivot[k] + 1):
            swing = max(swing, sign * close[i])
        for i in range(pivot[k] - PIVOT, known[k] + 1):
            extreme = min(extreme, sign * close[i])
        confirms[k] = sign * swing
        if by_price:
            fails[k] = sign * extreme
        bound = extreme if by_price else -np.inf
        ended[k], status[k] = _end(close, rows, sign, known[k], swing, bound, sessions)
        if known[k] + HORIZON < len(close):
            outcome_row[k] = rows[known[k] + HORIZON]
            outcome[k] = close[known[k] + HORIZON] / close[known[k]] - 1.0
    return confirms, fails, ended, status, outcome_row, outcome


@compiled
def _end(
    close: FloatArray, rows: IntArray, sign: float, known: int, swing: float, extreme: float, sessions: int
) -> tuple[int, int]:
    """Row and status of the end; NO_ROW and OPEN while it has none."""
    deadline = rows[known] + DEADLINE_SESSIONS
    for i in range(known, len(close)):
        if rows[i] > deadline:
            break
        if sign * close[i] > swing:
            return rows[i], CONFIRMED
        if sign * close[i] < extreme:
            return rows[i], FAILED
    return (deadline, EXPIRED) if deadline < sessions else (NO_ROW, OPEN)


@compiled
def first_beyond(close: FloatArray, sign: float, after: IntArray, level: FloatArray) -> IntArray:
    """The first row after each of `after`, within the deadline, whose sign · close exceeds sign · level, NO_ROW if none; close: [T]."""
    first = np.full(len(after), NO_ROW)
    for k in range(len(after)):
        for t in range(after[k] + 1, min(after[k] + DEADLINE_SESSIONS + 1, len(close))):
            if sign * close[t] > sign * level[k]:
                first[k] = t
                break
    return first
