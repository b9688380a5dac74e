"""Evidence: what a record of outcomes in R says about the fraction of equity to risk, and how sure it is.

1. Two-outcome and empirical Kelly of the record (`kelly`). The smaller of the two counts: a mean loss below 1R flatters neither
   the one, which reckons in lost equity, nor the other when losses beyond 1R make it the lower.
2. The trades of one block (one day's rows of a scan rise and fall together) are drawn together, with replacement, thousands of
   times: the 90 % interval of f*, and the share of draws without an edge.
3. Shrunk: times f*²/(f*² + sd²), the sd that of the draws, so that few or contradictory trades count for little. Baker & McHale
   (2013), Optimal Betting Under Parameter Uncertainty, Decision Analysis 10(3): the growth-optimal shrinkage.
4. Recommended: c times that; 0 when more than a quarter of the draws have no edge; null, with its reason, when too little is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.errors import BadAccount, BadTrade
from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sizing.beta import win_rate_interval
from dashboard.sizing.kelly import empirical, two_outcome

FEWEST_TRADES = 30
FEWEST_BLOCKS = 10  # drawn with replacement, fewer make an interval that is far too narrow
MOST_BLOCKS = 1000  # more are added up into so many: the draws scatter as much, and take milliseconds
DRAWS = 2000
LEVEL = 0.9
MOST_DOUBT = 0.25  # of P(f* ≤ 0)
KEPT_DRAWS = 12  # a session's four groups, and those of the sessions around it: 2 MB each at most
LEAST = -1.0  # of a draw: all of equity on the other side; without a single win f* has no bound

WINS, GAIN, LOSSES, LOSS = range(4)  # sums per block

CountArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What n closed trades say. Fractions of equity risked to the stop where not said otherwise; None where it can't be said.

    blocks: how many groups of trades were drawn as one. win_rate: share with R > 0, a fraction, with its 90 % Jeffreys interval.
    payoff: mean win over mean loss. mean_r, mean_loss (positive), worst: in R. kelly: two-outcome f*, of equity lost with a mean
    loss. kelly_empirical: of equity risked to the stop. interval: 90 % of f*, cut at −1, not at 0. p_no_edge: share of draws with
    f* ≤ 0. shrunk: the smaller Kelly, shrunk. recommended: c · shrunk, or 0, or None; reason: why it is 0 or None, a sentence.
    """

    n: int
    blocks: int
    win_rate: float | None = None
    win_rate_interval: tuple[float, float] | None = None
    payoff: float | None = None
    mean_r: float | None = None
    mean_loss: float | None = None
    worst: float | None = None
    kelly: float | None = None
    kelly_empirical: float | None = None
    interval: tuple[float, float] | None = None
    p_no_edge: float | None = None
    shrunk: float | None = None
    recommended: float | None = None
    reason: str | None = None


def evidence(
    outcomes: FloatArray,
    *,
    seed: int,
    multiple: float = 0.25,
    blocks: IntArray | None = None,
    draws: int = DRAWS,
) -> Evidence:
    """The evidence of closed trades, outcomes in R, float64 [n], in any order; the same seed gives the same figures.

    multiple: c, from 0 to 1. blocks: int64 [n], equal for trades that are no separate evidence (those of one scan's session, or
    of ten, as long as a trade lasts); each trade its own if None. BadTrade for an outcome that is not a number, BadAccount for c.
    """
    if not 0.0 <= multiple <= 1.0:
        raise BadAccount(f"The share of Kelly to use lies between 0 and 1, but this one is {multiple}.")
    values = np.ascontiguousarray(outcomes, dtype=np.float64)
    if not np.isfinite(values).all():
        raise BadTrade(f"{int((~np.isfinite(values)).sum())} of {len(values)} outcomes are no finite numbers of R.")
    sums = block_sums(values, blocks)
    reason = _too_little(values, len(sums))
    if reason:
        return Evidence(**_described(values, len(sums)), reason=reason)
    return _estimated(values, bootstrap(sums, draws, seed), len(sums), multiple)


def block_sums(outcomes: FloatArray, blocks: IntArray | None) -> FloatArray:
    """Per block, in the order of their numbers: wins, their sum, losses, their sum (positive), float64 [B, 4]."""
    names = np.arange(len(outcomes)) if blocks is None else np.ascontiguousarray(blocks, dtype=np.int64)
    if len(names) != len(outcomes):
        raise ValueError(f"{len(outcomes)} outcomes can't lie in blocks given for {len(names)}")
    if bool((names[1:] < names[:-1]).any()):  # a scan's rows are in order already
        order = np.argsort(names, kind="stable")
        outcomes, names = outcomes[order], names[order]
    return summed(outcomes, names)


@compiled
def summed(outcomes: FloatArray, names: IntArray) -> FloatArray:
    """`block_sums` of outcomes whose blocks stand together, names int64 [n]."""
    blocks = 0
    for k in range(len(names)):
        blocks += k == 0 or names[k] != names[k - 1]
    sums = np.zeros((blocks, 4))
    at = -1
    for k in range(len(names)):
        at += k == 0 or names[k] != names[k - 1]
        won = outcomes[k] > 0.0
        sums[at, WINS if won else LOSSES] += 1.0
        sums[at, GAIN if won else LOSS] += abs(outcomes[k])
    return sums


