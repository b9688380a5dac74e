"""What followed a tile's alignments, over HORIZON own bars, noted at the session that ends them."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.tile_bars import Own, scatter

RISE = float(1 << 26)  # outcomes and rises are counted in one number: outcomes + RISE · rises
TOLD, RETURN = 0, 1


@compiled
def follow(
    prices: FloatArray, room: FloatArray, rows: int, own: Own, buckets: IntArray, found: IntArray, followed: FloatArray
) -> None:
    """Add what followed to float64 [t, BUCKETS, 2]; renew the buckets of the last own days, int8 [HORIZON · LANES].

    prices: of the days, lined up, which is when the bar of HORIZON rows before is the one that began it. found: int8 [(HORIZON + rows) ·
    LANES], the buckets of the rows after HORIZON rows of room.
    """
    bars, across = own.bars, t.Index(rows) * t.WIDTH
    for q in range(t.HORIZON):
        found[q] = buckets[q]
    for s in range(t.LANES):
        if bars[s] < rows:
            line_up_found(found, s, rows, int(bars[s]), own.places[s], buckets)
    for q in range(t.HORIZON):
        buckets[q] = found[across + q]
    for q in range(t.FIRST, t.FIRST + across):
        room[t.CHANGES + q] = prices[t.CLOSES + q] / prices[t.CLOSES + q - t.HORIZON] - 1.0
    changes = room[t.CHANGES + t.FIRST :]
    for s in range(t.LANES):
        if bars[s] < rows:
            scatter(found, s, rows, int(bars[s]), own.places[s], -1)
            scatter(changes, s, rows, int(bars[s]), own.places[s], np.nan)
    note(found, changes, rows, followed)


@compiled
def line_up_found(found: IntArray, s: int, rows: int, bars: int, places: IntArray, buckets: IntArray) -> None:
    """One symbol's buckets moved to the end of the rows as its bars were, and those of its earlier days to right before them."""
    for place in range(rows - 1, rows - bars - 1, -1):
        found[(at.HORIZON + place) * t.LANES + s] = found[(at.HORIZON + places[place]) * t.LANES + s]
    for q in range(at.HORIZON):
        found[(rows - bars + q) * t.LANES + s] = buckets[q * t.LANES + s]


@compiled
def note(then: IntArray, changes: FloatArray, rows: int, followed: FloatArray) -> None:
    """Add every row's outcomes to its session's cells."""
    for row in range(rows):
        cells, here = followed[row], t.Index(row) * t.WIDTH
        for s in range(t.WIDTH):
            bucket = then[here + s]
            if bucket >= 0:
                change = changes[here + s]
                cells[bucket, TOLD] += 1.0 + (RISE if change > 0.0 else 0.0)
                cells[bucket, RETURN] += change


def told(followed: FloatArray) -> FloatArray:
    """Outcomes, sum of returns and rises, float64 [t, BUCKETS, OUTCOME]."""
    out = np.empty((*followed.shape[:2], at.OUTCOME))
    out[:, :, at.RETURNS], out[:, :, at.RISES] = followed[:, :, RETURN], np.floor(followed[:, :, TOLD] / RISE)
    out[:, :, at.OUTCOMES] = followed[:, :, TOLD] - RISE * out[:, :, at.RISES]
    return out
