"""What followed a tile's alignments, over HORIZON own bars, noted at the session that ends them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe import tile as t
from dashboard.sections.timeframe.tile_bars import Own

RISE = float(1 << 26)  # outcomes and rises are counted in one number: outcomes + RISE · rises
TOLD, RETURN = 0, 1


@compiled
def follow(
    prices: FloatArray, rows: int, lanes: int, own: Own, earlier: FloatArray, buckets: IntArray, found: IntArray,
    then: IntArray, changes: FloatArray, followed: FloatArray,
) -> None:  # fmt: skip
    """Add what followed to float64 [t, BUCKETS, 2]; renew the buckets of the last own days, int8 [HORIZON · LANES].

    earlier: float64 [(HORIZON + 1) · LANES], their closes, and how many days there had been. then, changes: [t · LANES], room.
    """
    first = min(at.HORIZON, rows)
    compare(prices, 0, first, earlier, t.WIDTH, lanes, changes)
    compare(prices, first, rows, prices, t.ROW, lanes, changes)
    look_back(buckets, 0, then, first)
    look_back(found, first, then, rows)
    for s in range(t.LANES):
        days, has_begun = own.days[s], earlier[at.HORIZON * t.LANES + s] > 0.0
        if own.scattered[s] or (has_begun and days < rows):
            follow_one(prices, s, rows, own.places[s, :days], earlier, buckets, found, then, changes)
        is_placed = days > 0 and (own.scattered[s] or own.first[s] > 0)
        renew(s, days, own.places[s, : days if is_placed else 0], buckets, found)
    note(then, changes, rows, followed)


@compiled
def compare(
    prices: FloatArray, first: int, stop: int, bases: FloatArray, step: Any, lanes: int, changes: FloatArray
) -> None:
    """Return of rows of closes on earlier ones, the first of which begins `bases`."""
    across = t.Index(lanes)
    for row in range(first, stop):
        here, there, base = t.Index(row) * t.WIDTH, t.Index(row) * t.ROW, t.Index(row - first) * step
        for s in range(across):
            changes[here + s] = prices[there + s] / bases[base + s] - 1.0


@compiled
def look_back(found: IntArray, first: int, then: IntArray, rows: int) -> None:
    """From the first row on, the buckets of HORIZON rows before; of found itself, or from its beginning where that is what came before."""
    for q in range(t.Index(first) * t.WIDTH, t.Index(rows) * t.WIDTH):
        then[q] = found[q - t.Index(first) * t.WIDTH]


@compiled
def follow_one(
    prices: FloatArray, s: int, rows: int, places: IntArray, earlier: FloatArray, buckets: IntArray, found: IntArray,
    then: IntArray, changes: FloatArray,
) -> None:  # fmt: skip
    """Put right what was taken for HORIZON days of one symbol and is not: its days are on these rows alone."""
    row = -1
    for i in range(len(places)):
        if places[i] - row != 1:
            forget(then, s, row + 1, places[i])
        row = places[i]
        here, there = row * t.LANES + s, t.Index(row) * t.ROW + t.Index(s)
        if i < at.HORIZON:
            if row != i:
                then[here], changes[here] = buckets[i * t.LANES + s], prices[there] / earlier[i * t.LANES + s] - 1.0
        elif row - places[i - at.HORIZON] != at.HORIZON:
            source = places[i - at.HORIZON]
            then[here] = found[source * t.LANES + s]
            changes[here] = prices[there] / prices[t.Index(source) * t.ROW + t.Index(s)] - 1.0
    forget(then, s, row + 1, rows)


@compiled
def forget(then: IntArray, s: int, begin: int, stop: int) -> None:
    """No outcome on rows without a day."""
    for row in range(begin, stop):
        then[row * t.LANES + s] = -1


@compiled
def renew(s: int, days: int, places: IntArray, buckets: IntArray, found: IntArray) -> None:
    """The buckets of the symbol's last HORIZON days; places: their rows, none where each is on its own row."""
    for i in range(at.HORIZON):
        day = days - at.HORIZON + i
        if day < 0:
            buckets[i * t.LANES + s] = buckets[(days + i) * t.LANES + s]
        else:
            buckets[i * t.LANES + s] = found[(places[day] if len(places) > 0 else day) * t.LANES + s]


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
    out[:, :, at.RETURNS], out[:, :, at.RISES] = followed[:, :, RETURN], followed[:, :, TOLD] // RISE
    out[:, :, at.OUTCOMES] = followed[:, :, TOLD] - RISE * out[:, :, at.RISES]
    return out
