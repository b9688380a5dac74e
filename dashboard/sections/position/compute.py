"""Position: what the scan found, in which regime, and what became of such trades, at every session of the panel.

1. `scan` and `readings` find the candidates; `engine.compute` says in which regime, from the same inputs as the regime section.
2. Each row's stop is moved away as far as the policy of its own session's label wants it, and `outcomes` follows just those trades.
3. Sizes are made when they are asked for (`plan`), from the outcomes that were known by then: a past session costs milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.market.panel import Panel
from dashboard.regimes import engine
from dashboard.regimes.engine import Regimes
from dashboard.regimes.labels import CodeArray
from dashboard.regimes.of_panel import inputs_of
from dashboard.regimes.policy import POLICY
from dashboard.scanner.hits import Scan
from dashboard.scanner.outcomes import Outcomes, outcomes
from dashboard.scanner.readings import Readings, readings
from dashboard.scanner.record import record_series
from dashboard.scanner.reversal import scan
from dashboard.section import Result
from dashboard.sections.position.limits import allowed
from dashboard.sections.position.record import Record

NOTHING_TO_MEASURE = (
    "This market has neither an index nor stocks, so there is no regime to size by and nothing to size."
)
LEAST_STOP = 1e-6  # a stop that the multiplier would move to 0 or below stays where the scan has it
STOPS = np.array([rule.stop for rule in POLICY])
LONG_BIAS = np.array([rule.bias in ("long", "both") and rule.entries for rule in POLICY])
SHORT_BIAS = np.array([rule.bias in ("short", "both") and rule.entries for rule in POLICY])


@dataclass(frozen=True)
class Continuation:
    """What the next computation starts from. Nothing in it depends on the trader's book."""

    scan: Scan
    outcomes: Outcomes
    regimes: Regimes


def position(panel: Panel, previous: Result | None) -> Result:
    """Candidates, regimes and outcomes of the panel's T sessions; `previous` must come from a prefix of the panel."""
    before = _continuation(panel, previous)
    found = scan(panel, None if before is None else before.scan)
    told = readings(panel, found)
    inputs = inputs_of(panel, told.long, told.short)
    if inputs is None:
        nothing = np.zeros(len(panel.sessions), dtype=np.int64)
        return Result(panel.sessions, {}, nothing, nothing, unavailable=NOTHING_TO_MEASURE)
    regimes = engine.compute(inputs, None if before is None else before.regimes)
    planned = with_policy_stops(found, regimes.labels)
    ended = outcomes(planned, panel, None if before is None else before.outcomes)
    record = Record(panel, planned, ended, told, regimes)
    return Result(
        panel.sessions, _series(record), found.able, found.members, detail=record, resume=Continuation(found, ended, regimes)
    )  # fmt: skip


def with_policy_stops(found: Scan, labels: CodeArray) -> Scan:
    """The same rows with each stop as far away as the label of its session wants it, labels int8 [T]; R and targets follow it."""
    label = labels[found.row]
    times = np.where(label >= 0, STOPS[label], 1.0)
    stop = found.entry - found.direction * times * found.risk
    return replace(found, stop=np.where(stop >= LEAST_STOP, stop, found.stop))


def _continuation(panel: Panel, previous: Result | None) -> Continuation | None:
    """The previous computation, if it is one of the first of these sessions."""
    before = None if previous is None else previous.resume
    if previous is None or not isinstance(before, Continuation):
        return None
    return before if np.array_equal(previous.sessions, panel.sessions[: len(previous.sessions)]) else None


def _series(record: Record) -> dict[str, FloatArray]:
    told, labels, account = record.readings, record.labels, record.account
    caps = np.array([100.0 * allowed(account, code).gross for code in range(len(POLICY))])
    has_label = labels >= 0
    series = {
        "gross_cap_pct": np.where(has_label, caps[labels], np.nan),
        "candidates_long": told.long,
        "candidates_short": told.short,
        "candidates": np.where(has_label, _in_bias(told, labels), np.nan),
    }
    for direction, known in record_series(record.scan, record.outcomes).items():
        series |= {f"outcomes_{direction}": known.n.astype(np.float64)}
        series |= {f"win_rate_{direction}": known.win_rate, f"mean_r_{direction}": known.mean_r}
    return series


def _in_bias(told: Readings, labels: CodeArray) -> FloatArray:
    """How many candidates the label's bias lets in, float64 [T]; NaN where there was no scan."""
    return np.where(LONG_BIAS[labels], told.long, 0.0) + np.where(SHORT_BIAS[labels], told.short, 0.0) + 0.0 * told.long
