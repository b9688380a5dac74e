"""Zweig's breadth thrust happened."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule
from dashboard.monitor.alerts.rules.regime_change import NEWS_SESSIONS


def read(look: Look, _limits: Limits) -> Iterator[Reading]:
    """The thrusts of the last sessions, as the breadth section has them."""
    figures = look.figures("breadth", "current")
    thrusts = [] if figures is None else (figures.data.get("zweig") or {}).get("thrusts", [])
    for place, thrust in enumerate(thrusts):
        age = look.age_sessions(thrust["session"])
        if age is not None and age <= NEWS_SESSIONS:
            sentence = (
                f"Zweig's breadth thrust on {thrust['session']}: from washed out (armed on {thrust['armed_on']}) to a broad advance "
                f"within ten sessions; {_earlier(place)}."
            )
            yield Reading("breadth", "bad", sentence, thrust["session"], event=thrust["session"])


def _earlier(number: int) -> str:
    return "the first in these data" if number == 0 else f"these data have {number} earlier"


RULE = Rule(
    "breadth_thrust", "Breadth thrust", "info", "Zweig's thrust: his average rose from below 40 % to above 61.5 % in ten sessions.", read,
)  # fmt: skip
