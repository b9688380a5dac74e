"""The statistical model: a calm and a turbulent state of the market, filtered, refitted walk-forward on all that is past.

1. The first FIRST_FIT returns are only learnt from; there are no probabilities for them.
2. Every REFIT returns the parameters are fitted anew to all returns before (an expanding window), starting from the last ones,
   so the path is the same on every machine and there is no seed; the first fit starts from fixed multiples of the variance.
3. In between, each new return moves the filter one step. Nothing ever looks ahead, and no past probability changes.
4. States are ordered by their scale: 0 is calm (the market's bull state), the last turbulent (its bear state).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.regimes.chain import GAUSSIAN, LEAST_VARIANCE, filtered, fit

FIRST_FIT = 504  # returns: two years
REFIT = 126  # returns: half a year
TAILS = 5.0  # degrees of freedom: a crash day is an outlier of its state, not a state of its own
ROUNDS, TOLERANCE = 200, 0.01  # of expectation-maximisation: until a round gains less than this log likelihood
STAY = 0.98  # the first fit's guess of a state's persistence
SPREADS = (0.5, 2.0)  # and of the states' variances, as multiples of the record's


@dataclass(frozen=True, slots=True)
class Parameters:
    """One fit. locations, variances [K] per return; transition [K, K]; start [K]; states ordered by variance."""

    locations: FloatArray
    variances: FloatArray
    transition: FloatArray
    start: FloatArray


@dataclass(frozen=True, slots=True)
class ModelRun:
    """The model over n returns.

    probabilities: float64 [n, K], filtered; NaN before the first fit. refits: int64 [R], the returns before which it was
    refitted. parameters: the last fit, and after: the filter at the last return; both are what the next return needs.
    fits: every fit's Parameters, in the order of `refits`.
    """

    probabilities: FloatArray
    refits: IntArray
    fits: tuple[Parameters, ...]
    tails: float = TAILS


def walk_forward(returns: FloatArray, previous: ModelRun | None = None, tails: float = TAILS) -> ModelRun:
    """The model over returns [n] without NaN, oldest first; `previous` must come from a prefix and spares its refits."""
    run = _started(returns, previous, tails)
    done = 0 if previous is None else len(previous.probabilities)
    for begin in range(FIRST_FIT, len(returns), REFIT):
        end = min(begin + REFIT, len(returns))
        if end <= done:
            continue
        run = _segment(returns, run, begin, max(begin, done), end)
    return run


def _started(returns: FloatArray, previous: ModelRun | None, tails: float) -> ModelRun:
    probabilities = np.full((len(returns), len(SPREADS)), np.nan)
    if previous is None:
        return ModelRun(probabilities, np.empty(0, dtype=np.int64), (), tails)
    probabilities[: len(previous.probabilities)] = previous.probabilities
    return replace(previous, probabilities=probabilities)


def _segment(returns: FloatArray, run: ModelRun, begin: int, at: int, end: int) -> ModelRun:
    """Filter returns[at:end] with the fit of `begin`, which is made when `at` is where it begins."""
    if at == begin:
        guess = run.fits[-1] if run.fits else first_guess(returns[:begin])
        parameters, before = fitted(returns[:begin], guess, run.tails)
        run = replace(run, refits=np.append(run.refits, begin), fits=(*run.fits, parameters))
    else:
        parameters, before = run.fits[-1], run.probabilities[at - 1]
    run.probabilities[at:end] = filtered(
        returns[at:end], parameters.locations, parameters.variances, parameters.transition, before, run.tails
    )
    return run


def first_guess(returns: FloatArray) -> Parameters:
    """Where the first fit starts: the record's mean in every state, its variance times SPREADS, states that stay."""
    states = len(SPREADS)
    variance = max(float(returns.var()), LEAST_VARIANCE)
    transition = np.full((states, states), (1.0 - STAY) / (states - 1))
    np.fill_diagonal(transition, STAY)
    start = np.full(states, 1.0 / states)
    return Parameters(np.full(states, float(returns.mean())), variance * np.array(SPREADS), transition, start)


def fitted(returns: FloatArray, guess: Parameters, tails: float) -> tuple[Parameters, FloatArray]:
    """The likeliest parameters from that guess, states ordered by variance, and the filter [K] at the last return."""
    locations, variances = guess.locations.copy(), guess.variances.copy()
    transition, start = guess.transition.copy(), guess.start.copy()
    _, _, last = fit(returns, locations, variances, transition, start, tails, ROUNDS, TOLERANCE)
    order = np.argsort(variances, kind="stable")
    ordered = Parameters(
        locations[order],
        variances[order],
        np.ascontiguousarray(transition[np.ix_(order, order)]),
        start[order],
    )
    return ordered, last[order]


__all__ = ["FIRST_FIT", "GAUSSIAN", "REFIT", "TAILS", "ModelRun", "Parameters", "first_guess", "fitted", "walk_forward"]
