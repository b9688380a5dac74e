"""The close that would flip a period's sign: where the score, as a function of the running bar's close, changes sides.

1. The votes jump only where the close passes an average, the close 10 bars ago, the histogram's root, or a price that decides
   whether a pivot is confirmed; between two such prices the score moves with RSI alone, never downwards.
2. So each stretch between them is looked at just inside both of its ends, and halved where the side changes within it.
3. Of the prices found the one nearest to the last close is the flip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.forming import judged
from dashboard.sections.timeframe.judgement import (
    KEEP_FAST,
    KEEP_SLOW,
    TAKE_FAST,
    TAKE_SLOW,
    stage_of,
)

JUST_INSIDE = 1e-9  # of the price; the ties of a close with its average are narrower
HALVINGS = 60
HIGHEST = 1000.0  # times the last close: beyond it every vote is cast


@dataclass(frozen=True)
class Flip:
    """close: where the sign flips, None with a reason where no close does. direction: the side of it that flips, "above" or "below".
    flips_now: whether the running bar, as it stands, has the other sign already."""

    close: float | None
    direction: str | None = None
    flips_now: bool = False
    reason: str | None = None


def flip_of(case: FloatArray, score: float, last: float) -> Flip:
    """The flip of a period whose closed score is `score`, by the close of the bar in `case`; last: the newest close."""
    if np.isnan(score):
        return Flip(None, reason="insufficient_history")
    if score == 0.0:
        return Flip(None, reason="score_is_zero")

    def is_flipped(close: float) -> bool:
        now = judged(close, case)[4]
        return bool(now < 0.0) if score > 0.0 else bool(now > 0.0)

    found = sorted(_changes(case, last, is_flipped), key=lambda change: abs(change[0] - last))
    if not found:
        return Flip(None, flips_now=is_flipped(last), reason="no_close_flips_it")
    close, is_flipped_above = found[0]
    return Flip(close, "above" if is_flipped_above else "below", is_flipped(last))


def _changes(case: FloatArray, last: float, is_flipped: Callable[[float], bool]) -> Iterator[tuple[float, bool]]:
    """Every close at which `is_flipped` changes, and whether it holds above it."""
    ends = [0.0, *_breaks(case), HIGHEST * last]
    before: bool | None = None
    for low, high in pairwise(ends):
        inside, outside = low + JUST_INSIDE * max(low, last * JUST_INSIDE), high * (1.0 - JUST_INSIDE)
        if inside >= outside:
            continue
        at_low, at_high = is_flipped(inside), is_flipped(outside)
        if before is not None and before != at_low:
            yield low, at_low
        if at_low != at_high:
            yield _halved(inside, outside, at_high, is_flipped), at_high
        before = at_high


def _halved(low: float, high: float, at_high: bool, is_flipped: Callable[[float], bool]) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if is_flipped(middle) == at_high else (middle, high)
    return high


def _breaks(case: FloatArray) -> list[float]:
    """The prices at which a vote may jump, ascending."""
    prices = [
        case[k] / (n - 1.0) for k, n in zip((at.SUM_SHORT, at.SUM_MIDDLE, at.SUM_LONG), at.TREND_WINDOWS, strict=True)
    ]
    prices += [case[k] for k in (at.CASE_EARLIER, at.CASE_HIGH, at.CASE_LOW, at.CASE_HIGH_LIMIT, at.CASE_LOW_LIMIT)]
    stage = stage_of(int(case[at.CASE_BEFORE]))
    line = (
        stage.keep_signal * case[at.AVERAGE_SIGNAL] / (1.0 - stage.take_signal)
    )  # where the line must be for no histogram
    drift = case[at.AVERAGE_FAST] * KEEP_FAST - case[at.AVERAGE_SLOW] * KEEP_SLOW
    prices.append((line - drift) / (TAKE_FAST - TAKE_SLOW))
    return sorted({float(price) for price in prices if np.isfinite(price) and price > 0.0})
