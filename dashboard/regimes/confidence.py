"""Confidence: how often, so far, this labelling's direction still held ten sessions later from where the score stands now.

1. Each session falls into a cell: how far the score is from where the direction would change, in standard deviations of its own
   ten-session change, and for how long it has stood outside the direction already. Sessions whose direction is too young to
   change within the horizon are a cell of their own.
2. A cell's confidence is the share of its past sessions whose direction held, pulled towards the record's overall share by
   PULL sessions' worth. Only outcomes known at the session count, and there must be LEAST_OUTCOMES of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.regimes.labels import CHOPPY, DIRECTION_MARGIN, DWELL, EDGES, CodeArray

HORIZON = 10
LEAST_OUTCOMES = 250
PULL = 5.0
MEMORY = 252.0  # centre of mass of the score's own volatility
STEPS = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0])  # standard deviations from the change of direction
RUNS = np.array([1, DWELL // 2 - 4, DWELL - HORIZON + 1])  # sessions outside the direction
CELLS = (len(STEPS) + 1) * (len(RUNS) + 1) + 1
LARGEST_CALIBRATION_ERROR = 0.05
BINS = 10


@compiled
def distance(score: FloatArray, direction: CodeArray) -> FloatArray:
    """How far the score is from changing the direction at once, float64 [n]; negative is beyond, NaN without a score."""
    away = np.full(len(score), np.nan)
    up = EDGES[CHOPPY] + DIRECTION_MARGIN
    down = EDGES[CHOPPY - 1] - DIRECTION_MARGIN
    for t in range(len(score)):
        if direction[t] > 0:
            away[t] = score[t] - (EDGES[CHOPPY] - DIRECTION_MARGIN)
        elif direction[t] < 0:
            away[t] = EDGES[CHOPPY - 1] + DIRECTION_MARGIN - score[t]
        else:
            away[t] = min(up - score[t], score[t] - down)
    return away


@compiled
def restlessness(score: FloatArray) -> FloatArray:
    """Root of the exponentially weighted mean square of the score's HORIZON-session changes, float64 [n]; NaN before the first."""
    roots = np.full(len(score), np.nan)
    squares, weights, decay = 0.0, 0.0, MEMORY / (1.0 + MEMORY)
    for t in range(len(score)):
        if t >= HORIZON:
            change = score[t] - score[t - HORIZON]
            if not np.isnan(change):
                squares = decay * squares + change * change
                weights = decay * weights + 1.0
        if weights > 0.0:
            roots[t] = np.sqrt(squares / weights)
    return roots


@compiled
def cells(
    score: FloatArray, direction: CodeArray, labels: CodeArray, direction_age: IntArray, outside: IntArray
) -> IntArray:
    """The cell of each session, int64 [n]; −1 without a label. A missing score counts as one at the very edge."""
    away, unit = distance(score, direction), restlessness(score)
    cell = np.full(len(score), -1, dtype=np.int64)
    for t in range(len(score)):
        if labels[t] < 0:
            continue
        if direction_age[t] + HORIZON < DWELL:
            cell[t] = CELLS - 1
            continue
        far = 0
        if unit[t] > 0.0 and not np.isnan(away[t]):
            for k in range(len(STEPS)):
                far += away[t] >= STEPS[k] * unit[t]
        run = 0
        for k in range(len(RUNS)):
            run += abs(outside[t]) >= RUNS[k]
        cell[t] = far * (len(RUNS) + 1) + run
    return cell


@compiled
def held(direction: CodeArray, labels: CodeArray) -> FloatArray:
    """1 where the direction is the same HORIZON sessions later, 0 where it is not, NaN where that is not known; float64 [n]."""
    outcome = np.full(len(direction), np.nan)
    for t in range(len(direction) - HORIZON):
        if labels[t] >= 0:
            outcome[t] = 1.0 if direction[t + HORIZON] == direction[t] else 0.0
    return outcome


@compiled
def estimated(cell: IntArray, outcome: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Confidence and base rate, both float64 [n], of what was known at each session; NaN before LEAST_OUTCOMES are."""
    confidence, base = np.full(len(cell), np.nan), np.full(len(cell), np.nan)
    count, good = np.zeros(CELLS), np.zeros(CELLS)
    known, kept = 0.0, 0.0
    for t in range(len(cell)):
        told = t - HORIZON
        if told >= 0 and not np.isnan(outcome[told]):
            count[cell[told]] += 1.0
            good[cell[told]] += outcome[told]
            known, kept = known + 1.0, kept + outcome[told]
        if known >= LEAST_OUTCOMES and cell[t] >= 0:
            base[t] = (kept + 1.0) / (known + 2.0)
            confidence[t] = (good[cell[t]] + PULL * base[t]) / (count[cell[t]] + PULL)
    return confidence, base


@dataclass(frozen=True, slots=True)
class Reliability:
    """What past confidence was worth, from the outcomes known at a session.

    n: how many. brier, base_brier: mean squared errors of the confidence and of the base rate known then. skill: 1 − brier /
    base_brier. calibration_error: expected, over BINS equal bins. bins: (said, happened, n) of each that is not empty.
    calibrated: skill above 0 and error within bounds; all but n are None before LEAST_OUTCOMES confidences have an outcome.
    """

    n: int
    base_rate: float | None = None
    brier: float | None = None
    base_brier: float | None = None
    skill: float | None = None
    calibration_error: float | None = None
    calibrated: bool | None = None
    bins: tuple[tuple[float, float, int], ...] = ()


def reliability(confidence: FloatArray, base: FloatArray, outcome: FloatArray, t: int) -> Reliability:
    """The reliability of every confidence whose outcome was known at session t (outcomes of t − HORIZON and before)."""
    last = max(t - HORIZON + 1, 0)
    known = ~np.isnan(confidence[:last]) & ~np.isnan(outcome[:last])
    said, usual, happened = confidence[:last][known], base[:last][known], outcome[:last][known]
    n = len(said)
    if n < LEAST_OUTCOMES:
        return Reliability(n)
    brier, base_brier = float(np.mean((said - happened) ** 2)), float(np.mean((usual - happened) ** 2))
    bins = _binned(said, happened)
    error = sum(abs(a - b) * count for a, b, count in bins) / n
    skill = 1.0 - brier / base_brier if base_brier > 0 else 0.0
    good = skill > 0 and error <= LARGEST_CALIBRATION_ERROR
    return Reliability(n, float(happened.mean()), brier, base_brier, skill, error, good, bins)


def _binned(said: FloatArray, happened: FloatArray) -> tuple[tuple[float, float, int], ...]:
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    chosen = (place == k for k in range(BINS))
    return tuple((float(said[c].mean()), float(happened[c].mean()), int(c.sum())) for c in chosen if c.any())
