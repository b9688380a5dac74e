"""McClellan's oscillator and summation index of ratio-adjusted net advances."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.averages import exponential
from dashboard.market.bars import FloatArray
from dashboard.sections.breadth.coverage import ratio

FAST, SLOW = 0.10, 0.05
RATIO_SCALE = 1000.0
NEUTRAL_SUMMATION = 1000.0
WARM_UP = 100


def mcclellan(advances: FloatArray, declines: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Oscillator and summation, float64 [T] each, from advances and declines [T], NaN where missing.

    RANA = 1000 · (A − D) / (A + D). The oscillator is E(.10) − E(.05) of it, both seeded with its first value. A session
    without RANA leaves the averages untouched and has neither figure; nor have the first 99 sessions that do.

    The summation, a running sum of the oscillator M, in closed form: a session with RANA r moves an average E(a) by
    a · (r − E'), so r − E = (1 − a) / a · ΔE: 19 · ΔE(.05) and 9 · ΔE(.10). Hence M = (r − E(.05)) − (r − E(.10)) =
    19 · ΔE(.05) − 9 · ΔE(.10), whose sum is 19 · E(.05) − 9 · E(.10) and a constant, 1000 by convention: independent of
    the day the record starts on. Sources: McClellan (1970), Patterns for Profit; Miekka's closed form.
    """
    rana = RATIO_SCALE * ratio(advances - declines, advances + declines)
    warm = np.cumsum(~np.isnan(rana)) >= WARM_UP
    fast = np.where(warm, exponential(rana, FAST, 1), np.nan)
    slow = np.where(warm, exponential(rana, SLOW, 1), np.nan)
    return fast - slow, NEUTRAL_SUMMATION + 19.0 * slow - 9.0 * fast
