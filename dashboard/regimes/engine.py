"""The engine: one market's arrays in, its regime at every session out; a later panel continues from the last result.

1. `participation` counts the stocks; `measured` reads trend, momentum and volatility off the benchmark; `walk_forward` runs the
   statistical model; the scanner's counts are taken as given. Six components, each in [−1, 1] or missing.
2. score = weighted mean of the components that are there; `coverage` is the share of all weight that they carry.
3. `labelled` turns the score into labels; `cells` and `estimated` say how often such a direction has held.

All of it runs on the benchmark's own sessions. On a session without a benchmark close every figure is missing, and the label stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.indicators.volatility import log_returns_own
from dashboard.market.bars import FloatArray, IntArray
from dashboard.regimes.chain import GAUSSIAN
from dashboard.regimes.components import NAMES, WEIGHTS, measured, scanner
from dashboard.regimes.confidence import cells, estimated, held
from dashboard.regimes.jump import PENALTY, JumpRun
from dashboard.regimes.jump import walk_forward as jump_forward
from dashboard.regimes.labels import Ages, CodeArray, labelled
from dashboard.regimes.model import ModelRun, walk_forward
from dashboard.regimes.participation import BoolArray, Participation, breadth, equal_weighted, participation

LEAST_COVERAGE = 0.5  # of all weight, and the trend among it: else there is no score


@dataclass(frozen=True)
class Inputs:
    """What the engine needs of a market of T sessions.

    benchmark: float64 [T], the benchmark's closes, NaN where it has none; None for a market without an index: an equally
    weighted index of its stocks is made. implied: [T], a volatility index's closes, or None. stocks, members: [T, N] closes and
    membership of the stocks, or None. long, short: [T], the scanner's counts, NaN where there was no scan, or None.
    """

    benchmark: FloatArray | None
    implied: FloatArray | None = None
    stocks: FloatArray | None = None
    members: BoolArray | None = None
    long: FloatArray | None = None
    short: FloatArray | None = None


@dataclass(frozen=True)
class Resume:
    """What the next computation continues from: the runs that are worth not repeating."""

    model: ModelRun
    hmm: ModelRun
    jump: JumpRun
    participation: Participation | None


@dataclass(frozen=True)
class Regimes:
    """The regime of every session, T in all; axis 1 of components is NAMES. Floats are NaN, codes −1, where there is none yet.

    close [T]: the benchmark that was measured (`own_index`: one made of the stocks). own: int64 [n], sessions that have its close.
    components, contributions: float64 [T, 6]; a contribution is weight · value / weight present, and they add up to the score.
    coverage, score, confidence, base_rate, held [T]: held is 1, 0 or NaN, whether the direction was the same 10 sessions later.
    labels, direction, blocked: int8 [T], see `labels`. age, direction_age, outside: int64 [T], sessions.
    probabilities: [T, 3] bull, neutral, bear: the model has two states, so neutral is 0. calm, jump_bull [T]: the rivals' states.
    persistence, evidence [T]. breadth_valid, breadth_members: int64 [T]; 0 without stocks. refits: int64 [R], sessions.
    """

    close: FloatArray
    own_index: bool
    own: IntArray
    components: FloatArray
    contributions: FloatArray
    coverage: FloatArray
    score: FloatArray
    labels: CodeArray
    direction: CodeArray
    blocked: CodeArray
    age: Ages
    direction_age: Ages
    outside: Ages
    confidence: FloatArray
    base_rate: FloatArray
    held: FloatArray
    probabilities: FloatArray
    calm: FloatArray
    jump_bull: FloatArray
    persistence: FloatArray
    evidence: FloatArray
    breadth_valid: IntArray
    breadth_members: IntArray
    refits: IntArray
    resume: Resume = field(repr=False)


def compute(inputs: Inputs, previous: Regimes | None = None) -> Regimes:
    """The regimes of a market; `previous`, of a prefix of the same inputs, makes it cheap and changes nothing.

    ValueError when there is neither a benchmark nor a stock.
    """
    close, own_index = _benchmark(inputs)
    sessions, own = len(close), np.flatnonzero(~np.isnan(close))
    resume = _resumed(inputs, np.ascontiguousarray(close[own]), None if previous is None else previous.resume)
    components, persistence, evidence = _components(inputs, close, own, resume)
    contributions, coverage, score = scored(components[own])
    labels, blocked, age, direction_age, outside = labelled(score)
    direction = np.where(labels >= 0, np.sign(labels - 3), 0).astype(np.int8)
    outcome = held(direction, labels)
    confidence, base = estimated(cells(score, direction, labels, direction_age, outside), outcome)

    def spread(figure: FloatArray) -> FloatArray:
        return _spread(figure, own, sessions)

    counted = resume.participation
    nothing = np.zeros(sessions, dtype=np.int64)
    return Regimes(
        close, own_index, own, components, spread(contributions), spread(coverage), spread(score),
        _carried(labels, own, sessions, -1), _carried(direction, own, sessions, 0), _carried(blocked, own, sessions, 0),
        _carried(age, own, sessions, 0), _carried(direction_age, own, sessions, 0), _carried(outside, own, sessions, 0),
        spread(confidence), spread(base), spread(outcome),
        spread(_probabilities(resume.model)), spread(_after(resume.hmm.probabilities[:, 0])),
        spread(_after(np.where(resume.jump.states < 0, np.nan, resume.jump.states == 0))),
        persistence, evidence,
        nothing if counted is None else counted.valid[:, -1], nothing if counted is None else counted.members,
        own[1 + resume.model.refits], resume,
    )  # fmt: skip


def scored(components: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Contributions [n, 6], coverage [n] and score [n] of components [n, 6]: what is missing drops out and weights renormalise."""
    there = ~np.isnan(components)
    carried = np.zeros(len(components))
    for k in range(len(WEIGHTS)):  # one after another, so that a longer record adds up in the same order
        carried += WEIGHTS[k] * there[:, k]
    coverage = carried / WEIGHTS.sum()
    enough = (coverage >= LEAST_COVERAGE) & there[:, NAMES.index("trend")]
    contributions = np.divide(
        components * WEIGHTS, carried[:, None], out=np.full(components.shape, np.nan), where=enough[:, None]
    )
    score = np.zeros(len(components))
    for k in range(len(WEIGHTS)):
        score += np.where(there[:, k], contributions[:, k], 0.0)
    return contributions, coverage, np.where(enough, score, np.nan)


