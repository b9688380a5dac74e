"""A hidden Markov chain over returns, compiled: densities, Hamilton's filter, and one round of expectation-maximisation.

Each of K hidden states has a location and a squared scale; returns are Student-t around it (`tails` = degrees of freedom) or
Gaussian (`tails` = 0). Hamilton (1989) for the filter, Baum et al. (1970) for the rounds, Peel and McLachlan (2000) for the
weights that a Student-t gives to outliers. Only the filter's probabilities leave this file: they know the past alone.
"""

from __future__ import annotations

from math import pi

import numpy as np

from dashboard.indicators.compiled import compiled, inlined
from dashboard.market.bars import FloatArray

GAUSSIAN = 0.0
LEAST_VARIANCE = 1e-10  # of a log return: a state that holds one value must not become a spike of infinite density
TINY = 1e-300


@inlined
def log_density(value: float, location: float, variance: float, tails: float) -> float:
    """Log density up to a constant that all states share: a filter and a round need no more."""
    distance = (value - location) ** 2 / variance
    if tails == 0.0:
        return float(-0.5 * (np.log(variance) + distance))
    return float(-0.5 * (np.log(variance) + (tails + 1.0) * np.log1p(distance / tails)))


@compiled
def densities(value: float, locations: FloatArray, variances: FloatArray, tails: float, out: FloatArray) -> float:
    """Fill `out` [K] with the densities of a value relative to the largest; returns that one's logarithm."""
    largest = -np.inf
    for k in range(len(out)):
        out[k] = log_density(value, locations[k], variances[k], tails)
        largest = max(largest, out[k])
    for k in range(len(out)):
        out[k] = np.exp(out[k] - largest)
    return largest


@compiled
def step(probability: FloatArray, transition: FloatArray, density: FloatArray, out: FloatArray) -> float:
    """One step of the filter: `out` [K] after a value of that density; returns the value's likelihood."""
    states = len(density)
    likelihood = 0.0
    for k in range(states):
        predicted = 0.0
        for j in range(states):
            predicted += probability[j] * transition[j, k]
        out[k] = max(predicted, TINY) * density[k]
        likelihood += out[k]
    for k in range(states):
        out[k] /= likelihood
    return likelihood


@compiled
def filtered(
    values: FloatArray,
    locations: FloatArray,
    variances: FloatArray,
    transition: FloatArray,
    before: FloatArray,
    tails: float,
) -> FloatArray:
    """P(state | values up to and including this one), float64 [n, K]; `before` [K]: the same one value earlier."""
    states = len(locations)
    probabilities = np.empty((len(values), states))
    density = np.empty(states)
    last = before
    for t in range(len(values)):
        densities(values[t], locations, variances, tails, density)
        step(last, transition, density, probabilities[t])
        last = probabilities[t]
    return probabilities


@compiled
def forward(
    values: FloatArray,
    locations: FloatArray,
    variances: FloatArray,
    transition: FloatArray,
    start: FloatArray,
    tails: float,
    density: FloatArray,
    probability: FloatArray,
) -> float:
    """Fill densities and filtered probabilities, both [n, K], from the first value's distribution; returns the log likelihood."""
    total: float = densities(values[0], locations, variances, tails, density[0])
    likelihood = 0.0
    for k in range(len(start)):
        probability[0, k] = max(start[k], TINY) * density[0, k]
        likelihood += probability[0, k]
    for k in range(len(start)):
        probability[0, k] /= likelihood
    total += np.log(likelihood)
    for t in range(1, len(values)):
        total += densities(values[t], locations, variances, tails, density[t])
        total += np.log(step(probability[t - 1], transition, density[t], probability[t]))
    return total


