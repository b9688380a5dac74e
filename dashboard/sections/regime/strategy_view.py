"""What follows from a label: the policy, what each label was worth so far, and the policy tested beside plain rules; as of one session."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from dashboard.regimes.policy import POLICY, exposures
from dashboard.regimes.record import AHEAD, EDGE, LEAST_SESSIONS, LabelRecord
from dashboard.regimes.record import record as record_of_labels
from dashboard.regimes.strategy import COST, YEAR, Performance, comparison
from dashboard.section import Result
from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.record import Record, record_of

NO_EDGE, MEASURED, AGAINST, TOO_FEW = "no measured edge", "measured", "measured, but against it", "too few to tell"


def strategy(result: Result, t: int) -> dict[str, Any]:
    """Policy, record and walk-forward test, the strongest label first; outcomes are those known at session t."""
    record = record_of(result)
    label = int(record.regimes.labels[t])
    return {
        "label": LABELS[label] if label >= 0 else None,
        "policy": [allowed(code) for code in reversed(range(len(LABELS)))],
        "record": [_line(line) for line in reversed(_records(record, t))],
        "record_of": {
            "benchmark": record.benchmark.symbol or record.benchmark.name, "ahead_sessions": AHEAD, "edge_at_p": EDGE,
            "least_sessions": LEAST_SESSIONS,
        },
        "walk_forward": _walk_forward(result, record, t),
    }  # fmt: skip


def strategy_table(result: Result, t: int) -> dict[str, list[Any]]:
    """Policy and record of each label side by side, as columns."""
    told = strategy(result, t)
    rows = [
        {**rule, **{name: figure for name, figure in line.items() if name != "label"}}
        for rule, line in zip(told["policy"], told["record"], strict=True)
    ]
    return {name: [row[name] for row in rows] for name in rows[0]}


def allowed(label: int) -> dict[str, Any]:
    """What the label of that code allows: its line of the policy."""
    rule = POLICY[label]
    return {
        "label": rule.label, "gross_exposure_cap": rule.exposure, "bias": rule.bias, "max_positions": rule.positions,
        "stop_multiplier": rule.stop, "entries_allowed": rule.entries, "text": rule.text,
    }  # fmt: skip


def _records(record: Record, t: int) -> tuple[LabelRecord, ...]:
    known = record.place(t) + 1
    return record_of_labels(record.own.close[:known], record.own.labels[:known])


def _line(line: LabelRecord) -> dict[str, Any]:
    return {
        "label": line.label, "n": line.n, "return_next_day": line.next_day, "return_21": line.month, "hit_rate": line.hit_rate,
        "worst": line.worst, "difference": line.difference, "p": line.p, "edge": line.edge, "words": _edge(line),
    }  # fmt: skip


def _edge(line: LabelRecord) -> str:
    if line.p is None:
        return TOO_FEW
    if line.edge:
        return MEASURED
    return AGAINST if line.p <= EDGE else NO_EDGE


def _walk_forward(result: Result, record: Record, t: int) -> dict[str, Any]:
    own, known = record.own, record.place(t) + 1
    direction = own.direction[:known].astype(np.float64)
    found = comparison(
        own.close[:known], exposures(own.labels[:known]), direction, own.calm[:known], own.jump_bull[:known]
    )
    sessions = next(iter(found.values())).sessions if found else 0
    return {
        "from": result.labels[own.row[known - 1 - sessions]] if found else None,
        "sessions": sessions,
        "cost_bps": round(COST * 10_000),
        "execution": "next session's close-to-close return",
        "strategies": [{"name": name, **_performance(each)} for name, each in found.items()],
        "reason": None if found else f"fewer than {YEAR} sessions on which all rules have a state",
    }


def _performance(each: Performance) -> dict[str, Any]:
    named = asdict(each)
    named["changes_per_year"] = named.pop("changes")
    named["turnover_per_year"] = named.pop("turnover")
    return named
