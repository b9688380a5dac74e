"""The seven labels, their bands of the score, and the rules by which one follows another.

Codes run from 0 (strong_downtrend) to 6 (strong_uptrend); −1 says that there is no label yet. The direction is bear below
`choppy`, bull above it.

1. Inside a direction, the label follows the score once it has passed an edge by MARGIN, or stood beyond it for DWELL sessions.
2. The direction changes once the score has passed its edge by DIRECTION_MARGIN, or stood beyond it for DWELL sessions on end:
   a spike must be large, a drift need only last, and a score that stays at 0 after an extreme ends in `choppy` within DWELL.
3. A label lasts at least LABEL_DWELL sessions and a direction DWELL; a direction that may not change yet lets the label go as
   far as its own side reaches. What was held back, and why, is recorded for every session.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray

LABELS = (
    "strong_downtrend",
    "downtrend",
    "choppy_bearish",
    "choppy",
    "choppy_bullish",
    "uptrend",
    "strong_uptrend",
)
DIRECTIONS = ("bear", "neutral", "bull")  # code −1, 0, 1, plus 1
CHOPPY = 3
EDGES = np.array([-0.6, -0.3, -0.05, 0.05, 0.3, 0.6])  # label k lies between EDGES[k − 1] and EDGES[k]
MARGIN = 0.1
DIRECTION_MARGIN = 0.5
LABEL_DWELL = 5
DWELL = 20
NOT_BLOCKED, WITHIN_MARGIN, YOUNG_LABEL, YOUNG_DIRECTION, NO_SCORE = range(5)
BLOCKED = (
    "",
    "the score has left the band, but not by the margin",
    "the label is younger than its dwell",
    "the direction is younger than its dwell",
    "there is no score this session",
)

CodeArray = NDArray[np.int8]
Ages = NDArray[np.int64]


@compiled
def direction_of(label: int) -> int:
    """−1 for the bear labels, 0 for choppy, 1 for the bull labels."""
    return int(label > CHOPPY) - int(label < CHOPPY)


@compiled
def band_of(score: float) -> int:
    """The label whose band the score is in; an edge belongs to the band above it."""
    band = 0
    for k in range(len(EDGES)):
        band += score >= EDGES[k]
    return band


@inlined
def margin_at(edge: int) -> float:
    """The margin by which that edge must be passed: wide at the two where the direction changes."""
    return DIRECTION_MARGIN if edge in (CHOPPY - 1, CHOPPY) else MARGIN


@compiled
def passed(score: float, label: int) -> int:
    """The furthest label towards the score whose edge on the way has been passed by its margin; `label` if none has."""
    reached = label
    while reached < len(EDGES) and score >= EDGES[reached] + margin_at(reached):
        reached += 1
    while reached > 0 and score < EDGES[reached - 1] - margin_at(reached - 1):
        reached -= 1
    return reached


@compiled
def target_of(score: float, label: int, beyond: int, outside: int) -> int:
    """Where the rules lead, dwell aside; beyond, outside: sessions that the score has stood beyond the band, and the direction."""
    band, reached = band_of(score), passed(score, label)
    if outside >= DWELL or direction_of(reached) != direction_of(label):
        return band
    if beyond >= DWELL or reached != label:
        return within(band, label)
    return label


@compiled
def within(label: int, like: int) -> int:
    """The label nearest to `label` that has the direction of `like`."""
    side = direction_of(like)
    if side > 0:
        return max(label, CHOPPY + 1)
    if side < 0:
        return min(label, CHOPPY - 1)
    return CHOPPY


@compiled
def decide(score: float, label: int, age: int, direction_age: int, beyond: int, outside: int) -> tuple[int, int]:
    """The label of a session that has a score, and why it is not the one of the score's band (NOT_BLOCKED if it is)."""
    target, why = target_of(score, label, beyond, outside), NOT_BLOCKED
    if direction_of(target) != direction_of(label) and direction_age < DWELL:
        target, why = within(target, label), YOUNG_DIRECTION
    if target != label and age < LABEL_DWELL:
        target, why = label, YOUNG_LABEL
    if why == NOT_BLOCKED and target != band_of(score):
        why = WITHIN_MARGIN
    return target, why


@inlined
def stood(run: int, beyond: int) -> int:
    """A run of sessions on one side, signed by it, continued by a session `beyond` (its sign; 0 ends the run)."""
    if beyond == 0:
        return 0
    sign = 1 if beyond > 0 else -1
    return run + sign if run * sign > 0 else sign


@compiled
def labelled(score: FloatArray) -> tuple[CodeArray, CodeArray, Ages, Ages, Ages]:
    """Label and blocked code, int8 [n]; age of label, age of direction, and sessions outside the direction, int64 [n].

    score: float64 [n], NaN = missing: the label stays and ages. Outside is signed: negative below the direction's edge.
    """
    n = len(score)
    labels, blocked = np.full(n, -1, dtype=np.int8), np.zeros(n, dtype=np.int8)
    ages, direction_ages, outsides = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    label, age, direction_age, beyond, outside = -1, 0, 0, 0, 0
    for t in range(n):
        age, direction_age = age + 1, direction_age + 1
        if np.isnan(score[t]):
            blocked[t] = NO_SCORE if label >= 0 else NOT_BLOCKED
        elif label < 0:
            label, age, direction_age = band_of(score[t]), 0, 0
        else:
            band = band_of(score[t])
            beyond, outside = stood(beyond, band - label), stood(outside, direction_of(band) - direction_of(label))
            chosen, blocked[t] = decide(score[t], label, age, direction_age, abs(beyond), abs(outside))
            if direction_of(chosen) != direction_of(label):
                direction_age, outside = 0, 0
            if chosen != label:
                label, age, beyond = chosen, 0, 0
        labels[t], ages[t], direction_ages[t], outsides[t] = label, age, direction_age, outside
    return labels, blocked, ages, direction_ages, outsides
