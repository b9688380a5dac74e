"""The statistical jump model, for comparison: clusters of features whose changes of state cost a penalty (Shu, Yu, Mulvey 2024).

Features of returns: log downside deviation (half-life 10) and Sortino ratios (20 and 60), clipped at 3 standard deviations and
standardised on what is past. Fitted by coordinate descent from two fixed starts and the last fit's centres; every REFIT returns,
on an expanding window. The label of a session is the cheapest state of all paths that end there: online, never revised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray, IntArray
from dashboard.regimes.model import FIRST_FIT, REFIT

PENALTY = 50.0
HALF_LIVES = np.array([10.0, 20.0, 60.0])
WARM_UP = 63  # returns before the features say anything: a Sortino ratio of two days without a fall is not a figure
LARGEST = 3.0  # standard deviations at which a feature is clipped
LEAST_DEVIATION = 1e-8
STARTS = (0, 2)  # the features whose lower and upper thirds are first centres
ROUNDS = 100


class Scale(NamedTuple):
    """How features become comparable; all [F]: clipped to low..high, less centre, over spread."""

    low: FloatArray
    high: FloatArray
    centre: FloatArray
    spread: FloatArray

    def __call__(self, raw: FloatArray) -> FloatArray:
        scaled: FloatArray = (np.clip(raw, self.low, self.high) - self.centre) / self.spread
        return scaled


class Fit(NamedTuple):
    """A fit's scale and centres [K, F], and the least costs [K] of the paths that end at the last return."""

    scale: Scale
    centres: FloatArray
    values: FloatArray


@dataclass(frozen=True)
class JumpRun:
    """The model over n returns. states: int8 [n], 0 bull, 1 bear, −1 before the first fit. fit: what the next return needs."""

    states: NDArray[np.int8]
    penalty: float
    fit: Fit | None = None


@compiled
def features(returns: FloatArray) -> FloatArray:
    """Log downside deviation and two Sortino ratios of returns [n], float64 [n, 3]; weights halve every HALF_LIVES."""
    table = np.empty((len(returns), len(HALF_LIVES)))
    for f in range(len(HALF_LIVES)):
        keep = 0.5 ** (1.0 / HALF_LIVES[f])
        total, falls, weights = 0.0, 0.0, 0.0
        for t in range(len(returns)):
            fall = min(returns[t], 0.0)
            total, falls = keep * total + returns[t], keep * falls + fall * fall
            weights = keep * weights + 1.0
            deviation = np.sqrt(falls / weights) + LEAST_DEVIATION
            table[t, f] = np.log(deviation) if f == 0 else total / weights / deviation
    return table


@compiled
def costs(points: FloatArray, centres: FloatArray, penalty: float, before: FloatArray) -> FloatArray:
    """The least cost of a path that ends in each state at each of points [n, F]: float64 [n, K].

    `before` [K]: the costs one point earlier, zeros for the first of all, where every state is a free start.
    """
    table = np.empty((len(points), len(centres)))
    least = before.min()
    last = before
    for t in range(len(points)):
        next_least = np.inf
        for k in range(len(centres)):
            cost = 0.0
            for f in range(points.shape[1]):
                cost += (points[t, f] - centres[k, f]) ** 2
            table[t, k] = 0.5 * cost + min(last[k], least + penalty)
            next_least = min(next_least, table[t, k])
        least, last = next_least, table[t]
    return table


@inlined
def cheapest(row: FloatArray) -> int:
    """The first of the least costs [K]."""
    best = 0
    for k in range(1, len(row)):
        if row[k] < row[best]:
            best = k
    return best


@compiled
def path(table: FloatArray, penalty: float) -> IntArray:
    """The cheapest path of states, int64 [n], through the costs; only a fit may know it."""
    states = np.empty(len(table), dtype=np.int64)
    states[-1] = cheapest(table[-1])
    for t in range(len(table) - 1, 0, -1):
        best = cheapest(table[t - 1])
        states[t - 1] = best if table[t - 1, best] + penalty < table[t - 1, states[t]] else states[t]
    return states


