"""The regime of a market at every session of the panel: what the scans found, then the engine, then what views slice.

1. `of_panel` says what is measured: the market's benchmark, else its first index, else an index made of its stocks.
2. `scan` and `readings` give each session's long and short counts; missing ones are no count, not 0.
3. `engine.compute` does the rest, going on from the last result's runs when the panel only grew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.indicators.percentile import YEAR
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.regimes import engine
from dashboard.regimes.components import NAMES, QUARTER
from dashboard.regimes.engine import Inputs, Regimes
from dashboard.regimes.of_panel import inputs_of
from dashboard.scanner.hits import Scan
from dashboard.scanner.readings import readings, running
from dashboard.scanner.reversal import scan
from dashboard.section import Result, Verdict
from dashboard.sections.regime.markets import benchmark_of, volatility_of
from dashboard.sections.regime.names import DIRECTIONS, LABELS
from dashboard.sections.regime.record import Record, record_of

NOTHING_TO_MEASURE = "This market has neither an index nor stocks, so there is nothing to measure a regime on."


@dataclass(frozen=True)
class Continuation:
    """What the next computation starts from."""

    scan: Scan
    regimes: Regimes


def regime(panel: Panel, previous: Result | None) -> Result:
    """The regimes of the panel's T sessions; `previous` must come from a prefix of the panel."""
    before, benchmark = _continuation(panel, previous), benchmark_of(panel)
    found = scan(panel, None if before is None else before.scan)
    told = readings(panel, found)
    inputs = inputs_of(panel, told.long, told.short)
    if inputs is None or benchmark is None:
        nothing = np.zeros(len(panel.sessions), dtype=np.int64)
        return Result(panel.sessions, {}, nothing, nothing, unavailable=NOTHING_TO_MEASURE)
    regimes = engine.compute(inputs, None if before is None else before.regimes)
    there = ~np.isnan(regimes.components)
    record = Record(
        regimes, found, told, running(panel), benchmark, volatility_of(panel), panel.stocks, _last_seen(there),
        _with_implied(inputs, regimes), panel.sessions, panel.schedule, panel.published,
    )  # fmt: skip
    members = np.full(len(panel.sessions), len(NAMES), dtype=np.int64)
    return Result(
        panel.sessions, _series(regimes), there.sum(axis=1), members, detail=record, resume=Continuation(found, regimes)
    )


def verdict(result: Result) -> Verdict | None:
    """The newest session's label; None where it has no score, since a label that is only carried on is no news."""
    regimes, last = record_of(result).regimes, len(result.sessions) - 1
    if last < 0 or np.isnan(regimes.score[last]):
        return None
    label, way = int(regimes.labels[last]), int(regimes.direction[last])
    return Verdict(
        result.sessions[last], LABELS[label], DIRECTIONS[way + 1], float(regimes.score[last]), float(regimes.confidence[last])
    )  # fmt: skip


def _continuation(panel: Panel, previous: Result | None) -> Continuation | None:
    """The previous computation, if it is one of the first of these sessions."""
    before = None if previous is None else previous.resume
    if previous is None or not isinstance(before, Continuation):
        return None
    return before if np.array_equal(previous.sessions, panel.sessions[: len(previous.sessions)]) else None


def _series(regimes: Regimes) -> dict[str, FloatArray]:
    names = (
        "score", "coverage", "components", "contributions", "confidence", "base_rate", "probabilities", "persistence", "evidence",
        "close", "calm", "jump_bull",
    )  # fmt: skip
    codes = {
        "label": np.where(regimes.labels < 0, np.nan, regimes.labels),
        "direction": np.where(regimes.labels < 0, np.nan, regimes.direction),
        "blocked": regimes.blocked.astype(np.float64),
        "age_sessions": np.where(regimes.labels < 0, np.nan, regimes.age),
    }
    return {name: getattr(regimes, name) for name in names} | codes


def _last_seen(there: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> IntArray:
    """The last session up to each on which a component was there, int64 [T, 6], −1 before its first."""
    rows = np.arange(len(there), dtype=np.int64)[:, None]
    return np.maximum.accumulate(np.where(there, rows, -1), axis=0)


def _with_implied(inputs: Inputs, regimes: Regimes) -> FloatArray:
    """1 where the volatility index had the history to speak, else 0; float64 [T]."""
    spoke = np.zeros(len(regimes.close))
    if inputs.implied is not None:
        known = ~np.isnan(inputs.implied[regimes.own])
        spoke[regimes.own] = known & (np.cumsum(known) >= QUARTER + YEAR - 1)
    return spoke
