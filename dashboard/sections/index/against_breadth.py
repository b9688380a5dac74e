"""Index against breadth: a year's high of the index that fewer stocks carry than its previous one, and the mirror at lows.

1. The index makes a pivot (5, 5) on closes that is its highest (lowest) close of 252 own bars.
2. Its previous high is the newest earlier pivot of that kind, at least 20 sessions before; the index must stand beyond it, or there
   is nothing for breadth to diverge from.
3. At either, breadth's high is the highest (lowest) share of stocks above their SMA 50 in the pivot's eleven bars. A lower high
   (higher low) than at the previous one is the divergence.
Strength: the difference of the two, in standard deviations of the share's last 252 values.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.sections.index.events import BREADTH, Divergences
from dashboard.sections.index.extremes import highest_around, scatter_at
from dashboard.sections.index.oscillators import FEWEST, divergences
from dashboard.sections.index.windows import BREADTH_APART_SESSIONS, PIVOT, YEAR
from dashboard.sections.index.yearly import Side


def against_breadth(index: int, side: Side, share: FloatArray, sessions: int, company: int) -> Divergences:
    """The divergences of one index on one side; share: percent above SMA 50 on the index's own bars, float64 [n]."""
    yearly = side.pivots_at_extreme
    pivot, known = side.pivot[yearly], side.known[yearly]
    before = np.searchsorted(side.rows[pivot], side.rows[pivot] - BREADTH_APART_SESSIONS, side="right") - 1
    reach = highest_around(-side.direction * share, pivot, PIVOT, PIVOT)
    further = side.toward[pivot] > side.toward[pivot[before]]
    found = (before >= 0) & further & (reach < reach[before])
    earlier, pivot, known = pivot[before[found]], pivot[found], known[found]
    strength = (reach[before] - reach)[found] / scatter_at(share, pivot, YEAR, FEWEST)
    made = divergences(
        BREADTH,
        side.direction,
        index,
        side.close,
        share,
        side.rows,
        (earlier, pivot, known),
        strength,
        sessions,
        company,
    )
    return _with_reach(made, -side.direction * reach[before][found], -side.direction * reach[found])


def _with_reach(made: Divergences, earlier: FloatArray, pivot: FloatArray) -> Divergences:
    """The same, with breadth's highs in place of its values on the pivots' very sessions."""
    return replace(made, other_earlier=earlier, other_pivot=pivot)
