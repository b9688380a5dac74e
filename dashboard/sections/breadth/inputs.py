"""What a figure of breadth was made of: which sessions, how many of the listed symbols, and why the others were left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dashboard.section import Input, Inputs, Result
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.coverage import compared
from dashboard.sections.breadth.record import record_of

Count = Callable[[Any], int]
"""count(total): how many symbols a session's counts [COUNTS] have for a figure."""


def of_symbols(count: Count, own_bars: int, wanting: str) -> Inputs:
    """The listed symbols that had what the figure needs. own_bars: how many of its last ones each symbol brings, the session's
    included; wanting: what the others lack."""

    def inputs(result: Result, t: int, of: str | None) -> list[Input]:
        record = record_of(result)
        total, members = record.total[t], int(record.sector_members[t].sum())
        if of in record.sectors:
            g = record.sectors.index(of)
            total, members = record.by_sector[t, g], int(record.sector_members[t, g])
        valid, first = count(total), result.labels[max(t - own_bars + 1, 0)]
        left = f"{members - valid} {wanting}" if valid < members else None
        return [Input("listed symbols", first, result.labels[t], valid, members, missing=left)]

    return inputs


def of_sessions(sessions: int, name: str) -> Inputs:
    """The last sessions of a figure that another is made of."""

    def inputs(result: Result, t: int, of: str | None) -> list[Input]:
        return [
            Input(name, result.labels[max(t - sessions + 1, 0)], result.labels[t], min(t + 1, sessions), sessions),
            *ISSUES(result, t, of),
        ]

    return inputs


def of_averages(result: Result, t: int, of: str | None) -> list[Input]:
    """The three shares that the score is the mean of."""
    shares = result.series["above_sma_pct"]
    made = []
    for column in at.SCORED:
        n = at.SMA_WINDOWS[column]
        (one,) = AVERAGES[n](result, t, of)
        value = float(shares[t, column])
        made.append(
            Input(
                f"above SMA {n}",
                one.first,
                one.last,
                one.valid,
                one.members,
                None if np.isnan(value) else value,
                one.missing,
            )
        )
    return made


def _at(column: int) -> Count:
    return lambda total: int(total[column])


ISSUES = of_symbols(lambda total: int(compared(total)), 2, "had no bar this session, or none before it")
VOLUMES = of_symbols(_at(at.WITH_VOLUME), 2, "had no volume this session, or no bar before it")
RANGES = of_symbols(
    _at(at.VALID_RANGE),
    at.RANGE_WINDOW + 1,
    f"had no bar this session, or fewer than {at.RANGE_WINDOW} own closes before it",
)
UNUSUAL = of_symbols(
    _at(at.VALID_VOLUME),
    at.VOLUME_WINDOW + 1,
    f"had no volume this session, or fewer than {at.VOLUME_WINDOW} before it",
)
STRENGTHS = of_symbols(
    _at(at.VALID_RSI), at.RSI_WARM_UP, f"had no bar this session, or fewer than {at.RSI_WARM_UP} in all"
)
AVERAGES = {
    n: of_symbols(_at(column), n, f"had no bar this session, or fewer than {n} own closes")
    for n, column in zip(at.SMA_WINDOWS, at.VALID_SMA, strict=True)
}
