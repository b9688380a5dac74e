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
    up, down, ranges, seen = np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width)
    counted, average, directed = np.zeros(width), np.zeros(width), np.zeros(width)
    for t in range(sessions):
        begin, end, first, last = t * stride, t * stride + width, t * across, t * across + width
        accumulate(
            high[begin:end],
            low[begin:end],
            close[begin:end],
            last_high,
            last_low,
            last_close,
            n,
            up,
            down,
            ranges,
            seen,
            counted,
        )
        direct(up, down, ranges, seen, counted, n, plus[first:last], minus[first:last])
        strengthen(up, down, seen, counted, n, average, directed, adx[first:last])


@compiled
def accumulate(
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    last_high: FloatArray,
    last_low: FloatArray,
    last_close: FloatArray,
    n: int,
    up: FloatArray,
    down: FloatArray,
    ranges: FloatArray,
    seen: FloatArray,
    counted: FloatArray,
) -> None:
    """Add one session's movements and true ranges to Wilder's sums, which from the n-th bar on first lose an n-th of themselves.

    counted: whether (1 or 0) the session counts for a symbol: it trades, its high and low are known, and it has a bar before.
    """
    keep = 1.0 - 1.0 / n
    for s in range(len(seen)):
        above, below = moves(high[s], low[s], last_high[s], last_low[s])
        reach = true_range(high[s], low[s], last_close[s])
        counts = not np.isnan(close[s] + reach + last_high[s])
        counted[s] = 1.0 if counts else 0.0
        seen[s] += counted[s]
        fade = keep if counts and seen[s] >= n else 1.0
        up[s] = up[s] * fade + (above if counts else 0.0)
        down[s] = down[s] * fade + (below if counts else 0.0)
        ranges[s] = ranges[s] * fade + (reach if counts else 0.0)
        whole = not np.isnan(close[s] + high[s] + low[s])
        last_high[s] = high[s] if whole else last_high[s]
        last_low[s] = low[s] if whole else last_low[s]
        last_close[s] = last_close[s] if np.isnan(close[s]) else close[s]


@compiled
def direct(
    up: FloatArray,
    down: FloatArray,
    ranges: FloatArray,
    seen: FloatArray,
    counted: FloatArray,
    n: int,
    plus: FloatArray,
    minus: FloatArray,
) -> None:
    """Write one session's +DI and −DI."""
    for s in range(len(seen)):
        scale = 100.0 / ranges[s] if counted[s] > 0.0 and seen[s] >= n and ranges[s] > 0.0 else np.nan
        plus[s], minus[s] = up[s] * scale, down[s] * scale


@compiled
def strengthen(
    up: FloatArray,
    down: FloatArray,
    seen: FloatArray,
    counted: FloatArray,
    n: int,
    average: FloatArray,
    directed: FloatArray,
    adx: FloatArray,
) -> None:
    """Average one session's directional index into ADX, and write it."""
    keep, share = (n - 1.0) / n, 1.0 / n
    for s in range(len(seen)):
        both = up[s] + down[s]
        counts = counted[s] > 0.0 and seen[s] >= n and both > 0.0
        index = 100.0 * abs(up[s] - down[s]) / both
        bars = directed[s] + (1.0 if counts else 0.0)
        moved = wilder_step(average[s], index, bars, n, keep, share)
        average[s], directed[s] = moved if counts else average[s], bars
        adx[s] = moved if counts and bars >= n else np.nan
