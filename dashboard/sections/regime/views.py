"""What the market is like at one session: the first thing that the trader reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from dashboard.regimes.labels import band_of
from dashboard.scanner.readings import reading
from dashboard.section import Result
from dashboard.sections.regime.change import blocked, to_change
from dashboard.sections.regime.model_view import model_at, probabilities
from dashboard.sections.regime.names import DIRECTIONS, LABELS, LEVELS, sureness
from dashboard.sections.regime.outlook import duration_at, reliability_at, transitions_at
from dashboard.sections.regime.parts import NO_CLOSE, WARM_UP, components, conflicts
from dashboard.sections.regime.plain import number, rounded
from dashboard.sections.regime.record import Record, record_of
from dashboard.sections.regime.strategy_view import allowed

CHANGES = (1, 5, 20)  # sessions over which a change of the score is told
TOO_FEW, NO_LABEL, FIRST, NEVER_ENDED = "too_few_outcomes", "no_label_yet", "first_label", "has_never_ended"


def current(result: Result, t: int) -> dict[str, Any]:
    """Everything about session t."""
    record = record_of(result)
    rows, score = components(record, t), number(record.regimes.score[t])
    named = _label(result, record, t)
    told = {
        **named, "score": score, "level": None if score is None else LEVELS[band_of(score)],
        "score_change": {str(n): _changed(record, t, n) for n in CHANGES}, "coverage": number(record.regimes.coverage[t]),
        **_confidence(record, t), "components": rows, "probabilities": probabilities(record, t),
        "to_change": to_change(record, t), "blocked": blocked(record, t), "policy": _policy(record, t),
        "transitions": transitions_at(record, t),
        "expected_duration": duration_at(record, t), "conflicts": conflicts(rows, named["direction"]),
        "scanner": _scanner(record, t), "scanner_running": _running(record, t), "model": model_at(record, t),
        "benchmark": _benchmark(record, t), "persistence": number(record.regimes.persistence[t]),
    }  # fmt: skip
    return {**told, "reasons": _reasons(record, t, told)}


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `current`, what the badge, the verdict line and the closed card read."""
    record = record_of(result)
    rows, score = components(record, t), number(record.regimes.score[t])
    named = _label(result, record, t)
    told = {
        **{name: named[name] for name in ("label", "direction", "age_sessions", "since")}, "score": score,
        "level": None if score is None else LEVELS[band_of(score)], **_sure(record, t),
        "components": [{name: row[name] for name in ("name", "contribution", "reason")} for row in rows],
        "to_change": _way_out(record, t), "conflicts": conflicts(rows, named["direction"]), "benchmark": {"name": record.benchmark.name},
    }  # fmt: skip
    return {**told, "reasons": _reasons(record, t, told)}


def _sure(record: Record, t: int) -> dict[str, Any]:
    told = _confidence(record, t)
    known = {name: told["reliability"][name] for name in ("outcomes", "outcomes_needed")}
    return {**{name: told[name] for name in ("confidence", "confidence_level", "calibrated")}, "reliability": known}


def _way_out(record: Record, t: int) -> dict[str, str] | None:
    told = to_change(record, t)
    return None if told is None else {"sentence": told["sentence"]}


def component_table(result: Result, t: int) -> dict[str, list[Any]]:
    """The components of session t as columns."""
    rows = components(record_of(result), t)
    return {name: [row[name] for row in rows] for name in rows[0]}


def _label(result: Result, record: Record, t: int) -> dict[str, Any]:
    regimes, own, k = record.regimes, record.own, record.place(t)
    label, since = int(regimes.labels[t]), k - int(regimes.age[t])
    if label < 0:
        names = (
            "label",
            "direction",
            "age_sessions",
            "since",
            "direction_age_sessions",
            "previous",
            "previous_sessions",
        )
        return dict.fromkeys(names)
    before = since - 1
    is_known = before >= 0 and own.labels[before] >= 0
    return {
        "label": LABELS[label],
        "direction": DIRECTIONS[int(regimes.direction[t]) + 1],
        "age_sessions": int(regimes.age[t]),
        "since": result.labels[own.row[since]],
        "direction_age_sessions": int(regimes.direction_age[t]),
        "previous": LABELS[own.labels[before]] if is_known else None,
        "previous_sessions": int(own.age[before]) + 1 if is_known else None,
    }


def _confidence(record: Record, t: int) -> dict[str, Any]:
    confidence, told = number(record.regimes.confidence[t]), reliability_at(record, t)
    return {
        "confidence": confidence,
        "confidence_level": sureness(confidence),
        "calibrated": told["calibrated"],
        "calibration": {True: "calibrated here", False: "not calibrated here", None: "not judged yet"}[told["calibrated"]],
        "reliability": told,
    }  # fmt: skip


def _changed(record: Record, t: int, sessions: int) -> float | None:
    """The score against that of `sessions` own sessions ago."""
    own, k = record.own, record.place(t)
    return rounded(record.regimes.score[t] - own.score[k - sessions]) if k >= sessions else None


def _policy(record: Record, t: int) -> dict[str, Any] | None:
    label = int(record.regimes.labels[t])
    return allowed(label) if label >= 0 else None


def _scanner(record: Record, t: int) -> dict[str, Any] | None:
    told = reading(record.readings, t)
    return None if told is None else asdict(told)


def _running(record: Record, t: int) -> dict[str, Any] | None:
    """The newest scans of the session that is running: shown beside the figures of the last close, and none of them."""
    is_last = t == len(record.sessions) - 1
    return asdict(record.running) if is_last and record.running is not None else None


def _benchmark(record: Record, t: int) -> dict[str, Any]:
    of = record.benchmark
    return {
        "symbol": of.symbol, "name": of.name, "basis": of.basis, "close": number(record.regimes.close[t]),
        "volatility": record.volatility,
    }  # fmt: skip


def _reasons(record: Record, t: int, told: dict[str, Any]) -> dict[str, str]:
    """Why each figure of the session that is None is."""
    without_score = NO_CLOSE if np.isnan(record.regimes.close[t]) else WARM_UP
    without_label = NO_LABEL if told["label"] is None else None
    needs = {
        "policy": without_label,
        "score": without_score, "level": without_score, "label": WARM_UP, "direction": WARM_UP, "age_sessions": without_label,
        "previous": without_label or FIRST, "expected_duration": without_label or NEVER_ENDED, "to_change": without_label or without_score,
        "confidence": without_label or (without_score if told["score"] is None else TOO_FEW), "conflicts": without_label,
        "calibrated": TOO_FEW, "scanner": "no_scan",
    }  # fmt: skip
    why = {name: reason for name, reason in needs.items() if name in told and told[name] is None and reason is not None}
    if "probabilities" in told and told["probabilities"]["bull"] is None:
        why["probabilities"] = NO_CLOSE if np.isnan(record.regimes.close[t]) else WARM_UP
    return why