def _benchmark(inputs: Inputs) -> tuple[FloatArray, bool]:
    if inputs.benchmark is not None:
        return inputs.benchmark, False
    if inputs.stocks is None or inputs.stocks.shape[1] == 0:
        raise ValueError("A regime needs a benchmark index, or stocks to make one of.")
    return equal_weighted(inputs.stocks), True


def _resumed(inputs: Inputs, close: FloatArray, before: Resume | None) -> Resume:
    returns = log_returns_own(close)[1:]
    counted = None
    if inputs.stocks is not None and inputs.members is not None and inputs.stocks.shape[1] > 0:
        counted = participation(inputs.stocks, inputs.members, None if before is None else before.participation)
    return Resume(
        walk_forward(returns, None if before is None else before.model),
        walk_forward(returns, None if before is None else before.hmm, GAUSSIAN),
        jump_forward(returns, PENALTY, None if before is None else before.jump),
        counted,
    )


def _components(
    inputs: Inputs, close: FloatArray, own: IntArray, resume: Resume
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Components [T, 6], and persistence and evidence [T]."""
    sessions = len(close)
    missing = np.full(sessions, np.nan)
    implied = missing if inputs.implied is None else inputs.implied
    read = measured(np.ascontiguousarray(close[own]), np.ascontiguousarray(implied[own]))
    evidence = _spread(read.evidence, own, sessions)
    taking_part = missing if resume.participation is None else evidence * breadth(resume.participation)
    scans = missing if inputs.long is None or inputs.short is None else scanner(inputs.long, inputs.short)
    told = _probabilities(resume.model)
    columns = (
        _spread(read.trend, own, sessions),
        _spread(read.momentum, own, sessions),
        taking_part,
        _spread(read.volatility, own, sessions),
        scans,
        _spread(told[:, 0] - told[:, 2], own, sessions),
    )
    return np.column_stack(columns), _spread(read.persistence, own, sessions), evidence


def _probabilities(run: ModelRun) -> FloatArray:
    """P(bull), P(neutral), P(bear) at each close: float64 [n + 1, 3] of the probabilities of n returns."""
    calm, turbulent = run.probabilities[:, 0], run.probabilities[:, 1]
    return _after(np.column_stack([calm, np.where(np.isnan(calm), np.nan, 0.0), turbulent]))


def _after(of_returns: FloatArray) -> FloatArray:
    """Figures of returns as figures of closes: the first close has none."""
    return np.concatenate([np.full((1, *of_returns.shape[1:]), np.nan), of_returns])


def _spread(figure: FloatArray, own: IntArray, sessions: int) -> FloatArray:
    if len(own) == sessions:
        return figure[:sessions]
    everywhere = np.full((sessions, *figure.shape[1:]), np.nan)
    everywhere[own] = figure[: len(own)]
    return everywhere


def _carried(code: NDArray[np.signedinteger], own: IntArray, sessions: int, before: int) -> NDArray[np.signedinteger]:
    """Codes of own sessions on all of them: a session without a close keeps the last."""
    if len(own) == sessions:
        return code
    last = np.searchsorted(own, np.arange(sessions), side="right") - 1
    padded = np.concatenate([[before], code]).astype(code.dtype)
    return padded[last + 1]
