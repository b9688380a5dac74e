"""Momentum of a close: relative strength, convergence of two averages, rate of change."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.by_symbol import by_symbol
from dashboard.indicators.compiled import compiled
from dashboard.indicators.momentum_rows import macd_rows, rsi_rows
from dashboard.indicators.rows import checked, row_by_row
from dashboard.indicators.steps import strength
from dashboard.market.bars import FloatArray


@compiled
def rsi_own(close: FloatArray, n: int) -> FloatArray:
    """Relative strength index in [0, 100] of own closes, float64 [n bars]; first value at bar n.

    Gains and losses averaged as Wilder does. Wilder (1978), New Concepts in Technical Trading Systems, p. 65. NaN while the
    price has never moved, where TA-Lib says 0.
    """
    strengths = np.empty(len(close))
    strengths[:n] = np.nan
    if len(close) <= n:
        return strengths
    gain, loss, keep, share = 0.0, 0.0, (n - 1.0) / n, 1.0 / n
    for t in range(1, n + 1):
        change = close[t] - close[t - 1]
        gain += change if change > 0.0 else 0.0
        loss += -change if change < 0.0 else 0.0
    gain, loss = gain * share, loss * share
    strengths[n] = strength(gain, loss)
    for t in range(n + 1, len(close)):
        change = close[t] - close[t - 1]
        gain = gain * keep + (change if change > 0.0 else 0.0) * share
        loss = loss * keep + (-change if change < 0.0 else 0.0) * share
        strengths[t] = strength(gain, loss)
    return strengths


@compiled
def macd_own(close: FloatArray, fast: int, slow: int, signal: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """MACD line, signal and histogram of own closes in price units, float64 [n bars] each; first values at bar slow + signal − 2.

    As TA-Lib: both averages are first known at bar slow − 1, so the fast one is seeded with the `fast` closes
    up to there, and the signal with the first `signal` lines. Appel (1979), The Moving Average Convergence-Divergence Method.
    """
    line, average, histogram = np.empty(len(close)), np.empty(len(close)), np.empty(len(close))
    first = slow + signal - 2
    line[:first], average[:first], histogram[:first] = np.nan, np.nan, np.nan
    if len(close) <= first:
        return line, average, histogram
    fast_alpha, slow_alpha, signal_alpha = 2.0 / (fast + 1.0), 2.0 / (slow + 1.0), 2.0 / (signal + 1.0)
    quick, long = close[slow - fast : slow].sum() / fast, close[:slow].sum() / slow
    trigger = quick - long  # the sum of the first `signal` lines, then their average
    for t in range(slow, first + 1):
        quick += (close[t] - quick) * fast_alpha
        long += (close[t] - long) * slow_alpha
        trigger += quick - long
    trigger /= signal
    line[first], average[first], histogram[first] = quick - long, trigger, quick - long - trigger
    for t in range(first + 1, len(close)):
        quick += (close[t] - quick) * fast_alpha
        long += (close[t] - long) * slow_alpha
        gap = quick - long
        trigger += (gap - trigger) * signal_alpha
        line[t], average[t], histogram[t] = gap, trigger, gap - trigger
    return line, average, histogram


@compiled
def roc_own(close: FloatArray, n: int) -> FloatArray:
    """Rate of change over n own bars, close / close[n] − 1, a fraction, float64 [n bars]; first value at bar n."""
    changes = np.full(len(close), np.nan)
    for t in range(n, len(close)):
        changes[t] = close[t] / close[t - n] - 1.0
    return changes


def rsi(close: FloatArray, n: int = 14) -> FloatArray:
    """Relative strength index over own bars: float64 [T] or [T, N] in [0, 100], NaN where there is none; see `rsi_own`."""
    checked(n=n)
    return row_by_row(rsi_rows, 1, (close,), n)[0]


def macd(
    close: FloatArray, fast: int = 12, slow: int = 26, signal: int = 9
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """MACD line, signal and histogram over own bars: float64 [T] or [T, N] each, in price units; see `macd_own`.

    ValueError unless fast < slow.
    """
    checked(fast=fast, signal=signal)
    if fast >= slow:
        raise ValueError(f"the fast average must be of fewer bars than the slow one, not {fast} and {slow}")
    line, average, histogram = row_by_row(macd_rows, 3, (close,), fast, slow, signal)
    return line, average, histogram


def roc(close: FloatArray, n: int) -> FloatArray:
    """Rate of change over n own bars, a fraction: float64 [T] or [T, N], NaN where there is none; see `roc_own`."""
    checked(n=n)
    return by_symbol(roc_own, close, n)
