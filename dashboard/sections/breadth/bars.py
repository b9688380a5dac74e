"""What the bars of one session do to the running state of a tile's symbols, and what they say: plain loops over the lanes.

own, bar, words are the tile's flat rows as `layout` names them. A symbol that did not trade has NaN in `bar`, and every
comparison with NaN is false: the loops select instead of branching, which is what lets the compiler use vector instructions.

Running sums carry rounding, so they decide nothing by themselves: where value · n lies within GUARD of a sum, the window is
summed afresh (`ties`). A flat stock is never above its average, whatever it traded at before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at

GUARD = 1e-9  # of the window's largest possible sum; the running sum of a million bars is off by less


@compiled
def note_members(bar: FloatArray, first: IntArray, last: IntArray, t: int) -> None:
    """Who is listed at session t, by the rows between which each lane is."""
    for s in range(at.TILE):
        bar[at.MEMBER + s] = 1.0 if (first[s] <= t) & (t <= last[s]) else 0.0


@compiled
def note_moves(own: FloatArray, bar: FloatArray, words: IntArray, change: FloatArray, rsi: FloatArray) -> None:
    """Advance or decline against the previous own close (NaN before the first), and the RSI with its bands.

    Wilder's averages (1978) of the moves up and down: the mean of the first n, then (average · (n − 1) + move) / n.
    """
    n = at.RSI_WINDOW
    for s in range(at.TILE):
        now, previous, bars = bar[at.NOW + s], own[at.PREVIOUS + s], own[at.BARS + s]
        moved = now - previous
        kept = n - 1.0 if bars > n else 1.0
        shared = 1.0 / n if bars >= n else 1.0
        gain, loss = own[at.GAIN + s], own[at.LOSS + s]
        gained = (gain * kept + (moved if moved > 0.0 else 0.0)) * shared
        lost = (loss * kept + (-moved if moved < 0.0 else 0.0)) * shared
        gain, loss = (gained if not np.isnan(moved) else gain), (lost if not np.isnan(moved) else loss)
        own[at.GAIN + s], own[at.LOSS + s] = gain, loss
        own[at.PREVIOUS + s] = now if not np.isnan(now) else previous
        here = (not np.isnan(now)) & (bar[at.MEMBER + s] > 0.0)
        valid = here & (bars >= at.RSI_WARM_UP - 1) & (not np.isnan(moved)) & (gain + loss > 0.0)
        value = 100.0 * gain / (gain + loss)
        rsi[s] = value if valid else np.nan
        change[s] = moved
        words[at.MOVES + s] = (
            (at.FLAG[at.TRADED] if here else 0)
            + (at.FLAG[at.ADVANCES] if here & (moved > 0.0) else 0)
            + (at.FLAG[at.DECLINES] if here & (moved < 0.0) else 0)
            + (at.FLAG[at.UNCHANGED] if here & (moved == 0.0) else 0)
            + (at.FLAG[at.VALID_RSI] if valid else 0)
            + (at.FLAG[at.OVERBOUGHT] if valid & (value > at.OVERBOUGHT_ABOVE) else 0)
            + (at.FLAG[at.OVERSOLD] if valid & (value < at.OVERSOLD_BELOW) else 0)
        )


@inlined
def move_sum(own: FloatArray, bar: FloatArray, s: int, w: int, guard: float) -> int:
    """Let the bar into the sum of the w-th SMA window; 1 where value · n is too close to the sum to tell."""
    n, now, total = at.SMA_WINDOWS[w], bar[at.NOW + s], own[at.SUM[w] + s]
    moved = (total + now) - bar[at.LEAVING[w] + s]
    own[at.SUM[w] + s] = moved if not np.isnan(now) else total
    excess = now * n - moved
    bar[at.EXCESS[w] + s] = excess
    return int((abs(excess) <= guard * n) & (own[at.BARS + s] >= n - 1.0))


@compiled
def move_sums(own: FloatArray, bar: FloatArray) -> int:
    """Let the bars into the sums of the SMA windows; how many are too close to their average to tell."""
    close_calls = 0
    for s in range(at.TILE):
        now, peak = bar[at.NOW + s], own[at.PEAK + s]
        peak = now if now > peak else peak
        own[at.PEAK + s] = peak
        guard = GUARD * peak
        close_calls += move_sum(own, bar, s, 0, guard) + move_sum(own, bar, s, 1, guard)
        close_calls += move_sum(own, bar, s, 2, guard) + move_sum(own, bar, s, 3, guard)
    return close_calls


@compiled
def note_sides(own: FloatArray, bar: FloatArray, words: IntArray) -> int:
    """Above the averages or not, and across SMA 50 or 200 since the last own close; how many lanes crossed."""
    crossings = 0
    for s in range(at.TILE):
        bars, now, here = own[at.BARS + s], bar[at.NOW + s], bar[at.MEMBER + s] > 0.0
        full_20, full_50 = (not np.isnan(now)) & (bars >= 19.0), (not np.isnan(now)) & (bars >= 49.0)
        full_100, full_200 = (not np.isnan(now)) & (bars >= 99.0), (not np.isnan(now)) & (bars >= 199.0)
        above_20, above_50 = full_20 & (bar[at.EXCESS[0] + s] > 0.0), full_50 & (bar[at.EXCESS[1] + s] > 0.0)
        above_100, above_200 = full_100 & (bar[at.EXCESS[2] + s] > 0.0), full_200 & (bar[at.EXCESS[3] + s] > 0.0)
        word = (
            (at.FLAG[0] if full_20 else 0)
            + (at.FLAG[1] if above_20 else 0)
            + (at.FLAG[2] if full_50 else 0)
            + (at.FLAG[3] if above_50 else 0)
            + (at.FLAG[4] if full_100 else 0)
            + (at.FLAG[5] if above_100 else 0)
            + (at.FLAG[6] if full_200 else 0)
            + (at.FLAG[7] if above_200 else 0)
        )
        words[at.AVERAGES + s] = word if here else 0
        side_50, side_200 = own[at.SIDE_50 + s], own[at.SIDE_200 + s]
        stands_50, stands_200 = (at.ABOVE if above_50 else at.BELOW), (at.ABOVE if above_200 else at.BELOW)
        crossed = (
            (at.CROSSED_UP_50 if above_50 & (side_50 == at.BELOW) else 0)
            + (at.CROSSED_DOWN_50 if full_50 & (not above_50) & (side_50 == at.ABOVE) else 0)
            + (at.CROSSED_UP_200 if above_200 & (side_200 == at.BELOW) else 0)
            + (at.CROSSED_DOWN_200 if full_200 & (not above_200) & (side_200 == at.ABOVE) else 0)
        )
        crossed = crossed if here else 0
        words[at.CROSSED + s] = crossed
        crossings += crossed != 0
        own[at.SIDE_50 + s] = stands_50 if full_50 else side_50
        own[at.SIDE_200 + s] = stands_200 if full_200 else side_200
    return crossings


@compiled
def note_returns(bar: FloatArray, words: IntArray, short: FloatArray, long: FloatArray) -> None:
    """Returns since the bars that leave the two windows."""
    for s in range(at.TILE):
        now, here = bar[at.NOW + s], bar[at.MEMBER + s] > 0.0
        near, far = bar[at.LEAVING[4] + s], bar[at.LEAVING[0] + s]
        with_short, with_long = here & (not np.isnan(now)) & (near > 0.0), here & (not np.isnan(now)) & (far > 0.0)
        near_return, far_return = now / near - 1.0, now / far - 1.0
        short[s] = near_return if with_short else np.nan
        long[s] = far_return if with_long else np.nan
        words[at.REST + s] = (at.FLAG[at.VALID_SHORT] if with_short else 0) + (
            at.FLAG[at.VALID_LONG] if with_long else 0
        )


@compiled
def note_range(own: FloatArray, bar: FloatArray, words: IntArray, gap: IntArray, oldest: int) -> int:
    """New highs and lows, where the chunks tell; how many must be looked up (`ranges`), having moved beyond all inside chunks.

    gap: the last session without a bar of each lane; oldest: the row at which a range without gaps begins.
    """
    doubts = 0
    for s in range(at.TILE):
        now, bars = bar[at.NOW + s], own[at.BARS + s]
        valid = (not np.isnan(now)) & (bars >= at.RANGE_WINDOW) & (bar[at.MEMBER + s] > 0.0)
        highest, lowest = own[at.HIGHS + at.RUNNING + s], own[at.LOWS + at.RUNNING + s]
        high = valid & (now > highest) & (now > own[at.HIGHS + at.INSIDE + s])
        low = valid & (now < lowest) & (now < own[at.LOWS + at.INSIDE + s])
        whole = gap[s] < oldest
        sure_high = high & whole & (now > own[at.HIGHS + at.REACHING + s])
        sure_low = low & whole & (now < own[at.LOWS + at.REACHING + s])
        words[at.REST + s] += (
            (at.FLAG[at.VALID_RANGE] if valid else 0)
            + (at.FLAG[at.NEW_HIGHS] if sure_high else 0)
            + (at.FLAG[at.NEW_LOWS] if sure_low else 0)
        )
        in_doubt = (high & (not sure_high)) | (low & (not sure_low))
        words[at.DOUBTS + s] = 1 if in_doubt else 0
        doubts += in_doubt
        own[at.HIGHS + at.RUNNING + s] = now if now > highest else highest
        own[at.LOWS + at.RUNNING + s] = now if now < lowest else lowest
        own[at.BARS + s] = bars + (1.0 if not np.isnan(now) else 0.0)
    return doubts


@compiled
def compare_volumes(own: FloatArray, bar: FloatArray) -> int:
    """By how much volume · n exceeds the sum of the previous n; how many are too close to tell."""
    n, close_calls = at.VOLUME_WINDOW, 0
    for s in range(at.TILE):
        now, peak = bar[at.VOLUME + s], own[at.VOLUME_PEAK + s]
        peak = now if now > peak else peak
        own[at.VOLUME_PEAK + s] = peak
        excess = now * n - own[at.VOLUME_SUM + s]
        bar[at.EXCESS_VOLUME + s] = excess
        close_calls += (abs(excess) <= GUARD * n * peak) & (own[at.VOLUME_BARS + s] >= n)
    return close_calls


@compiled
def note_volumes(own: FloatArray, bar: FloatArray, words: IntArray, ratio: FloatArray) -> None:
    """Above the mean of the symbol's previous volumes, or not, where it also has a close; and as a multiple of it."""
    n = at.VOLUME_WINDOW
    for s in range(at.TILE):
        now, total, bars = bar[at.VOLUME + s], own[at.VOLUME_SUM + s], own[at.VOLUME_BARS + s]
        known = (bar[at.MEMBER + s] > 0.0) & (not np.isnan(now))
        full = known & (bars >= n)
        traded = not np.isnan(bar[at.NOW + s])
        counted = full & traded
        words[at.MOVES + s] += at.FLAG[at.WITH_VOLUME] if known & traded else 0
        words[at.REST + s] += (at.FLAG[at.VALID_VOLUME] if counted else 0) + (
            at.FLAG[at.ABOVE_VOLUME] if counted & (bar[at.EXCESS_VOLUME + s] > 0.0) else 0
        )
        multiple = now * n / total
        ratio[s] = multiple if full & (total > 0.0) else np.nan
        moved = (total + now) - bar[at.LEAVING_VOLUME + s]
        own[at.VOLUME_SUM + s] = moved if not np.isnan(now) else total
        own[at.VOLUME_BARS + s] = bars + (1.0 if not np.isnan(now) else 0.0)


