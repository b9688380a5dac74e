"""ATR and directional movement of a whole panel, a session at a time (see `rows`): what `atr_own` and `directional_own` give."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.indicators.steps import moves, true_range, wilder_step
from dashboard.market.bars import FloatArray


@compiled
def atr_rows(
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    stride: int,
    n: int,
    figure: FloatArray,
    across: int,
    sessions: int,
    width: int,
) -> None:
    """Write the average true range of each own bar."""
    last, average, seen = np.full(width, np.nan), np.zeros(width), np.zeros(width)
    keep, share = (n - 1.0) / n, 1.0 / n
    for t in range(sessions):
        begin, end = t * stride, t * stride + width
        tops, bottoms, now, averages = (
            high[begin:end],
            low[begin:end],
            close[begin:end],
            figure[t * across : t * across + width],
        )
        for s in range(width):
            price = now[s]
            range_ = true_range(tops[s], bottoms[s], last[s])
            counts = not np.isnan(range_) and not np.isnan(price)
            bars = seen[s] + (1.0 if counts else 0.0)
            moved = wilder_step(average[s], range_, bars, n, keep, share)
            average[s], seen[s] = moved if counts else average[s], bars
            last[s] = last[s] if np.isnan(price) else price
            averages[s] = moved if counts and bars >= n else np.nan


@compiled
def directional_rows(
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    stride: int,
    n: int,
    adx: FloatArray,
    plus: FloatArray,
    minus: FloatArray,
    across: int,
    sessions: int,
    width: int,
) -> None:
    """Write ADX, +DI and −DI of each own bar."""
    last_high, last_low, last_close = np.full(width, np.nan), np.full(width, np.nan), np.full(width, np.nan)
    up, down, ranges, counted = np.empty(width), np.empty(width), np.empty(width), np.empty(width)
    up_sum, down_sum, range_sum, seen = np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width)
    average, directed = np.zeros(width), np.zeros(width)
    for t in range(sessions):
        begin, end, first, last = t * stride, t * stride + width, t * across, t * across + width
        measure(
            high[begin:end],
            low[begin:end],
            close[begin:end],
            last_high,
            last_low,
            last_close,
            up,
            down,
            ranges,
            counted,
        )
        remember(high[begin:end], low[begin:end], close[begin:end], last_high, last_low, last_close)
        accumulate(up, down, ranges, counted, n, up_sum, down_sum, range_sum, seen)
        direct(up_sum, down_sum, range_sum, counted, seen, n, plus[first:last], minus[first:last])
        strengthen(up_sum, down_sum, counted, seen, n, average, directed, adx[first:last])


@compiled
def measure(
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    last_high: FloatArray,
    last_low: FloatArray,
    last_close: FloatArray,
    up: FloatArray,
    down: FloatArray,
    ranges: FloatArray,
    counted: FloatArray,
) -> None:
    """One session's movements and true ranges, and whether (1 or 0) a symbol has them: it trades, and has a bar before."""
    for s in range(len(close)):
        up[s], down[s] = moves(high[s], low[s], last_high[s], last_low[s])
        ranges[s] = true_range(high[s], low[s], last_close[s])
        counts = not np.isnan(close[s] + ranges[s] + last_high[s])
        counted[s] = 1.0 if counts else 0.0


@compiled
def remember(
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    last_high: FloatArray,
    last_low: FloatArray,
    last_close: FloatArray,
) -> None:
    """Keep the newest own high and low, of a bar that has both, and the newest own close."""
    for s in range(len(close)):
        whole = not np.isnan(close[s] + high[s] + low[s])
        last_high[s] = high[s] if whole else last_high[s]
        last_low[s] = low[s] if whole else last_low[s]
        last_close[s] = last_close[s] if np.isnan(close[s]) else close[s]


@compiled
def accumulate(
    up: FloatArray,
    down: FloatArray,
    ranges: FloatArray,
    counted: FloatArray,
    n: int,
    up_sum: FloatArray,
    down_sum: FloatArray,
    range_sum: FloatArray,
    seen: FloatArray,
) -> None:
    """Add one session's movements and ranges to Wilder's sums, which from the n-th bar on first lose an n-th of themselves."""
    keep = 1.0 - 1.0 / n
    for s in range(len(seen)):
        counts = counted[s] > 0.0
        seen[s] += counted[s]
        fade = keep if seen[s] >= n else 1.0
        up_sum[s] = up_sum[s] * fade + up[s] if counts else up_sum[s]
        down_sum[s] = down_sum[s] * fade + down[s] if counts else down_sum[s]
        range_sum[s] = range_sum[s] * fade + ranges[s] if counts else range_sum[s]


@compiled
def direct(
    up_sum: FloatArray,
    down_sum: FloatArray,
    range_sum: FloatArray,
    counted: FloatArray,
    seen: FloatArray,
    n: int,
    plus: FloatArray,
    minus: FloatArray,
) -> None:
    """Write one session's +DI and −DI."""
    for s in range(len(seen)):
        known = counted[s] > 0.0 and seen[s] >= n and range_sum[s] > 0.0
        plus[s] = 100.0 * up_sum[s] / range_sum[s] if known else np.nan
        minus[s] = 100.0 * down_sum[s] / range_sum[s] if known else np.nan


@compiled
def strengthen(
    up_sum: FloatArray,
    down_sum: FloatArray,
    counted: FloatArray,
    seen: FloatArray,
    n: int,
    average: FloatArray,
    directed: FloatArray,
    adx: FloatArray,
) -> None:
    """Average one session's directional movement index into ADX, and write it."""
    keep, share = (n - 1.0) / n, 1.0 / n
    for s in range(len(seen)):
        both = up_sum[s] + down_sum[s]
        counts = counted[s] > 0.0 and seen[s] >= n and both > 0.0
        index = 100.0 * abs(up_sum[s] - down_sum[s]) / both
        bars = directed[s] + (1.0 if counts else 0.0)
        moved = wilder_step(average[s], index, bars, n, keep, share)
        average[s], directed[s] = moved if counts else average[s], bars
        adx[s] = moved if counts and bars >= n else np.nan
