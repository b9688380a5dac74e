"""The judgement of one bar of a period: four votes and their mean, from what was known before the bar and the bar itself.

A forming bar is judged by the same code as if it closed now, so a forming value becomes the closed one without a jump.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import inlined
from dashboard.sections.timeframe import layout as at

TIE = 1e-12  # of the price: nearer than this a close is at its average, and a histogram at zero; rounding is smaller
THIRD = 1.0 / 3.0
KEEP_FAST, TAKE_FAST = 1.0 - 2.0 / (at.FAST + 1.0), 2.0 / (at.FAST + 1.0)
KEEP_SLOW, TAKE_SLOW = 1.0 - 2.0 / (at.SLOW + 1.0), 2.0 / (at.SLOW + 1.0)
KEEP_SIGNAL, TAKE_SIGNAL = 1.0 - 2.0 / (at.SIGNAL + 1.0), 2.0 / (at.SIGNAL + 1.0)
KEEP_STRENGTH, TAKE_STRENGTH = (at.STRENGTH_BARS - 1.0) / at.STRENGTH_BARS, 1.0 / at.STRENGTH_BARS


class Stage(NamedTuple):
    """Which votes a bar has by its place in the record, 1.0 or 0.0 each, and how the signal line takes a bar in."""

    trend: Any
    momentum: Any
    oscillator: Any
    keep_signal: Any
    take_signal: Any


MATURE = Stage(1.0, 1.0, 1.0, KEEP_SIGNAL, TAKE_SIGNAL)  # from OSCILLATOR_NEEDS bars on


@inlined
def stage_of(before: float) -> Stage:
    """The stage of a bar that `before` bars precede; the signal line's seed is the mean of its first values."""
    trend = 1.0 if before >= at.TREND_NEEDS - 1 else 0.0
    momentum = 1.0 if before >= at.MOMENTUM_NEEDS - 1 else 0.0
    oscillator = 1.0 if before >= at.OSCILLATOR_NEEDS - 1 else 0.0
    keep = 1.0 / at.SIGNAL if before == at.MOMENTUM_NEEDS - 1 else KEEP_SIGNAL
    take = 1.0 / at.SIGNAL if before == at.MOMENTUM_NEEDS - 1 else TAKE_SIGNAL
    return Stage(trend, momentum, oscillator, keep, take)


@inlined
def next_stage(before: int) -> int:
    """The first place after `before` at which the stage is another."""
    for change in (at.MOMENTUM_NEEDS - 1, at.MOMENTUM_NEEDS, at.TREND_NEEDS - 1, at.OSCILLATOR_NEEDS - 1):
        if before < change:
            return int(change)
    return 1 << 60


@inlined
def side(excess: float) -> float:
    """1 above, -1 below, 0 at; NaN where there is no excess."""
    return 1.0 if excess > 0.0 else (-1.0 if excess < 0.0 else excess)


@inlined
def beyond(excess: float, tie: float) -> float:
    """1 above, -1 below, 0 within the tie."""
    return 1.0 if excess > tie else (-1.0 if excess < -tie else 0.0)


@inlined
def side_of(close: float, n: int, before: float) -> float:
    """Side of a close by its average of n, which is of the same sign as (n − 1) · close less the n − 1 closes before it."""
    return beyond(close * (n - 1.0) - before, TIE * before)


@inlined
def trend_signs(close: float, short: float, middle: float, long: float) -> float:
    """Signs of the close against its three averages, from the sums of the 9, 19 and 49 closes before it."""
    return (
        side_of(close, at.TREND_WINDOWS[0], short)
        + side_of(close, at.TREND_WINDOWS[1], middle)
        + side_of(close, at.TREND_WINDOWS[2], long)
    )


@inlined
def histogram(close: float, fast: float, slow: float, signal: float, stage: Stage) -> float:
    """MACD(12, 26, 9) histogram if the bar closed there, from the averages before it."""
    line = (fast * KEEP_FAST + close * TAKE_FAST) - (slow * KEEP_SLOW + close * TAKE_SLOW)
    histogram: float = line - (signal * stage.keep_signal + line * stage.take_signal)
    return histogram


@inlined
def momentum_signs(close: float, earlier: float, fast: float, slow: float, signal: float, stage: Stage) -> float:
    """Sign of ROC 10, whose divisor is `earlier`, plus sign of the MACD histogram."""
    return side(close - earlier) + beyond(histogram(close, fast, slow, signal, stage), TIE * close)


@inlined
def oscillator(close: float, previous: float, gain: float, loss: float) -> float:
    """(RSI(14) − 50) / 20 in [−1, 1], from the averages before the bar; NaN where the price has never moved."""
    change = close - previous
    gain = gain * KEEP_STRENGTH + (change if change > 0.0 else 0.0) * TAKE_STRENGTH
    loss = loss * KEEP_STRENGTH + (-change if -change > 0.0 else 0.0) * TAKE_STRENGTH
    both = gain + loss
    return scaled(gain, both) if both > 0.0 else np.nan


@inlined
def scaled(gain: float, both: float) -> float:
    """(RSI − 50) / 20 in [−1, 1], from the average gain and its sum with the average loss."""
    swing = gain / both * (100.0 / at.STRENGTH_SCALE) - 50.0 / at.STRENGTH_SCALE
    swing = 1.0 if swing > 1.0 else swing
    return -1.0 if swing < -1.0 else swing


@inlined
def mean_of(trend: float, momentum: float, swing: float, structure: float, stage: Stage) -> float:
    """Mean of the votes there are, NaN with fewer than LEAST_VOTES. trend, momentum, structure: sums of 3, 2 and 2 signs."""
    has_swing = (stage.oscillator > 0.0) & (not np.isnan(swing))
    has_structure = not np.isnan(structure)
    votes = stage.trend + stage.momentum + (1.0 if has_swing else 0.0) + (1.0 if has_structure else 0.0)
    total = stage.trend * trend * THIRD + stage.momentum * momentum * 0.5
    total += (swing if has_swing else 0.0) + (structure * 0.5 if has_structure else 0.0)
    share = 0.25 if votes >= 4.0 else (THIRD if votes >= 3.0 else (0.5 if votes >= at.LEAST_VOTES else np.nan))
    mean: float = total * share  # by a share and not divided: a division takes as long as all the rest
    return mean


@inlined
def mean_of_grown(trend: float, momentum: float, swing: float, swings: bool, structure: float) -> float:
    """The same mean where trend and momentum vote in any case; whether the oscillator does is known."""
    steps = not np.isnan(structure)
    total = trend * THIRD + momentum * 0.5
    total += (swing if swings else 0.0) + (structure * 0.5 if steps else 0.0)
    mean: float = total * ((0.25 if steps else THIRD) if swings else (THIRD if steps else 0.5))
    return mean