@compiled
def add_volumes(bar: FloatArray, change: FloatArray, up: FloatArray, down: FloatArray) -> None:
    """Add each lane's volume to those up or down; the lanes are added up in the end, so that this needs no order."""
    for s in range(at.TILE):
        volume, counts = bar[at.VOLUME + s], bar[at.MEMBER + s] > 0.0
        known = counts & (not np.isnan(volume))
        up[s] += volume if known & (change[s] > 0.0) else 0.0
        down[s] += volume if known & (change[s] < 0.0) else 0.0


@compiled
def add(averages: IntArray, moves: IntArray, rest: IntArray) -> tuple[int, int, int]:
    """The sum of each."""
    first, second, third = 0, 0, 0
    for s in range(len(averages)):
        first += averages[s]
        second += moves[s]
        third += rest[s]
    return first, second, third


@compiled
def add_words(words: IntArray, begin: int, end: int, counts: Any) -> None:
    """Count the flags of lanes begin..end."""
    averages, moves, rest = add(
        words[at.AVERAGES + begin : at.AVERAGES + end],
        words[at.MOVES + begin : at.MOVES + end],
        words[at.REST + begin : at.REST + end],
    )
    for field in range(at.FIELDS):
        shift = at.FIELD_BITS * field
        counts[field] += (averages >> shift) & at.FIELD_MASK
        counts[at.FIELDS + field] += (moves >> shift) & at.FIELD_MASK
        if 2 * at.FIELDS + field < at.COUNTS:
            counts[2 * at.FIELDS + field] += (rest >> shift) & at.FIELD_MASK
