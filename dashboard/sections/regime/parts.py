"""The six components of one session's score: value, weight, contribution, coverage, age, why one is missing, and who disagrees."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.regimes.components import NAMES, WEIGHTS
from dashboard.scanner.readings import IMPORTED, MISSING
from dashboard.sections.regime.names import listed, signed
from dashboard.sections.regime.plain import number
from dashboard.sections.regime.record import Record

VOICE = 0.1  # a component this near to 0 says nothing either way
NO_CLOSE, WARM_UP, NO_STOCKS, NO_SCAN, THIN = (
    "no_benchmark_close", "warm_up", "no_stocks", "no_scan", "insufficient_coverage",
)  # fmt: skip


def components(record: Record, t: int) -> list[dict[str, Any]]:
    """One row a component. weight: its share of what is there, so that Σ weight · value is the score; of_all: its share of all
    six, so that those of the present ones add up to the score's coverage. age_sessions: since it was last there."""
    regimes = record.regimes
    values = regimes.components[t]
    there = ~np.isnan(values)
    present, whole = float(WEIGHTS[there].sum()), float(WEIGHTS.sum())
    return [
        {
            "name": name, "value": number(values[k]), "weight": float(WEIGHTS[k]) / present if there[k] else None,
            "of_all": float(WEIGHTS[k]) / whole, "contribution": number(regimes.contributions[t, k]),
            "coverage": _coverage(record, t, name),
            "age_sessions": t - int(record.seen[t, k]) if record.seen[t, k] >= 0 else None,
            "reason": None if there[k] else _reason(record, t, name),
        }
        for k, name in enumerate(NAMES)
    ]  # fmt: skip


def conflicts(rows: list[dict[str, Any]], direction: str | None) -> str | None:
    """One sentence that names the components which disagree: with the direction, or where it is neutral with one another."""
    voices = {row["name"]: row["value"] for row in rows if row["value"] is not None and abs(row["value"]) >= VOICE}
    up = [name for name, value in voices.items() if value > 0]
    down = [name for name, value in voices.items() if value < 0]
    if direction is None:
        return None
    if direction == "neutral":
        return f"{_pointing(up, 'up')}, {_pointing(down, 'down')}." if up or down else "No component points either way."
    against, words = (down, "bull") if direction == "bull" else (up, "bear")
    if not against:
        return f"No component speaks against the {words} direction."
    said = listed([f"{name} ({signed(voices[name])})" for name in against])
    return f"{said[0].upper()}{said[1:]} {'speaks' if len(against) == 1 else 'speak'} against the {words} direction."


def _pointing(names: list[str], way: str) -> str:
    if not names:
        return f"nothing points {way}" if way == "down" else f"Nothing points {way}"
    said = listed(names)
    return f"{said.capitalize() if way == 'up' else said} {'points' if len(names) == 1 else 'point'} {way}"


def _coverage(record: Record, t: int, name: str) -> float | None:
    """The share, in [0, 1], of what the component could rest on that it does rest on; None where there is nothing it could."""
    if name == "breadth":
        return _share(record.regimes.breadth_valid[t], record.regimes.breadth_members[t])
    if name == "scanner":
        if record.readings.source[t] == IMPORTED:
            return 1.0
        return _share(record.scan.able[t], record.scan.members[t])
    there = not np.isnan(record.regimes.components[t, NAMES.index(name)])
    if name == "volatility" and there and record.volatility is not None:
        return 0.5 + 0.5 * float(record.with_implied[t])
    return float(there)


def _share(valid: int, members: int) -> float | None:
    return None if members == 0 else float(valid) / float(members)


def _reason(record: Record, t: int, name: str) -> str:
    if name == "scanner":
        return NO_SCAN if record.readings.source[t] == MISSING else WARM_UP
    if name == "breadth" and record.stocks == 0:
        return NO_STOCKS
    if np.isnan(record.regimes.close[t]):
        return NO_CLOSE
    if name == "breadth" and not np.isnan(record.regimes.evidence[t]):
        return THIN
    return WARM_UP
