"""The change of size with the last change of regime: today's candidates under the label before, and under the present one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.market.account import Account
from dashboard.sections.position.plan import Plan, code_before, plan
from dashboard.sections.position.record import Record

COMPARED = ("trades", "gross_pct", "net_pct", "heat_pct")


def change(record: Record, t: int, account: Account, now: Plan) -> dict[str, Any] | None:
    """Before and after, of session t, and why in a sentence; None where the label is the first one."""
    changed = code_before(record, t)
    if changed is None:
        return None
    code, on = changed
    before = plan(record, t, account, code)
    assert before is not None
    return {
        "from": before.allowed.label, "to": now.allowed.label, "on": str(record.sessions[on]),
        "sessions_ago": t - on, "before": _side(before), "after": _side(now), "why": _why(record, on, before, now),
    }  # fmt: skip


def _side(made: Plan) -> dict[str, Any]:
    """One side of the comparison: the same candidates, holdings and account under one label."""
    rule, totals = made.allowed.rule, made.sized.totals
    return {
        "gross_cap_pct": 100.0 * made.allowed.gross, "bias": rule.bias, "max_positions": rule.positions, "stop_multiplier": rule.stop,
        "in_bias": made.ranked.in_bias, **{name: getattr(totals, name) for name in COMPARED},
    }  # fmt: skip


def _why(record: Record, on: int, before: Plan, now: Plan) -> str:
    score = float(record.regimes.score[on])
    told = "" if np.isnan(score) else f", its score {score:+.2f}"
    parts = [
        f"The regime went from {_words(before.allowed.label)} to {_words(now.allowed.label)} on {record.sessions[on]}{told}",
        _moved("the gross cap", f"{100.0 * before.allowed.gross:g} %", f"{100.0 * now.allowed.gross:g} %"),
        _moved("new trades", _side_of(before), _side_of(now)),
        _moved("positions", str(before.allowed.rule.positions), str(now.allowed.rule.positions)),
        _moved("the stop's distance", f"{before.allowed.rule.stop:g}", f"{now.allowed.rule.stop:g} times the scan's"),
    ]
    return "; ".join(part for part in parts if part) + "."


def _moved(name: str, before: str, after: str) -> str:
    return "" if before == after or after.startswith(f"{before} ") else f"{name}: {before}, now {after}"


def _side_of(made: Plan) -> str:
    rule = made.allowed.rule
    return {"both": "either side", "long": "long only", "short": "short only"}[rule.bias] if rule.entries else "none"


def _words(label: str) -> str:
    return label.replace("_", " ")
