"""The structure of one symbol's period: its last two confirmed pivot highs and lows, and which way they step."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.judgement import side

SPAN = 2 * at.PIVOT_SIDE


@inlined
def compared(new: float, old: float) -> float:
    """Side of the newer pivot by the older; NaN while there is none."""
    return side(new - old)


@compiled
def mark(prices: FloatArray, bars: int, sign: float, marks: FloatArray) -> None:
    """sign · the price of the pivot that each new bar confirms, NaN where none: float64 [>= bars].

    prices: float64 [>= TAIL + bars], NaN before the first. A pivot exceeds the bars of its left side and is not exceeded by those of
    its right side, so of equal extremes the first counts once. Nothing stands out next to a missing price.
    """
    window = prices[at.TAIL - SPAN : at.TAIL + bars]
    for i in range(bars):
        price = sign * window[i + 5]
        left = (price > sign * window[i]) & (price > sign * window[i + 1]) & (price > sign * window[i + 2])
        left = left & (price > sign * window[i + 3]) & (price > sign * window[i + 4])
        right = (price >= sign * window[i + 6]) & (price >= sign * window[i + 7]) & (price >= sign * window[i + 8])
        right = right & (price >= sign * window[i + 9]) & (price >= sign * window[i + 10])
        marks[i] = price if left & right else np.nan


@compiled
def structure(
    highs: FloatArray, lows: FloatArray, bars: int, memory: FloatArray, marks: FloatArray, sides: FloatArray
) -> None:
    """Per new bar the side of the newer pivot high by the older plus that of the lows, float64 [>= bars], NaN before there are two of
    each; the pivots stay in memory. marks: float64 [2, >= bars], room."""
    mark(highs, bars, 1.0, marks[0])
    mark(lows, bars, -1.0, marks[1])
    tops, bottoms = marks[0], marks[1]
    high, high_before, low, low_before = (
        memory[at.HIGH_NEW],
        memory[at.HIGH_OLD],
        memory[at.LOW_NEW],
        memory[at.LOW_OLD],
    )
    now = compared(high, high_before) + compared(low, low_before)
    for i in range(bars):
        if (not np.isnan(tops[i])) | (not np.isnan(bottoms[i])):
            if not np.isnan(tops[i]):
                high, high_before = tops[i], high
            if not np.isnan(bottoms[i]):
                low, low_before = -bottoms[i], low
            now = compared(high, high_before) + compared(low, low_before)
        sides[i] = now
    memory[at.HIGH_NEW], memory[at.HIGH_OLD], memory[at.LOW_NEW], memory[at.LOW_OLD] = (
        high,
        high_before,
        low,
        low_before,
    )