def bootstrap(sums: FloatArray, draws: int, seed: int) -> FloatArray:
    """f* of `draws` records, each of as many blocks drawn with replacement, float64 [draws], sorted, none below −1."""
    order, times = drawn(len(sums), draws, seed)
    mixed = sums[order]
    few = mixed if len(mixed) <= MOST_BLOCKS else [mixed[k::MOST_BLOCKS].sum(axis=0) for k in range(MOST_BLOCKS)]
    return np.sort(estimates(np.array(few), times))


@lru_cache(maxsize=KEPT_DRAWS)
def drawn(blocks: int, draws: int, seed: int) -> tuple[IntArray, CountArray]:
    """The order in which so many blocks are mixed, int64 [blocks], and how often each draw takes each of them, uint8 [B, draws].

    B: the blocks, or MOST_BLOCKS. A rhythm in the record must not fall into step with every thousandth, hence the order. Neither
    depends on the outcomes: groups of as many blocks, and sessions that follow each other, draw the same.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(blocks)
    return order, counted(random.random((draws, min(blocks, MOST_BLOCKS))))


@compiled
def counted(shares: FloatArray) -> CountArray:
    """How often each draw takes each block, uint8 [B, draws]; shares: in [0, 1), float64 [draws, B]. None is taken 200 times."""
    draws, blocks = shares.shape
    times = np.zeros((blocks, draws), np.uint8)
    for k in range(draws):
        for share in shares[k]:
            times[int(share * blocks), k] += 1
    return times


@compiled
def estimates(sums: FloatArray, times: CountArray) -> FloatArray:
    """f* of each drawn record; with p = wins/n and b = (gain/wins)/(loss/losses), p − (1 − p)/b is what is kept of the gain, times p."""
    blocks, draws = times.shape
    totals = np.zeros((sums.shape[1], draws))
    for block in range(
        blocks
    ):  # across the draws, not within one: eight sums at a time, each in the order of the blocks
        taken = times[block]
        for column in range(sums.shape[1]):
            weight, total = sums[block, column], totals[column]
            for k in range(draws):
                total[k] += taken[k] * weight
    found = np.empty(draws)
    for k in range(draws):
        wins, gain, losses, loss = totals[WINS, k], totals[GAIN, k], totals[LOSSES, k], totals[LOSS, k]
        found[k] = max(wins / (wins + losses) * (1.0 - loss / gain), LEAST) if gain > 0.0 else LEAST
    return found


def _too_little(outcomes: FloatArray, blocks: int) -> str | None:
    """Why the record carries no estimate, or None."""
    if len(outcomes) < FEWEST_TRADES:
        return f"Only {len(outcomes)} closed trades, and {FEWEST_TRADES} are needed."
    if blocks < FEWEST_BLOCKS:
        return f"The {len(outcomes)} trades come from only {blocks} separate occasions, and {FEWEST_BLOCKS} are needed."
    if not (outcomes < 0.0).any():
        return f"None of the {len(outcomes)} trades lost, so nothing says how much one can lose."
    return None


def _described(outcomes: FloatArray, blocks: int) -> dict[str, Any]:
    """What any record says of itself; of an empty one only that it is empty."""
    n = len(outcomes)
    if n == 0:
        return {"n": 0, "blocks": 0}
    wins, losses = outcomes[outcomes > 0.0], outcomes[outcomes <= 0.0]
    mean_loss = -float(losses.mean()) if len(losses) else None
    return {
        "n": n,
        "blocks": blocks,
        "win_rate": len(wins) / n,
        "win_rate_interval": win_rate_interval(len(wins), n, LEVEL),
        "payoff": float(wins.mean()) / mean_loss if len(wins) and mean_loss else None,
        "mean_r": float(outcomes.mean()),
        "mean_loss": mean_loss,
        "worst": float(outcomes.min()),
    }


def _estimated(outcomes: FloatArray, drawn: FloatArray, blocks: int, multiple: float) -> Evidence:
    known = _described(outcomes, blocks)
    payoff, win_rate = known["payoff"], known["win_rate"]
    kelly = two_outcome(win_rate, payoff) if payoff else 0.0
    exact = empirical(outcomes)
    doubt = float((drawn <= 0.0).mean())
    shrunk = min(kelly, exact) * _precision(kelly, drawn)
    size, reason = _recommended(shrunk, doubt, multiple)
    return Evidence(
        **known,
        kelly=kelly,
        kelly_empirical=exact,
        interval=_central(drawn),
        p_no_edge=doubt,
        shrunk=shrunk,
        recommended=size,
        reason=reason,
    )


def _precision(kelly: float, drawn: FloatArray) -> float:
    """f*²/(f*² + sd²), from 0 to 1."""
    return kelly**2 / (kelly**2 + float(drawn.var(ddof=1))) if kelly > 0.0 else 0.0


def _central(drawn: FloatArray) -> tuple[float, float]:
    """The central 90 % of the sorted draws."""
    edge = int(len(drawn) * (1.0 - LEVEL) / 2.0)
    return float(drawn[edge]), float(drawn[-1 - edge])


def _recommended(shrunk: float, doubt: float, multiple: float) -> tuple[float, str | None]:
    if shrunk <= 0.0:
        return 0.0, "These trades did not gain on average."
    if doubt > MOST_DOUBT:
        return (
            0.0,
            f"With a probability of {doubt:.0%} there is no edge at all, and {MOST_DOUBT:.0%} is the most that is borne.",
        )
    return multiple * shrunk, None
