"""The regime over time as columns: of the label, and of what it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.regimes.components import NAMES
from dashboard.section import Result
from dashboard.sections.regime.names import DIRECTIONS, LABELS
from dashboard.sections.regime.plain import named
from dashboard.sections.regime.record import record_of

BULL = 0  # the place of P(bull) among the probabilities


def history(result: Result, rows: slice) -> dict[str, Any]:
    """Label, direction, score, confidence, P(bull), coverage, age and the benchmark's close, over the rows."""
    regimes = record_of(result).regimes
    labels = regimes.labels[rows]
    known = labels >= 0
    return {
        "session": result.labels[rows],
        "label": named(labels, LABELS),
        "direction": named(np.where(known, regimes.direction[rows] + 1, -1), DIRECTIONS),
        "score": regimes.score[rows],
        "confidence": regimes.confidence[rows],
        "p_bull": np.ascontiguousarray(regimes.probabilities[rows, BULL]),
        "coverage": regimes.coverage[rows],
        "age_sessions": [age if there else None for age, there in zip(regimes.age[rows].tolist(), known.tolist(), strict=True)],
        "close": regimes.close[rows],
    }  # fmt: skip


def components_over_time(result: Result, rows: slice) -> dict[str, Any]:
    """Value and contribution of each component, and how far moves have carried on, over the rows."""
    regimes = record_of(result).regimes

    def columns(table: Any) -> dict[str, Any]:
        return {name: np.ascontiguousarray(table[rows, k]) for k, name in enumerate(NAMES)}

    return {
        "session": result.labels[rows],
        "value": columns(regimes.components),
        "contribution": columns(regimes.contributions),
        "score": regimes.score[rows],
        "persistence": regimes.persistence[rows],
    }
