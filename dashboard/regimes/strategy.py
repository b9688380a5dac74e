"""The walk-forward test: exposure by label beside plain rules, executed in the session after the close that decided, with costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.indicators.averages import sma_own
from dashboard.market.bars import FloatArray

COST = 0.001  # of what is bought or sold: 10 basis points
YEAR = 252
SLOW = 200


@dataclass(frozen=True, slots=True)
class Performance:
    """A strategy over its sessions. Fractions; sharpe and calmar are None where nothing was risked or lost.

    changes: of its state (the direction, or in and out of the market), per year. turnover: equity traded per year.
    """

    sessions: int
    cagr: float
    sharpe: float | None
    max_drawdown: float
    calmar: float | None
    changes: float
    turnover: float
    exposure: float


def earned(exposure: FloatArray, close: FloatArray, delay: int = 0) -> FloatArray:
    """Net return of each session, float64 [n − 1 − delay]: the exposure decided at a close, held over the next session.

    exposure, close: [n], without NaN. delay: further sessions between decision and execution. Each change costs COST times its
    size; entering at the start is free, for every strategy alike.
    """
    returns = close[1 + delay :] / close[delay:-1] - 1.0
    held = exposure[: len(returns)]
    return held * returns - COST * np.abs(np.diff(held, prepend=held[0]))


def performance(exposure: FloatArray, close: FloatArray, state: FloatArray, delay: int = 0) -> Performance:
    """What an exposure [n] made of closes [n]; `state` [n] is what counts as a change. ValueError with fewer than 2 closes."""
    if len(close) < 2 + delay:
        raise ValueError(f"A performance needs at least {2 + delay} closes, not {len(close)}.")
    net = earned(exposure, close, delay)
    wealth = np.concatenate([[1.0], np.cumprod(1.0 + net)])
    drawdown = float(np.max(1.0 - wealth / np.maximum.accumulate(wealth)))
    years = len(net) / YEAR
    cagr = float(wealth[-1]) ** (1.0 / years) - 1.0
    deviation = float(net.std(ddof=1)) if len(net) > 1 else 0.0
    return Performance(
        len(net),
        cagr,
        float(net.mean() / deviation * np.sqrt(YEAR)) if deviation > 0 else None,
        drawdown,
        cagr / drawdown if drawdown > 0 else None,
        float(np.count_nonzero(np.diff(state))) / years,
        float(np.abs(np.diff(exposure)).sum()) / years,
        float(exposure.mean()),
    )


def comparison(
    close: FloatArray, exposure: FloatArray, direction: FloatArray, calm: FloatArray, jump_bull: FloatArray
) -> Mapping[str, Performance]:
    """Exposure by label beside buy-and-hold, SMA200, a 2-state HMM and a jump model, over the sessions that all of them have.

    All float64 [n] of the benchmark's own sessions, NaN where not yet known: `calm` is the HMM's filtered probability of its
    quieter state, `jump_bull` 1 in the jump model's bull state. Empty when fewer than a year of common sessions.
    """
    average = sma_own(close, SLOW)
    ready = ~(np.isnan(exposure) | np.isnan(average) | np.isnan(calm) | np.isnan(jump_bull))
    if ready.sum() < YEAR:
        return {}
    start = int(np.argmax(ready))
    rules = {
        "buy_and_hold": np.ones(len(close)),
        "sma200": (close > average).astype(np.float64),
        "hmm": (calm > 0.5).astype(np.float64),
        "jump": jump_bull,
    }
    found = {"labels": performance(exposure[start:], close[start:], direction[start:])}
    return found | {name: performance(rule[start:], close[start:], rule[start:]) for name, rule in rules.items()}
