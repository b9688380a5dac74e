"""What an index returns over 21 bars from any session: the base that a divergence's record is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.index.windows import HORIZON

if TYPE_CHECKING:  # views read Base at boot, and must not load numba for it
    from dashboard.indicators.own_bars import OwnBars


@dataclass(frozen=True, slots=True)
class Base:
    """Of all HORIZON-bar returns of each index that had ended by each session, [T, N]: their count, sum, and how many rose and fell."""

    count: IntArray
    total: FloatArray
    rose: IntArray
    fell: IntArray


def base_of(bars: OwnBars) -> Base:
    """The base of N indices, expanding: no session knows a return that had not ended."""
    shape = (bars.sessions, bars.count)
    returns, ended = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    for s in range(bars.count):
        close, rows = bars.close[bars.symbol(s)], bars.rows[bars.symbol(s)]
        if len(close) > HORIZON:
            returns[rows[HORIZON:], s] = close[HORIZON:] / close[:-HORIZON] - 1.0
            ended[rows[HORIZON:], s] = 1
    counts = (
        np.cumsum(part, axis=0) for part in (ended, (returns > 0).astype(np.int64), (returns < 0).astype(np.int64))
    )
    count, rose, fell = counts
    return Base(count, np.cumsum(returns, axis=0), rose, fell)
