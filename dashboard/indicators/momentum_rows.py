"""RSI and MACD of a whole panel, a session at a time (see `rows`): what `rsi_own` and `macd_own` give for each symbol."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.indicators.steps import exponential_step, strength, wilder_step
from dashboard.market.bars import FloatArray


@compiled
def rsi_rows(
    close: FloatArray, stride: int, n: int, figure: FloatArray, across: int, sessions: int, width: int
) -> None:
    """Write the relative strength index of each own bar."""
    last, gain, loss, seen = np.full(width, np.nan), np.zeros(width), np.zeros(width), np.zeros(width)
    keep, share = (n - 1.0) / n, 1.0 / n
    for t in range(sessions):
        now, strengths = close[t * stride : t * stride + width], figure[t * across : t * across + width]
        for s in range(width):
            price = now[s]
            change = price - last[s]
            moved = not np.isnan(change)  # neither this bar nor the one before it is missing
            bars = seen[s] + (1.0 if moved else 0.0)
            up = wilder_step(gain[s], change if change > 0.0 else 0.0, bars, n, keep, share)
            down = wilder_step(loss[s], -change if change < 0.0 else 0.0, bars, n, keep, share)
            gain[s], loss[s], seen[s] = up if moved else gain[s], down if moved else loss[s], bars
            last[s] = last[s] if np.isnan(price) else price
            strengths[s] = strength(up, down) if moved and bars >= n else np.nan


@compiled
def macd_rows(
    close: FloatArray,
    stride: int,
    fast: int,
    slow: int,
    signal: int,
    lines: FloatArray,
    signals: FloatArray,
    histograms: FloatArray,
    across: int,
    sessions: int,
    width: int,
) -> None:
    """Write the line, signal and histogram of each own bar."""
    seen, quick, long, trigger = np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width)
    for t in range(sessions):
        now, begin, end = close[t * stride : t * stride + width], t * across, t * across + width
        converge(now, seen, quick, long, trigger, fast, slow, signal)
        publish(
            now,
            seen,
            quick,
            long,
            trigger,
            slow + signal - 1,
            lines[begin:end],
            signals[begin:end],
            histograms[begin:end],
        )


@compiled
def converge(
    now: FloatArray,
    seen: FloatArray,
    quick: FloatArray,
    long: FloatArray,
    trigger: FloatArray,
    fast: int,
    slow: int,
    signal: int,
) -> None:
    """Move the three averages of each symbol on by one session's closes."""
    fast_alpha, slow_alpha, alpha = 2.0 / (fast + 1.0), 2.0 / (slow + 1.0), 2.0 / (signal + 1.0)
    skip = slow - fast  # the fast average starts late, so that both are first known together
    for s in range(len(seen)):
        price = now[s]
        bars = seen[s] + 1.0
        short = exponential_step(quick[s], price if bars > skip else 0.0, bars - skip, fast, fast_alpha)
        wide = exponential_step(long[s], price, bars, slow, slow_alpha)
        line = short - wide if bars >= slow else 0.0
        mean = exponential_step(trigger[s], line, bars - (slow - 1), signal, alpha)
        traded = not np.isnan(price)
        quick[s], long[s] = short if traded else quick[s], wide if traded else long[s]
        trigger[s], seen[s] = mean if traded else trigger[s], bars if traded else seen[s]


@compiled
def publish(
    now: FloatArray,
    seen: FloatArray,
    quick: FloatArray,
    long: FloatArray,
    trigger: FloatArray,
    first: int,
    line: FloatArray,
    average: FloatArray,
    histogram: FloatArray,
) -> None:
    """Write one session's figures, NaN where a symbol has no bar or fewer than `first`."""
    for s in range(len(seen)):
        known = not np.isnan(now[s]) and seen[s] >= first
        gap = quick[s] - long[s]
        line[s], average[s] = gap if known else np.nan, trigger[s] if known else np.nan
        histogram[s] = gap - trigger[s] if known else np.nan
