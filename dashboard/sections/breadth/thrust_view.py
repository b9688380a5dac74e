"""Zweig's thrust as one session saw it: the value, the state, and the returns that had ended by then."""

from __future__ import annotations

from typing import Any

from dashboard.section import Result
from dashboard.sections.breadth.layout import THRUST_HORIZONS, THRUST_WITHIN
from dashboard.sections.breadth.plain import number


def zweig_at(result: Result, thrusts: Any, t: int) -> dict[str, Any]:
    """`thrusts` is zweig.Thrusts. armed_on is the latest low; sessions_left counts the closes left to make it a thrust."""
    armed = int(thrusts.armed[t])
    fired = armed_on = None
    past = [k for k in range(len(thrusts.rows)) if thrusts.rows[k] <= t]
    if past and thrusts.rows[past[-1]] == t:
        fired, armed_on = past[-1], result.labels[thrusts.armed_rows[past[-1]]]
    elif armed >= 0:
        armed_on = result.labels[armed]
    return {
        "value": number(result.series["zweig"][t]),
        "state": "thrust" if fired is not None else "armed" if armed >= 0 else "none",
        "armed_on": armed_on,
        "sessions_left": THRUST_WITHIN - (t - armed) if armed >= 0 else None,
        "benchmark": thrusts.benchmark,
        "thrusts": [_thrust(result, thrusts, k, t) for k in past],
    }


def _thrust(result: Result, thrusts: Any, k: int, t: int) -> dict[str, Any]:
    """One past thrust; a return whose horizon ended after session t was not known then."""
    known = [0 <= row <= t for row in thrusts.ended[k].tolist()]
    return {
        "session": result.labels[thrusts.rows[k]],
        "armed_on": result.labels[thrusts.armed_rows[k]],
        "forward_pct": {
            str(horizon): number(thrusts.forward[k, h]) if known[h] else None
            for h, horizon in enumerate(THRUST_HORIZONS)
        },
    }
