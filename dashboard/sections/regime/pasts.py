"""The past of those figures of the regime that are no series of the result, and what a session's score was made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.indicators.percentile import YEAR
from dashboard.market.bars import FloatArray
from dashboard.regimes.components import HORIZONS, NAMES, QUARTER, SLOPE, SLOW, WEIGHTS
from dashboard.section import Input, Result
from dashboard.sections.regime.parts import components
from dashboard.sections.regime.record import record_of

LONGEST = {
    "trend": SLOW + SLOPE,
    "momentum": max(HORIZONS),
    "breadth": SLOW,
    "volatility": QUARTER + YEAR - 1,
    "scanner": 1,
}


def names(_result: Result) -> Sequence[str]:
    """The components of the score."""
    return NAMES


def value(result: Result, t: int, of: str | None) -> FloatArray:
    """The value of a component; of all of them their score."""
    return result.series["score"][: t + 1] if of is None else result.series["components"][: t + 1, NAMES.index(of)]


def contribution(result: Result, t: int, of: str | None) -> FloatArray:
    """The contribution of a component; of all of them their sum."""
    return result.series["score"][: t + 1] if of is None else result.series["contributions"][: t + 1, NAMES.index(of)]


def weight(result: Result, t: int, of: str | None) -> FloatArray:
    """The share of a component in the weight of those that are there."""
    there = ~np.isnan(result.series["components"][: t + 1])
    if of is None:
        return result.series["coverage"][: t + 1]
    k, present = NAMES.index(of), there @ WEIGHTS
    share: FloatArray = np.divide(WEIGHTS[k], present, out=np.full(t + 1, np.nan), where=there[:, k] & (present > 0))
    return share


def change_1(result: Result, t: int, _of: str | None) -> FloatArray:
    """The change of the score over one of the benchmark's own sessions."""
    own, moved = record_of(result).own, np.full(len(result.sessions), np.nan)
    moved[own.row[1:]] = np.diff(own.score)
    return moved[: t + 1]


def made_of(result: Result, t: int, of: str | None) -> list[Input]:
    """The components of session t's score, or the one that was asked for: over which sessions, how much of it was there, its value."""
    return [_input(result, t, row) for row in components(record_of(result), t) if of in (None, row["name"])]


def _input(result: Result, t: int, row: dict[str, object]) -> Input:
    name = str(row["name"])
    regimes = record_of(result).regimes
    valid = members = None
    if name == "breadth":
        valid, members = int(regimes.breadth_valid[t]), int(regimes.breadth_members[t])
    first = result.labels[max(t - LONGEST[name] + 1, 0)] if name in LONGEST else result.labels[0]
    found = row["value"]
    return Input(
        name, first if found is not None else None, result.labels[t] if found is not None else None, valid, members,
        found if isinstance(found, float) else None, None if row["reason"] is None else str(row["reason"]),
    )  # fmt: skip