@compiled
def recentre(points: FloatArray, states: IntArray, centres: FloatArray) -> None:
    """Each centre becomes the mean of its points; one without points stays where it is."""
    totals, counts = np.zeros(centres.shape), np.zeros(len(centres))
    for t in range(len(points)):
        counts[states[t]] += 1.0
        for f in range(points.shape[1]):
            totals[states[t], f] += points[t, f]
    for k in range(len(centres)):
        if counts[k] > 0.0:
            centres[k] = totals[k] / counts[k]


@compiled
def descend(points: FloatArray, centres: FloatArray, penalty: float) -> tuple[float, IntArray]:
    """Alternate between path and centres, in place, until the cost falls no more; returns the cost and the path."""
    nothing = np.zeros(len(centres))
    table = costs(points, centres, penalty, nothing)
    states, cost = path(table, penalty), table[-1].min()
    for _ in range(ROUNDS):
        recentre(points, states, centres)
        table = costs(points, centres, penalty, nothing)
        states, last, cost = path(table, penalty), cost, table[-1].min()
        if last - cost < LEAST_DEVIATION:
            break
    return cost, states


def walk_forward(returns: FloatArray, penalty: float = PENALTY, previous: JumpRun | None = None) -> JumpRun:
    """Online states of returns [n] without NaN; `previous` must come from a prefix and spares its refits."""
    raw = features(returns)
    states = np.full(len(returns), -1, dtype=np.int8)
    done = 0
    if previous is not None:
        done = len(previous.states)
        states[:done] = previous.states
    run = JumpRun(states, penalty) if previous is None else replace(previous, states=states)
    for begin in range(FIRST_FIT, len(returns), REFIT):
        end = min(begin + REFIT, len(returns))
        if end <= done:
            continue
        at = max(begin, done)
        if at == begin:
            run = _refitted(run, raw[WARM_UP:begin], returns[WARM_UP:begin])
        assert run.fit is not None
        table = costs(run.fit.scale(raw[at:end]), run.fit.centres, penalty, run.fit.values)
        run.states[at:end] = table.argmin(axis=1)
        run = replace(run, fit=run.fit._replace(values=table[-1]))
    return run


def _refitted(run: JumpRun, raw: FloatArray, returns: FloatArray) -> JumpRun:
    scale = scale_of(raw)
    points = scale(raw)
    starts = [split(points, feature) for feature in STARTS]
    if run.fit is not None:
        starts.append(scale(run.fit.centres * run.fit.scale.spread + run.fit.scale.centre))
    fits = [(*descend(points, centres, run.penalty), centres) for centres in starts]
    _, states, centres = min(fits, key=lambda fit: fit[0])
    centres = centres[_by_return(returns, states)]
    values = costs(points, centres, run.penalty, np.zeros(len(centres)))[-1]
    return replace(run, fit=Fit(scale, centres, values))


def scale_of(raw: FloatArray) -> Scale:
    """How these features [n, F] are clipped and standardised."""
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    low, high = mean - LARGEST * deviation, mean + LARGEST * deviation
    kept = np.clip(raw, low, high)
    return Scale(low, high, kept.mean(axis=0), np.maximum(kept.std(axis=0), LEAST_DEVIATION))


def split(points: FloatArray, feature: int) -> FloatArray:
    low, high = np.quantile(points[:, feature], (1 / 3, 2 / 3))
    return np.array([points[points[:, feature] <= low].mean(axis=0), points[points[:, feature] >= high].mean(axis=0)])


def _by_return(returns: FloatArray, states: IntArray) -> IntArray:
    """States in the order of what was earned in them, most first."""
    earned = [returns[states == k].sum() for k in range(2)]
    return np.argsort(-np.array(earned), kind="stable")
