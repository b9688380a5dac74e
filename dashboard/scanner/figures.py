"""What the rules read, bar by bar: moving sums, extremes of the last bars, and Wilder's averages continued from where they were.

A symbol's bars come as one array: first up to MEMORY bars of before, whose figures are remembered or not asked for, then the
new ones, from `first` on. Every figure of a bar is made by the same additions in the same order, however many bars follow or
have been remembered, so that continuing gives to the last bit what starting anew gives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.indicators.steps import strength, true_range, wilder_step
from dashboard.indicators.warm_up import WARM_UP_ATR, WARM_UP_RSI
from dashboard.scanner.rules import CROSSED_WITHIN, SMA_BARS, VOLUME_BARS, WILDER_BARS

assert SMA_BARS == VOLUME_BARS == 20  # which `sums_of_20` is written for
MEMORY = SMA_BARS - 1 + CROSSED_WITHIN  # bars before a new one that its rules look back to
KEEP, SHARE = (WILDER_BARS - 1.0) / WILDER_BARS, 1.0 / WILDER_BARS

GAIN, LOSS, RANGE = range(3)  # Wilder's averages, per symbol
BARS, RANGES, VOLUMES, KNOWN = range(4)  # counts per symbol; KNOWN: how many of its last MEMORY bars are remembered


# One pass per few places in the window, over all bars at once: ten times faster than bar by bar, because the additions of one bar
# wait for each other and those of different bars do not. Indices start at 0, or the compiler minds negative ones and stays slow.


@compiled
def sums_of_20(values: Any, out: Any) -> None:
    """Sum of the last 20 values, oldest first; out[i] is undefined before there are 20."""
    sums = out[19:]
    for i in range(len(sums)):
        sums[i] = 0.0
    for oldest in (0, 10):
        v = values[oldest:]
        for i in range(len(sums)):
            first = sums[i] + v[i] + v[i + 1] + v[i + 2] + v[i + 3] + v[i + 4]
            sums[i] = first + v[i + 5] + v[i + 6] + v[i + 7] + v[i + 8] + v[i + 9]


@compiled
def lowest_of(values: Any, n: int, out: Any) -> None:
    """Lowest of the last n values, NaN where one of them is or where there are fewer."""
    out[:] = values
    for back in range(1, n):
        lower(values[: len(values) - back], out[back:])
    out[: n - 1] = np.nan


@compiled
def highest_of(values: Any, n: int, out: Any) -> None:
    """Highest of the last n values, NaN where one of them is or where there are fewer."""
    out[:] = values
    for back in range(1, n):
        raise_to(values[: len(values) - back], out[back:])
    out[: n - 1] = np.nan


@compiled
def lowest_of_two(lowest: Any, n: int, out: Any) -> None:
    """Lowest of the last 2 n values, from the lowest of the last n at each."""
    out[:] = lowest
    lower(lowest[: len(lowest) - n], out[n:])
    out[:n] = np.nan


@compiled
def highest_of_two(highest: Any, n: int, out: Any) -> None:
    """Highest of the last 2 n values, from the highest of the last n at each."""
    out[:] = highest
    raise_to(highest[: len(highest) - n], out[n:])
    out[:n] = np.nan


@compiled
def lower(values: Any, out: Any) -> None:
    """Put the lower of each two into out, NaN where one is."""
    for i in range(len(out)):
        value = values[i]
        out[i] = out[i] if (value >= out[i] or np.isnan(out[i])) else value


@compiled
def raise_to(values: Any, out: Any) -> None:
    """Put the higher of each two into out, NaN where one is."""
    for i in range(len(out)):
        value = values[i]
        out[i] = out[i] if (value <= out[i] or np.isnan(out[i])) else value


@compiled
def continue_averages(
    high: Any, low: Any, close: Any, first: int, averages: Any, counts: Any, rsi: Any, atr: Any
) -> None:
    """RSI14 and ATR14 of the bars from `first` on, NaN before bar 150 and 149 ranges; moves `averages` and `counts` on.

    In one loop, so that one recursion runs while the other waits. A bar without a high or a low has no range: the average of
    ranges stays what it was, and the bar has no ATR.
    """
    gain, loss, average = averages[GAIN], averages[LOSS], averages[RANGE]
    bars, ranges = counts[BARS], counts[RANGES]
    for i in range(first, len(close)):
        bars += 1
        rsi[i], atr[i] = np.nan, np.nan
        if bars == 1:
            continue
        change = close[i] - close[i - 1]
        gain = wilder_step(gain, max(change, 0.0), bars - 1.0, WILDER_BARS, KEEP, SHARE)
        loss = wilder_step(loss, max(-change, 0.0), bars - 1.0, WILDER_BARS, KEEP, SHARE)
        if bars >= WARM_UP_RSI:
            rsi[i] = strength(gain, loss)
        width = true_range(high[i], low[i], close[i - 1])
        if np.isnan(width):
            continue
        ranges += 1
        average = wilder_step(average, width, float(ranges), WILDER_BARS, KEEP, SHARE)
        if ranges >= WARM_UP_ATR - 1:
            atr[i] = average
    averages[GAIN], averages[LOSS], averages[RANGE] = gain, loss, average
    counts[BARS], counts[RANGES] = bars, ranges


@compiled
def means_before(volume: Any, first: int, recent: Any, counts: Any, room: Any, sums: Any, out: Any) -> None:
    """Mean of the 20 known volumes before each bar from `first` on, NaN where there are fewer; `recent` [20] is moved on.

    room, sums: scratch of 20 more places than there are bars. A bar without a volume is skipped: the next reach further back.
    """
    n = VOLUME_BARS
    before = min(counts[VOLUMES], n)
    room[:before] = recent[:before]
    held = before
    for i in range(first, len(volume)):
        if not np.isnan(volume[i]):
            room[held] = volume[i]
            held += 1
    if held >= n:
        sums_of_20(room[:held], sums)
    place = before
    for i in range(first, len(volume)):
        out[i] = sums[place - 1] / n if place >= n else np.nan
        place += not np.isnan(volume[i])
    kept = min(held, n)
    recent[:kept] = room[held - kept : held]
    counts[VOLUMES] += held - before