@compiled
def backward(
    values: FloatArray,
    locations: FloatArray,
    variances: FloatArray,
    transition: FloatArray,
    tails: float,
    density: FloatArray,
    probability: FloatArray,
    start: FloatArray,
    moves: FloatArray,
    sums: FloatArray,
) -> None:
    """Gather what a round needs, walking back: expected moves [K, K], the first state [K], and sums [4, K].

    sums: expected visits; the same weighted by how ordinary each value is (a Student-t's weights, 1 for a Gaussian); and these
    weights' sums of values and of squares around the old location, which spares the variance a cancellation.
    """
    states = len(locations)
    moves[:] = 0.0
    sums[:] = 0.0
    later, earlier = np.ones(states), np.empty(states)
    for t in range(len(values) - 1, -1, -1):
        if t < len(values) - 1:
            pull_back(transition, density[t + 1], later, probability[t], earlier, moves)
            later, earlier = earlier, later
        whole = 0.0
        for k in range(states):
            whole += probability[t, k] * later[k]
        for k in range(states):
            visit = probability[t, k] * later[k] / whole
            offset = values[t] - locations[k]
            weight = visit
            if tails > 0.0:
                weight *= (tails + 1.0) / (tails + offset * offset / variances[k])
            sums[0, k] += visit
            sums[1, k] += weight
            sums[2, k] += weight * offset
            sums[3, k] += weight * offset * offset
            if t == 0:
                start[k] = visit


@inlined
def pull_back(
    transition: FloatArray,
    density: FloatArray,
    later: FloatArray,
    probability: FloatArray,
    earlier: FloatArray,
    moves: FloatArray,
) -> None:
    """One backward step: likelihood of what came later, per state (scaled to sum to 1), and the expected moves of this step."""
    states = len(later)
    whole, scale = 0.0, 0.0
    for j in range(states):
        earlier[j] = 0.0
        for k in range(states):
            earlier[j] += transition[j, k] * density[k] * later[k]
        whole += probability[j] * earlier[j]
        scale += earlier[j]
    for j in range(states):
        for k in range(states):
            moves[j, k] += probability[j] * transition[j, k] * density[k] * later[k] / whole
    for j in range(states):
        earlier[j] /= scale


@compiled
def fit(
    values: FloatArray,
    locations: FloatArray,
    variances: FloatArray,
    transition: FloatArray,
    start: FloatArray,
    tails: float,
    rounds: int,
    tolerance: float,
) -> tuple[float, int, FloatArray]:
    """Maximise the likelihood of values [n] in place, from the given parameters, until a round gains less than `tolerance`.

    Returns the log likelihood (up to the shared constant), the rounds taken, and the filtered probabilities [K] of the last
    value under the parameters that are left in place.
    """
    states = len(locations)
    density, probability = np.empty((len(values), states)), np.empty((len(values), states))
    moves, sums = np.empty((states, states)), np.empty((4, states))
    last, taken = -np.inf, 0
    total = forward(values, locations, variances, transition, start, tails, density, probability)
    while taken < rounds and total - last >= tolerance:
        last = total
        backward(values, locations, variances, transition, tails, density, probability, start, moves, sums)
        improve(locations, variances, transition, moves, sums)
        total = forward(values, locations, variances, transition, start, tails, density, probability)
        taken += 1
    return total, taken, probability[len(values) - 1].copy()


@inlined
def improve(
    locations: FloatArray, variances: FloatArray, transition: FloatArray, moves: FloatArray, sums: FloatArray
) -> None:
    """The parameters that make the expected moves and sums of a round likeliest, written in place."""
    for k in range(len(locations)):
        shift = sums[2, k] / max(sums[1, k], TINY)
        spread = sums[3, k] - sums[1, k] * shift * shift
        locations[k] += shift
        variances[k] = max(spread / max(sums[0, k], TINY), LEAST_VARIANCE)
        leaving = moves[k].sum()
        if leaving > 0.0:
            for j in range(len(locations)):
                transition[k, j] = moves[k, j] / leaving


def log_constant(tails: float) -> float:
    """What `log_density` leaves out: add it once per value for a likelihood that compares with other programs'."""
    from math import lgamma, log

    if tails == GAUSSIAN:
        return -0.5 * log(2 * pi)
    return lgamma((tails + 1) / 2) - lgamma(tails / 2) - 0.5 * log(tails * pi)
