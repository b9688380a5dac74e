"""Zweig's breadth thrust: from a washed-out market to a broad advance within ten sessions, and what came after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.averages import exponential
from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sections.breadth.coverage import ratio
from dashboard.sections.breadth.layout import THRUST_HORIZONS, THRUST_WITHIN

SPAN = 10
LOW, HIGH = 0.40, 0.615
NO_ROW = -1


@dataclass(frozen=True)
class Thrusts:
    """armed: int64 [T], the row of the low that session t is armed by, NO_ROW if none. rows, armed_rows: int64 [K], the thrusts.

    ended: int64 [K, 3], the row at which the benchmark completed each of THRUST_HORIZONS, NO_ROW while unknown; forward: float64
    [K, 3], its return in percent until then. benchmark: its symbol, None where the market has none.
    """

    armed: IntArray
    rows: IntArray
    armed_rows: IntArray
    ended: IntArray
    forward: FloatArray
    benchmark: str | None


def zweig(advances: FloatArray, declines: FloatArray) -> FloatArray:
    """EMA10 (seeded with its first ten values' mean) of A / (A + D), float64 [T]. Zweig (1986), Winning on Wall Street."""
    return exponential(ratio(advances, advances + declines), 2.0 / (SPAN + 1), SPAN)


@compiled
def arming(values: FloatArray) -> tuple[IntArray, IntArray]:
    """armed [T], and thrust [T]: the low that a thrust at that session started from, NO_ROW elsewhere.

    A session below LOW arms, the latest one counts; a session above HIGH at most THRUST_WITHIN sessions after it is a thrust and
    spends it: there is one thrust per armed episode. Sessions are the exchange's, with or without a figure. The session that
    is THRUST_WITHIN after the low is the last chance; once it has passed without a thrust, nothing is armed.
    """
    armed = np.full(len(values), NO_ROW, dtype=np.int64)
    thrust = np.full(len(values), NO_ROW, dtype=np.int64)
    low = NO_ROW
    for t in range(len(values)):
        if values[t] < LOW:
            low = t
        elif low != NO_ROW and t - low <= THRUST_WITHIN and values[t] > HIGH:
            thrust[t] = low
            low = NO_ROW
        if low != NO_ROW and t - low < THRUST_WITHIN:
            armed[t] = low
    return armed, thrust


def thrusts(panel: Panel, values: FloatArray) -> Thrusts:
    """Every thrust in the series, with the benchmark's return over its next 21, 63 and 252 own bars where they have ended."""
    armed, thrust = arming(values)
    rows = np.flatnonzero(thrust != NO_ROW)
    benchmark = panel.market.benchmark if panel.market.benchmark in panel.symbols else None
    ended = np.full((len(rows), len(THRUST_HORIZONS)), NO_ROW, dtype=np.int64)
    forward = np.full(ended.shape, np.nan)
    if benchmark is not None and len(rows):
        _follow(panel.close[:, panel.column(benchmark)], rows, ended, forward)
    return Thrusts(armed, rows, thrust[rows], ended, forward, benchmark)


def _follow(close: FloatArray, rows: IntArray, ended: IntArray, forward: FloatArray) -> None:
    """Fill in where each horizon ended and what it returned; a thrust on a session without a benchmark close has neither."""
    bars = np.flatnonzero(~np.isnan(close))
    for k, row in enumerate(rows):
        place = int(np.searchsorted(bars, row))
        if place == len(bars) or bars[place] != row:
            continue
        for h, horizon in enumerate(THRUST_HORIZONS):
            if place + horizon < len(bars):
                ended[k, h] = bars[place + horizon]
                forward[k, h] = 100.0 * (close[ended[k, h]] / close[row] - 1.0)
