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
from dashboard.scanner.rules import CROSSED_WITHIN, SMA_BARS, WILDER_BARS

MEMORY = SMA_BARS - 1 + CROSSED_WITHIN  # bars before a new one that its rules look back to
KEEP, SHARE = (WILDER_BARS - 1.0) / WILDER_BARS, 1.0 / WILDER_BARS

GAIN, LOSS, RANGE = range(3)  # Wilder's averages, per symbol
BARS, RANGES, VOLUMES, KNOWN = range(4)  # counts per symbol; KNOWN: how many of its last MEMORY bars are remembered


# One pass per place in the window, over all bars at once: eight times faster than bar by bar, because the additions of one bar
# wait for each other and those of different bars do not. Indices start at 0, or the compiler minds negative ones and stays slow.


@compiled
def sums_of(values: Any, n: int, out: Any) -> None:
    """Sum of the last n values, oldest first; out[i] is undefined before there are n."""
    sums = out[n - 1 :]
    sums[:] = 0.0
    for back in range(n - 1, -1, -1):
        add(values[n - 1 - back : len(values) - back], sums)


@compiled
def add(values: Any, sums: Any) -> None:
    """Add values to sums, place by place."""
    for i in range(len(sums)):
        sums[i] += values[i]


@compiled
def lowest_of(values: Any, n: int, out: Any) -> None:
    """Lowest of the last n values, NaN where one of them is or where there are fewer."""
    out[: n - 1] = np.nan
    lowest = out[n - 1 :]
    lowest[:] = values[n - 1 :]
    for back in range(1, n):
        earlier = values[n - 1 - back : len(values) - back]
        for i in range(len(lowest)):
            value = earlier[i]
            lowest[i] = lowest[i] if (value >= lowest[i] or np.isnan(lowest[i])) else value


@compiled
def highest_of(values: Any, n: int, out: Any) -> None:
    """Highest of the last n values, NaN where one of them is or where there are fewer."""
    out[: n - 1] = np.nan
    highest = out[n - 1 :]
    highest[:] = values[n - 1 :]
    for back in range(1, n):
        earlier = values[n - 1 - back : len(values) - back]
        for i in range(len(highest)):
            value = earlier[i]
            highest[i] = highest[i] if (value <= highest[i] or np.isnan(highest[i])) else value


@compiled
def continue_rsi(close: Any, first: int, averages: Any, counts: Any, out: Any) -> None:
    """RSI14 of the bars from `first` on, NaN before bar 150 of the symbol; moves averages[GAIN], averages[LOSS] and counts[BARS]."""
    gain, loss, bars = averages[GAIN], averages[LOSS], counts[BARS]
    for i in range(first, len(close)):
        bars += 1
        out[i] = np.nan
        if bars == 1:
            continue
        change = close[i] - close[i - 1]
        gain = wilder_step(gain, max(change, 0.0), bars - 1.0, WILDER_BARS, KEEP, SHARE)
        loss = wilder_step(loss, max(-change, 0.0), bars - 1.0, WILDER_BARS, KEEP, SHARE)
        if bars >= WARM_UP_RSI:
            out[i] = strength(gain, loss)
    averages[GAIN], averages[LOSS], counts[BARS] = gain, loss, bars


@compiled
def continue_atr(high: Any, low: Any, close: Any, first: int, averages: Any, counts: Any, out: Any) -> None:
    """ATR14 of the bars from `first` on, NaN before 149 ranges; moves averages[RANGE] and counts[RANGES].

    A bar without a high or a low has no range: the average stays what it was, and the bar has no ATR.
    """
    average, ranges = averages[RANGE], counts[RANGES]
    for i in range(first, len(close)):
        out[i] = np.nan
        width = true_range(high[i], low[i], close[i - 1]) if i > 0 else np.nan
        if np.isnan(width):
            continue
        ranges += 1
        average = wilder_step(average, width, float(ranges), WILDER_BARS, KEEP, SHARE)
        if ranges >= WARM_UP_ATR - 1:
            out[i] = average
    averages[RANGE], counts[RANGES] = average, ranges


@compiled
def means_before(volume: Any, first: int, n: int, recent: Any, counts: Any, room: Any, sums: Any, out: Any) -> None:
    """Mean of the n known volumes before each bar from `first` on, NaN where there are fewer; `recent` [n] is moved on.

    room, sums: scratch of n more places than there are bars. A bar without a volume is skipped: the next reach further back.
    """
    before = min(counts[VOLUMES], n)
    room[:before] = recent[:before]
    held = before
    for i in range(first, len(volume)):
        if not np.isnan(volume[i]):
            room[held] = volume[i]
            held += 1
    if held >= n:
        sums_of(room[:held], n, sums)
    place = before
    for i in range(first, len(volume)):
        out[i] = sums[place - 1] / n if place >= n else np.nan
        place += not np.isnan(volume[i])
    kept = min(held, n)
    recent[:kept] = room[held - kept : held]
    counts[VOLUMES] += held - before
