"""What the bars of one session do to the symbols' running state, and what they say: plain loops over the symbols.

Arguments named after `layout`'s rows are those rows, one entry per symbol of a part of the panel that begins at column
`left`; `series` and `close` are the whole panel's, `now` is session t's row of the part. A symbol that did not trade has NaN
in `now`, and every comparison with NaN is false: the loops select instead of branching and touch few arrays each, which is
what lets the compiler use vector instructions.

Running sums carry rounding, so they decide nothing by themselves: where value · n lies within GUARD of a sum, the window is
summed afresh, and a value within TIE of its average counts as equal to it, which is not above. A flat stock is never above
its average, whatever it traded at before.
"""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at

GUARD = 1e-9  # of the window's largest possible sum; the running sum of a million bars is off by less
TIE = 1e-12
STRIP = 64  # symbols that share the fast way of finding their leaving bars


@compiled
def note_gaps(now: FloatArray, t: int, gap: IntArray, newest_gap: IntArray) -> None:
    """Remember the last session without a bar, of each symbol and of each strip of STRIP symbols."""
    for s in range(len(gap)):
        gap[s] = t if np.isnan(now[s]) else gap[s]
    for strip in range((len(gap) + STRIP - 1) // STRIP):
        part = gap[strip * STRIP : (strip + 1) * STRIP]
        newest = -1
        for s in range(len(part)):
            newest = part[s] if part[s] > newest else newest
        newest_gap[strip] = newest


@compiled
def leave(
    series: FloatArray,
    t: int,
    n: int,
    left: int,
    bars: IntArray,
    gap: IntArray,
    newest_gap: IntArray,
    oldest: IntArray,
    leaving: FloatArray,
) -> None:
    """The own bar that leaves the window of the last n when session t's bar enters it, 0 where the window is not full yet.

    Moves `oldest`, the row of the window's oldest bar, on. A strip of symbols without a gap in the window shares one row.
    """
    shared = series[max(t - n, 0), left : left + len(oldest)]
    for strip in range((len(oldest) + STRIP - 1) // STRIP):
        begin, end = strip * STRIP, min((strip + 1) * STRIP, len(oldest))
        if newest_gap[strip] < t - n:
            copy(shared[begin:end], leaving[begin:end])
            oldest[begin:end] = t - n + 1
        else:
            for s in range(begin, end):
                if gap[s] < t - n:
                    leaving[s], oldest[s] = shared[s], t - n + 1
                else:
                    leaving[s] = leave_one(series, t, n, bars[s], oldest, s, left + s)


@compiled
def copy(source: FloatArray, target: FloatArray) -> None:
    """Copy source to target, of one length."""
    for s in range(len(target)):
        target[s] = source[s]


@inlined
def leave_one(series: FloatArray, t: int, n: int, bars: int, oldest: IntArray, s: int, column: int) -> float:
    """The same for one symbol, by walking over its gaps."""
    if np.isnan(series[t, column]):
        return 0.0
    if bars == 0:
        oldest[s] = t
    if bars < n:
        return 0.0
    first = oldest[s]
    after = first + 1
    while np.isnan(series[after, column]):
        after += 1
    oldest[s] = after
    return float(series[first, column])


@compiled
def afresh(series: FloatArray, first: int, last: int, s: int) -> float:
    """The sum of the own bars in rows first..last, compensated (Neumaier 1974)."""
    total, lost = 0.0, 0.0
    for t in range(first, last + 1):
        value = series[t, s]
        if np.isnan(value):
            continue
        summed = total + value
        lost += (total - summed) + value if abs(total) >= abs(value) else (value - summed) + total
        total = summed
    return total + lost


@compiled
def settle_ties(
    series: FloatArray,
    excess: FloatArray,
    last: int,
    left: int,
    now: FloatArray,
    n: int,
    peak: FloatArray,
    oldest: IntArray,
) -> None:
    """Where the running sum leaves open whether a value is above its average, sum afresh: excess becomes 1 or -1."""
    for s in range(len(now)):
        if abs(excess[s]) <= GUARD * n * peak[s]:
            total = afresh(series, oldest[s], last, left + s)
            excess[s] = 1.0 if now[s] * n - total > TIE * total else -1.0


@compiled
def move_sums(
    now: FloatArray, leaving: FloatArray, n: int, peak: FloatArray, sums: FloatArray, excess: FloatArray
) -> int:
    """Let the bar into the window's sum; excess = value · n − sum. How many are too close to tell."""
    close_calls = 0
    for s in range(len(sums)):
        total = (sums[s] + now[s]) - leaving[s]
        beyond = now[s] * n - total
        sums[s] = sums[s] if np.isnan(now[s]) else total
        excess[s] = beyond
        close_calls += abs(beyond) <= GUARD * n * peak[s]
    return close_calls


@compiled
def note_sides(
    excess: FloatArray, n: int, bars: IntArray, side: IntArray, flags: tuple[int, int, int], codes: IntArray
) -> None:
    """Above the average or not, and crossed since the last own bar; flags: valid, above, crossed."""
    valid_flag, above_flag, crossed_flag = flags
    for s in range(len(codes)):
        valid = (bars[s] >= n - 1) & (not np.isnan(excess[s]))
        above = valid & (excess[s] > 0.0)
        stands = at.ABOVE if above else at.BELOW
        crossed = valid & (side[s] + stands == at.BELOW + at.ABOVE)
        side[s] = stands if valid else side[s]
        codes[s] |= (valid_flag if valid else 0) | (above_flag if above else 0) | (crossed_flag if crossed else 0)


@compiled
def note_return(now: FloatArray, leaving: FloatArray, flag: int, codes: IntArray, returns: FloatArray) -> None:
    """Return since the leaving bar."""
    for s in range(len(codes)):
        valid = (not np.isnan(now[s])) & (leaving[s] > 0.0)
        returns[s] = now[s] / leaving[s] - 1.0 if valid else np.nan
        codes[s] |= flag if valid else 0


@compiled
def note_changes(now: FloatArray, previous: FloatArray, change: FloatArray, codes: IntArray) -> None:
    """Advance or decline against the previous own close (NaN before the first)."""
    traded, up, down, same = at.FLAG[at.TRADED], at.FLAG[at.ADVANCES], at.FLAG[at.DECLINES], at.FLAG[at.UNCHANGED]
    for s in range(len(codes)):
        moved = now[s] - previous[s]
        change[s] = moved
        codes[s] = (
            (0 if np.isnan(now[s]) else traded)
            | (up if moved > 0.0 else 0)
            | (down if moved < 0.0 else 0)
            | (same if moved == 0.0 else 0)
        )


@compiled
def keep_last(now: FloatArray, previous: FloatArray) -> None:
    """Remember the close."""
    for s in range(len(previous)):
        previous[s] = previous[s] if np.isnan(now[s]) else now[s]


@compiled
def keep_peak(now: FloatArray, peak: FloatArray) -> None:
    """Remember the largest value ever: it bounds what rounding can have done to the sums."""
    for s in range(len(peak)):
        peak[s] = now[s] if now[s] > peak[s] else peak[s]


@compiled
def smooth(change: FloatArray, sign: float, bars: IntArray, average: FloatArray) -> None:
    """Wilder's average (1978) of the moves in one direction: the mean of the first n, then (average · (n − 1) + move) / n."""
    n = at.RSI_WINDOW
    for s in range(len(average)):
        moved = sign * change[s]
        kept = n - 1.0 if bars[s] > n else 1.0
        shared = 1.0 / n if bars[s] >= n else 1.0
        smoothed = (average[s] * kept + (moved if moved > 0.0 else 0.0)) * shared
        average[s] = average[s] if np.isnan(moved) else smoothed


@compiled
def note_rsi(change: FloatArray, gain: FloatArray, loss: FloatArray, bars: IntArray, rsi: FloatArray) -> None:
    """RSI from a symbol's RSI_WARM_UP-th bar on; NaN for a series that has always been flat."""
    for s in range(len(rsi)):
        both = gain[s] + loss[s]
        valid = (bars[s] >= at.RSI_WARM_UP - 1) & (not np.isnan(change[s])) & (both > 0.0)
        rsi[s] = 100.0 * gain[s] / both if valid else np.nan


@compiled
def note_bands(rsi: FloatArray, codes: IntArray) -> None:
    """Overbought, oversold, or neither."""
    valid, over, under = at.FLAG[at.VALID_RSI], at.FLAG[at.OVERBOUGHT], at.FLAG[at.OVERSOLD]
    for s in range(len(codes)):
        value = rsi[s]
        codes[s] |= (
            (0 if np.isnan(value) else valid)
            | (over if value > at.OVERBOUGHT_ABOVE else 0)
            | (under if value < at.OVERSOLD_BELOW else 0)
        )


@compiled
def note_records(now: FloatArray, bars: IntArray, highest: FloatArray, lowest: FloatArray, codes: IntArray) -> None:
    """Beyond all of the last RANGE_WINDOW own closes, or not."""
    valid_flag, high, low = at.FLAG[at.VALID_RANGE], at.FLAG[at.NEW_HIGHS], at.FLAG[at.NEW_LOWS]
    for s in range(len(codes)):
        valid = (bars[s] >= at.RANGE_WINDOW) & (not np.isnan(now[s]))
        codes[s] |= (
            (valid_flag if valid else 0)
            | (high if valid & (now[s] > highest[s]) else 0)
            | (low if valid & (now[s] < lowest[s]) else 0)
        )


@compiled
def count_doubts(
    now: FloatArray,
    sign: float,
    oldest: IntArray,
    extreme: FloatArray,
    recent: FloatArray,
    running: FloatArray,
    row: IntArray,
) -> int:
    """How many bars might be beyond all of their window although not beyond `extreme`, because that one has left the window.

    Only a bar beyond those of the `recent` and the `running` chunk can be: that leaves out nearly all of a falling market.
    """
    doubts = 0
    for s in range(len(extreme)):
        value = sign * now[s]
        doubts += (
            (row[s] < oldest[s])
            & (value <= sign * extreme[s])
            & (value > sign * recent[s])
            & (value > sign * running[s])
        )
    return doubts


@compiled
def renew_extremes(
    close: FloatArray,
    t: int,
    left: int,
    sign: float,
    oldest: IntArray,
    ring: FloatArray,
    recent: FloatArray,
    running: FloatArray,
    extreme: FloatArray,
    row: IntArray,
) -> None:
    """Look for those extremes again, in the windows before session t."""
    for s in range(len(extreme)):
        column, value = left + s, sign * close[t, left + s]
        if (
            (row[s] < oldest[s])
            & (value <= sign * extreme[s])
            & (value > sign * recent[s])
            & (value > sign * running[s])
        ):
            row[s] = extreme_row(close, ring[s], sign, oldest[s], t - 1, column)
            extreme[s] = close[row[s], column]


@compiled
def keep_extremes(now: FloatArray, t: int, sign: float, extreme: FloatArray, row: IntArray) -> None:
    """Let the bars into an extreme: the highest for sign 1, the lowest for -1; the latest of equals counts."""
    for s in range(len(extreme)):
        reached = sign * now[s] >= sign * extreme[s]
        extreme[s] = now[s] if reached else extreme[s]
        row[s] = t if reached else row[s]


@compiled
def keep_chunks(
    now: FloatArray, t: int, sign: float, running: FloatArray, recent: FloatArray, ring: FloatArray
) -> None:
    """Let the bars into the running chunk's extreme; at the end of a chunk of sessions, put it into the ring."""
    if t % at.CHUNK == 0:
        recent[:] = running
        running[:] = -sign * np.inf
    for s in range(len(running)):
        running[s] = now[s] if sign * now[s] > sign * running[s] else running[s]
    if t % at.CHUNK == at.CHUNK - 1:
        ring[:, (t // at.CHUNK) % at.CHUNKS] = running


@compiled
def extreme_row(close: FloatArray, ring: FloatArray, sign: float, first: int, last: int, s: int) -> int:
    """The latest row in first..last with the largest sign·close: finished chunks from the ring, single rows before and after."""
    end = (last + 1) // at.CHUNK
    begin = min(max((first + at.CHUNK - 1) // at.CHUNK, end - at.CHUNKS), end)
    newer = best_of(close, sign, max(end * at.CHUNK, first), last, s)
    older = best_of(close, sign, first, min(begin * at.CHUNK - 1, last), s)
    middle = -np.inf
    for chunk in range(begin, end):
        value = sign * ring[chunk % at.CHUNKS]
        middle = value if value > middle else middle
    best, row = max(newer, middle, older), last
    if newer < best:
        row = min(begin * at.CHUNK - 1, last)
        if middle == best:
            chunk = end - 1
            while sign * ring[chunk % at.CHUNKS] != best:
                chunk -= 1
            row = chunk * at.CHUNK + at.CHUNK - 1
    while sign * close[row, s] != best:
        row -= 1
    return row


@compiled
def best_of(close: FloatArray, sign: float, first: int, last: int, s: int) -> float:
    """The largest sign·close in rows first..last; -inf when there is none."""
    best = -np.inf
    for t in range(first, last + 1):
        value = sign * close[t, s]
        best = value if value > best else best
    return best


@compiled
def note_volumes(now: FloatArray, excess: FloatArray, bars: IntArray, codes: IntArray) -> None:
    """Above the mean of the symbol's previous volumes, or not, where it also has a close."""
    known, valid, above = at.FLAG[at.WITH_VOLUME], at.FLAG[at.VALID_VOLUME], at.FLAG[at.ABOVE_VOLUME]
    for s in range(len(codes)):
        traded = (codes[s] & at.FLAG[at.TRADED] != 0) & (not np.isnan(now[s]))
        full = traded & (bars[s] >= at.VOLUME_WINDOW)
        codes[s] |= (known if traded else 0) | (valid if full else 0) | (above if full & (excess[s] > 0.0) else 0)


@compiled
def compare_volumes(now: FloatArray, sums: FloatArray, peak: FloatArray, excess: FloatArray) -> int:
    """excess = volume · n − the sum of the previous n; how many are too close to tell."""
    n, close_calls = at.VOLUME_WINDOW, 0
    for s in range(len(sums)):
        beyond = now[s] * n - sums[s]
        excess[s] = beyond
        close_calls += abs(beyond) <= GUARD * n * peak[s]
    return close_calls


@compiled
def note_ratio(now: FloatArray, sums: FloatArray, bars: IntArray, ratio: FloatArray) -> None:
    """Volume as a multiple of the mean of the previous n; NaN where there are not n, or all were 0."""
    n = at.VOLUME_WINDOW
    for s in range(len(ratio)):
        valid = (bars[s] >= n) & (sums[s] > 0.0)
        ratio[s] = now[s] * n / sums[s] if valid else np.nan


@compiled
def count_bars(now: FloatArray, bars: IntArray) -> None:
    """One more own bar for the symbols that have one."""
    for s in range(len(bars)):
        bars[s] += not np.isnan(now[s])
