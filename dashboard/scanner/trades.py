"""One trade, walked bar by bar along a panel's sessions until it ends or the panel does; `outcomes` says by which rules."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dashboard.indicators.compiled import compiled

HOLD_BARS = 10  # the entry bar is the first
SILENT = 5  # sessions without a bar, after which an order lapses and a trade is over
COST = 0.001  # of the price, each way
TARGET_R = 2.0
LEAST_RISK, MOST_RISK = 0.5, 3.0  # of the planned risk; at three the open is the planned two-R target itself

STILL_OPEN, STOPPED, TARGET, TIME, SILENT_END, NOT_ENTERED = range(6)


class Trades(NamedTuple):
    """Room for the outcomes of H rows: how, entered_on, known_on, r, as in `Outcomes`."""

    how: Any
    entered_on: Any
    known_on: Any
    r: Any


@compiled
def settle(
    opened: Any, high: Any, low: Any, close: Any, row: Any, column: Any, direction: Any, entry: Any, stop: Any,
    pending: Any, trades: Any,
) -> None:  # fmt: skip
    """Walk the pending rows' trades. opened, high, low, close: float64 [T, >=S]; the others as in `Scan` and `Outcomes`."""
    for h in pending:
        t, s, way = int(row[h]), int(column[h]), float(direction[h])
        at = next_bar(close, t, s)
        if at == len(close):
            continue
        if at < 0 or not acceptable(way * (opened[at, s] - stop[h]), way * (entry[h] - stop[h])):
            trades.how[h] = NOT_ENTERED
            trades.known_on[h] = at if at >= 0 else t + SILENT
            continue
        fill = opened[at, s]
        trades.entered_on[h] = at
        how, on, price = walk(opened, high, low, close, at, s, way, fill, stop[h])
        if how != STILL_OPEN:
            trades.how[h], trades.known_on[h] = how, on
            trades.r[h] = (way * (price - fill) - COST * (fill + price)) / (way * (fill - stop[h]))


@compiled
def next_bar(close: Any, t: int, s: int) -> int:
    """The row of the stock's next bar after t; T where the panel ends before that is known; −1 after SILENT sessions without."""
    for row in range(t + 1, min(t + SILENT, len(close) - 1) + 1):
        if not np.isnan(close[row, s]):
            return row
    return -1 if t + SILENT < len(close) else len(close)


@compiled
def acceptable(risk: float, planned: float) -> bool:
    """Whether the risk that the open leaves is one to take; never where there was no open."""
    return LEAST_RISK * planned <= risk < MOST_RISK * planned


@compiled
def walk(
    opened: Any, high: Any, low: Any, close: Any, entered: int, s: int, way: float, fill: float, stop: float
) -> tuple[int, int, float]:
    """How the trade ended, on which row and at which price; STILL_OPEN where the panel ends first."""
    target = fill + TARGET_R * (fill - stop)
    at, bars, price = entered, 1, np.nan
    while True:
        if bars > 1 and way * (opened[at, s] - stop) <= 0.0:
            return STOPPED, at, opened[at, s]
        if bars > 1 and way * (opened[at, s] - target) >= 0.0:
            return TARGET, at, opened[at, s]
        worst, best = reach(high[at, s], low[at, s], close[at, s], way)
        if way * (worst - stop) <= 0.0:
            price = stop if high[at, s] >= low[at, s] else worst
            return STOPPED, at, price
        if way * (best - target) >= 0.0:
            return TARGET, at, target
        if bars == HOLD_BARS:
            return TIME, at, close[at, s]
        following = next_bar(close, at, s)
        if following == len(close):
            return STILL_OPEN, -1, np.nan
        if following < 0:
            return SILENT_END, at + SILENT, close[at, s]
        at, bars = following, bars + 1


@compiled
def reach(high: float, low: float, close: float, way: float) -> tuple[float, float]:
    """How far a bar went against the trade and with it; its close where high or low is missing."""
    if not high >= low:
        return close, close
    return (low, high) if way > 0.0 else (high, low)
