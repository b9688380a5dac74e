"""Moving averages of one series over its own values: a missing value is skipped, and its own place stays missing."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.by_symbol import by_symbol
from dashboard.indicators.compiled import compiled
from dashboard.indicators.rows import checked
from dashboard.market.bars import FloatArray


@compiled
def exponential(values: FloatArray, alpha: float, seed: int) -> FloatArray:
    """Exponential average, float64 [T]: the mean of the first `seed` own values, then average + alpha · (value − average).

    EMA(n) as TA-Lib has it is alpha = 2 / (n + 1), seed = n; McClellan's averages are alpha = .10 and .05, seed = 1.
    """
    averages = np.full(len(values), np.nan)
    seen, average = 0, 0.0
    for t in range(len(values)):
        if np.isnan(values[t]):
            continue
        seen += 1
        if seen <= seed:
            average += values[t]
            if seen == seed:
                average /= seed
        else:
            average += alpha * (values[t] - average)
        if seen >= seed:
            averages[t] = average
    return averages


@compiled
def simple(values: FloatArray, n: int) -> FloatArray:
    """Mean of the last n own values, float64 [T]; NaN before there are n. Each is summed afresh: no drift."""
    averages = np.full(len(values), np.nan)
    last = np.zeros(n)
    seen = 0
    for t in range(len(values)):
        if np.isnan(values[t]):
            continue
        last[seen % n] = values[t]
        seen += 1
        if seen >= n:
            averages[t] = last.sum() / n
    return averages


@compiled
def sma_own(values: FloatArray, n: int) -> FloatArray:
    """Mean of the last n own values, float64 [T], NaN before there are n; a missing value is skipped.

    A window is the end of one block of n values and the beginning of the next, each summed once: as exact as summing every
    window afresh, at the cost of a running sum, which drifts. A window of equal values has that very value as its mean, so
    that rounding never puts a flat close above its own average.
    """
    averages = np.full(len(values), np.nan)
    block, ends = np.zeros(n), np.zeros(n + 1)  # the current block; sums of the previous block's values from k on
    seen, place, begin, equal, last = 0, 0, 0.0, 0, np.nan
    for t in range(len(values)):
        value = values[t]
        if np.isnan(value):
            continue
        seen, equal = seen + 1, equal + 1 if value == last else 1
        last = block[place] = value
        begin += value
        place += 1
        if seen >= n:
            averages[t] = value if equal >= n else (ends[place] + begin) / n
        if place == n:
            place, begin = 0, 0.0
            for k in range(n - 1, -1, -1):
                ends[k] = ends[k + 1] + block[k]
    return averages


@compiled
def ema_own(values: FloatArray, n: int) -> FloatArray:
    """EMA(n), float64 [T]: alpha = 2 / (n + 1), seeded with the mean of the first n own values, as TA-Lib's."""
    return exponential(values, 2.0 / (n + 1.0), n)


@compiled
def wilder_own(values: FloatArray, n: int) -> FloatArray:
    """Wilder's average, float64 [T]: the mean of the first n own values, then (previous · (n − 1) + value) / n.

    Wilder (1978), New Concepts in Technical Trading Systems, p. 23 (ATR) and p. 65 (RSI).
    """
    averages = np.empty(len(values))
    keep, share = (n - 1.0) / n, 1.0 / n  # no division in the chain from bar to bar: it would double the time
    seen, average = 0, 0.0
    for t in range(len(values)):
        value = values[t]
        if np.isnan(value):
            averages[t] = np.nan
            continue
        seen += 1
        if seen > n:
            average = average * keep + value * share
        else:
            average += value
            if seen == n:
                average *= share
        averages[t] = average if seen >= n else np.nan
    return averages


def sma(values: FloatArray, n: int) -> FloatArray:
    """Simple average of n own values: float64 [T] or [T, N], NaN where a symbol has no bar or fewer than n; see `sma_own`."""
    checked(n=n)
    return by_symbol(sma_own, values, n)


def ema(values: FloatArray, n: int) -> FloatArray:
    """Exponential average of span n: float64 [T] or [T, N], NaN where a symbol has no bar or fewer than n; see `ema_own`."""
    checked(n=n)
    return by_symbol(ema_own, values, n)


def wilder(values: FloatArray, n: int) -> FloatArray:
    """Wilder's average of n: float64 [T] or [T, N], NaN where a symbol has no bar or fewer than n; see `wilder_own`."""
    checked(n=n)
    return by_symbol(wilder_own, values, n)
