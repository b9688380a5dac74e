"""What one bar does to a recursion, shared by the kernels of one symbol and those of a whole panel, so that both agree to the last bit."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import inlined


@inlined
def exponential_step(average: float, value: float, seen: float, n: float, alpha: float) -> float:
    """The average with its seen-th value: a sum up to the n-th, there its mean, then average + alpha · (value − average).

    It selects and never branches, for the sake of loops over symbols.
    """
    moved = average + (value - (0.0 if seen <= n else average)) * (1.0 if seen <= n else alpha)
    return moved / (n if seen == n else 1.0)


@inlined
def wilder_step(average: float, value: float, seen: float, n: float, keep: float, share: float) -> float:
    """The same as Wilder averages: from the n-th value on average · keep + value · share; keep = (n − 1) / n, share = 1 / n."""
    moved = average * (1.0 if seen <= n else keep) + value * (1.0 if seen <= n else share)
    return moved * (share if seen == n else 1.0)


@inlined
def strength(gain: float, loss: float) -> float:
    """100 · gain / (gain + loss); NaN where there was neither: a price that never moved is neither strong nor weak."""
    both = gain + loss
    return 100.0 * gain / both if both > 0.0 else np.nan


@inlined
def true_range(high: float, low: float, before: float) -> float:
    """The largest of high − low and both distances from the close before; NaN where one of the three is missing."""
    extremes = (before if before > high else high) - (before if before < low else low)
    return np.nan if np.isnan(high + low + before) else extremes


@inlined
def moves(high: float, low: float, before_high: float, before_low: float) -> tuple[float, float]:
    """Plus and minus directional movement: only the larger of the two excursions counts, and none when they tie."""
    up, down = high - before_high, before_low - low
    return (up if up > down and up > 0.0 else 0.0), (down if down > up and down > 0.0 else 0.0)
