"""What the bars of one session do to the running state of a tile's symbols, and what they say: plain loops over the lanes.

own, bar, words are the tile's flat rows as `layout` names them. A symbol that did not trade has NaN in `bar`, and every
comparison with NaN is false: the loops select instead of branching, which is what lets the compiler use vector instructions.

Running sums carry rounding, so they decide nothing by themselves: where value · n lies within GUARD of a sum, the lane is put in
doubt, and its window is summed afresh (`ties`). A flat stock is never above its average, whatever it traded at before.
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
def settled(first: IntArray, last: IntArray, begin: int, end: int) -> bool:
    """Whether none of the lanes is listed or delisted between rows begin and end, so that members are the same for all of these."""
    changes = 0
    for s in range(at.TILE):
        changes += ((begin < first[s]) & (first[s] <= end)) | ((begin <= last[s]) & (last[s] < end))
    return changes == 0


@compiled
def note_moves(now: FloatArray, own: FloatArray, bar: FloatArray, words: IntArray, rsi: FloatArray) -> int:
    """Advance or decline against the previous own close (NaN before the first), and the RSI with its bands.

    Wilder's averages (1978) of the moves up and down: the mean of the first n, then (average · (n − 1) + move) / n. How many
    lanes begin, or had begun and have no bar.
    """
    n, odd = at.RSI_WINDOW, 0
    for s in range(at.TILE):
        close, previous, bars = now[s], own[at.PREVIOUS + s], own[at.BARS + s]
        moved = close - previous
        kept = n - 1.0 if bars > n else 1.0
        shared = 1.0 / n if bars >= n else 1.0
        gain, loss = own[at.GAIN + s], own[at.LOSS + s]
        gained = (gain * kept + (moved if moved > 0.0 else 0.0)) * shared
        lost = (loss * kept + (-moved if moved < 0.0 else 0.0)) * shared
        gain, loss = (gained if not np.isnan(moved) else gain), (lost if not np.isnan(moved) else loss)
        own[at.GAIN + s], own[at.LOSS + s] = gain, loss
        own[at.PREVIOUS + s] = close if not np.isnan(close) else previous
        odd += np.isnan(close) == (bars > 0.0)
        here = (not np.isnan(close)) & (bar[at.MEMBER + s] > 0.0)
        valid = here & (bars >= at.RSI_WARM_UP - 1) & (not np.isnan(moved)) & (gain + loss > 0.0)
        value = 100.0 * gain / (gain + loss)
        rsi[s] = value if valid else np.nan
        bar[at.CHANGE + s] = moved
        words[at.MOVES + s] = (
            (at.FLAG[at.TRADED] if here else 0)
            + (at.FLAG[at.ADVANCES] if here & (moved > 0.0) else 0)
            + (at.FLAG[at.DECLINES] if here & (moved < 0.0) else 0)
            + (at.FLAG[at.UNCHANGED] if here & (moved == 0.0) else 0)
            + (at.FLAG[at.VALID_RSI] if valid else 0)
            + (at.FLAG[at.OVERBOUGHT] if valid & (value > at.OVERBOUGHT_ABOVE) else 0)
            + (at.FLAG[at.OVERSOLD] if valid & (value < at.OVERSOLD_BELOW) else 0)
        )
    return odd


@inlined
def move_sum(own: FloatArray, bar: FloatArray, s: int, w: int, close: float) -> float:
    """Let a bar into the sum of the w-th SMA window; by how much n times the close exceeds it."""
    total = own[at.SUM[w] + s]
    moved = (total + close) - bar[at.LEAVING[w] + s]
    own[at.SUM[w] + s] = moved if not np.isnan(close) else total
    return float(close * at.SMA_WINDOWS[w] - moved)


@inlined
def flags_of(w: int, full: bool, excess: float) -> int:
    """The flags of the w-th window: full, and above."""
    return (at.FLAG[at.VALID_SMA[w]] if full else 0) + (at.FLAG[at.ABOVE_SMA[w]] if full & (excess > 0.0) else 0)


@inlined
def doubt_of(w: int, full: bool, excess: float, peak: float) -> int:
    """The w-th window's bit, if running sums can't tell the close from its average; peak: the largest close ever."""
    return 1 << w if full & (abs(excess) <= GUARD * peak * at.SMA_WINDOWS[w]) else 0


@compiled
def note_sides(now: FloatArray, own: FloatArray, bar: FloatArray, words: IntArray) -> int:
    """Let the bars into the sums, and note who is above the averages, listed or not; how many are too close to tell."""
    doubts = 0
    for s in range(at.TILE):
        close, bars, peak = now[s], own[at.BARS + s], own[at.PEAK + s]
        peak = close if close > peak else peak
        own[at.PEAK + s] = peak
        by_20, by_50 = move_sum(own, bar, s, 0, close), move_sum(own, bar, s, 1, close)
        by_100, by_200 = move_sum(own, bar, s, 2, close), move_sum(own, bar, s, 3, close)
        traded = not np.isnan(close)
        full_20, full_50 = traded & (bars >= 19.0), traded & (bars >= 49.0)
        full_100, full_200 = traded & (bars >= 99.0), traded & (bars >= 199.0)
        words[at.AVERAGES + s] = (
            flags_of(0, full_20, by_20)
            + flags_of(1, full_50, by_50)
            + flags_of(2, full_100, by_100)
            + flags_of(3, full_200, by_200)
        )
        doubt = (
            doubt_of(0, full_20, by_20, peak)
            + doubt_of(1, full_50, by_50, peak)
            + doubt_of(2, full_100, by_100, peak)
            + doubt_of(3, full_200, by_200, peak)
        )
        words[at.DOUBTS + s] = doubt
        doubts += doubt != 0
    return doubts


@compiled
def note_crossings(now: FloatArray, bar: FloatArray, words: IntArray, sides: IntArray) -> int:
    """Who crossed SMA 50 or 200 since the last own close, and keep the flags of those listed; how many crossed.

    sides: the averages' flags at each lane's last own close. The flag of being above stands one field above that of being full.
    """
    crossings = 0
    for s in range(at.TILE):
        word, before, here = words[at.AVERAGES + s], sides[s], bar[at.MEMBER + s] > 0.0
        turned = ((word ^ before) >> at.FIELD_BITS) & word & before if here else 0
        by_50 = (turned >> (2 * at.FIELD_BITS)) & 1
        by_200 = (turned >> (6 * at.FIELD_BITS)) & 1
        up_50, up_200 = by_50 & (word >> (3 * at.FIELD_BITS)), by_200 & (word >> (7 * at.FIELD_BITS))
        crossed = (
            at.CROSSED_UP_50 * up_50
            + at.CROSSED_DOWN_50 * (by_50 - up_50)
            + at.CROSSED_UP_200 * up_200
            + at.CROSSED_DOWN_200 * (by_200 - up_200)
        )
        words[at.CROSSED + s] = crossed
        crossings += crossed != 0
        sides[s] = word if not np.isnan(now[s]) else before
        words[at.AVERAGES + s] = word if here else 0
    return crossings


@compiled
def note_returns(now: FloatArray, bar: FloatArray, words: IntArray, short: FloatArray, long: FloatArray) -> None:
    """Returns since the bars that leave the two windows."""
    for s in range(at.TILE):
        close, here = now[s], bar[at.MEMBER + s] > 0.0
        near, far = bar[at.LEAVING[4] + s], bar[at.LEAVING[0] + s]
        with_short, with_long = here & (not np.isnan(close)) & (near > 0.0), here & (not np.isnan(close)) & (far > 0.0)
        near_return, far_return = close / near - 1.0, close / far - 1.0
        short[s] = near_return if with_short else np.nan
        long[s] = far_return if with_long else np.nan
        words[at.REST + s] = (at.FLAG[at.VALID_SHORT] if with_short else 0) + (
            at.FLAG[at.VALID_LONG] if with_long else 0
        )


@compiled
def note_range(
    now: FloatArray, own: FloatArray, bar: FloatArray, words: IntArray, begins: IntArray, reaching: int
) -> int:
    """New highs and lows, where the chunks tell; how many must be looked up (`ranges`), having moved beyond all inside chunks.

    begins: the row of each lane's first bar; reaching: the row at which the chunk begins that reaches into the range.
    """
    doubts = 0
    for s in range(at.TILE):
        close, bars = now[s], own[at.BARS + s]
        valid = (not np.isnan(close)) & (bars >= at.RANGE_WINDOW) & (bar[at.MEMBER + s] > 0.0)
        highest, lowest = own[at.HIGHS + at.RUNNING + s], own[at.LOWS + at.RUNNING + s]
        high = valid & (close > highest) & (close > own[at.HIGHS + at.INSIDE + s])
        low = valid & (close < lowest) & (close < own[at.LOWS + at.INSIDE + s])
        covered = begins[s] + bars - at.RANGE_WINDOW >= reaching
        sure_high = high & covered & (close > own[at.HIGHS + at.REACHING + s])
        sure_low = low & covered & (close < own[at.LOWS + at.REACHING + s])
        words[at.REST + s] += (
            (at.FLAG[at.VALID_RANGE] if valid else 0)
            + (at.FLAG[at.NEW_HIGHS] if sure_high else 0)
            + (at.FLAG[at.NEW_LOWS] if sure_low else 0)
        )
        doubt = (at.HIGH if high & (not sure_high) else 0) + (at.LOW if low & (not sure_low) else 0)
        words[at.DOUBTS + s] = doubt
        doubts += doubt != 0
        own[at.HIGHS + at.RUNNING + s] = close if close > highest else highest
        own[at.LOWS + at.RUNNING + s] = close if close < lowest else lowest
        own[at.BARS + s] = bars + (1.0 if not np.isnan(close) else 0.0)
    return doubts


@compiled
def note_volumes(
    now: FloatArray, closes: FloatArray, own: FloatArray, bar: FloatArray, words: IntArray, ratio: FloatArray
) -> int:
    """Above the mean of the symbol's previous volumes, or not, where it also has a close, and as a multiple of it; then the sum
    takes the volumes in. How many are too close to tell.
    """
    n, close_calls = at.VOLUME_WINDOW, 0
    for s in range(at.TILE):
        volume, total, bars = now[s], own[at.VOLUME_SUM + s], own[at.VOLUME_BARS + s]
        traded, known = not np.isnan(closes[s]), (bar[at.MEMBER + s] > 0.0) & (not np.isnan(volume))
        full = known & (bars >= n)
        peak = own[at.VOLUME_PEAK + s]
        peak = volume if volume > peak else peak
        excess = volume * n - total
        words[at.MOVES + s] += at.FLAG[at.WITH_VOLUME] if known & traded else 0
        words[at.REST + s] += (at.FLAG[at.VALID_VOLUME] if full & traded else 0) + (
            at.FLAG[at.ABOVE_VOLUME] if full & traded & (excess > 0.0) else 0
        )
        in_doubt = full & traded & (abs(excess) <= GUARD * n * peak)
        words[at.DOUBTS + s] = 1 if in_doubt else 0
        close_calls += in_doubt
        multiple = volume * n / total
        ratio[s] = multiple if full & (total > 0.0) else np.nan
        moved = (total + volume) - bar[at.LEAVING_VOLUME + s]
        own[at.VOLUME_SUM + s] = moved if not np.isnan(volume) else total
        own[at.VOLUME_PEAK + s] = peak
        own[at.VOLUME_BARS + s] = bars + (1.0 if not np.isnan(volume) else 0.0)
    return close_calls


@compiled
def add_volumes(now: FloatArray, bar: FloatArray, up: FloatArray, down: FloatArray) -> None:
    """Add each lane's volume to those up or down; the lanes are added up in the end, so that this needs no order."""
    for s in range(at.TILE):
        volume, moved = now[s], bar[at.CHANGE + s]
        known = (bar[at.MEMBER + s] > 0.0) & (not np.isnan(volume))
        up[s] += volume if known & (moved > 0.0) else 0.0
        down[s] += volume if known & (moved < 0.0) else 0.0


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
