"""Section: what a folder under sections/ declares. A frozen dataclass of functions; there is no base class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any, Literal

import numpy as np
from blinker import NamedSignal
from flask import Blueprint

from dashboard.fields import Schema
from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.market.panel import Panel
from dashboard.signals import bars_changed

Json = Any
TIME_LIMIT_SECONDS = 120.0


@dataclass(frozen=True)
class Result:
    """What a section's compute returns: series over all sessions of the panel, so that `as_of` is an index into them.

    sessions: datetime64[D] [T], the panel's. series: name -> float64 [T] or [T, K]; NaN is "missing" and becomes null; each
    obeys f(x[:t]) == f(x)[:t]. valid, members: int64 [T], the coverage of each session (n of N).
    detail: whatever else the section's views slice, opaque to the platform, held per session as well.
    resume: whatever the section's compute wants back as `previous.resume` to continue from the last session; opaque.
    unavailable: one sentence when this market cannot feed the section at all (series are then empty).
    """

    sessions: SessionArray
    series: Mapping[str, FloatArray]
    valid: IntArray
    members: IntArray
    detail: Any = None
    resume: Any = None
    unavailable: str | None = None

    @cached_property
    def labels(self) -> list[str]:
        """The sessions as ISO dates, made once: every columnar answer opens with a slice of it."""
        return [str(day) for day in np.datetime_as_string(self.sessions, unit="D")]


Compute = Callable[[Panel, Result | None], Result]
"""compute(panel, previous): pure. `previous` is the last result when its panel was a prefix of this one, else None."""

PointData = Callable[[Result, int], Json]
"""data(result, t): the figures of session t, a dict of plain values; None for missing, never a bare NaN."""

SeriesData = Callable[[Result, slice], Json]
"""data(result, rows): {"session": [...], name: [...] or {key: [...]}}, columnar; numpy float arrays allowed, NaN becomes null."""

Table = Callable[[Result, int], Mapping[str, list[Any]]]
"""table(result, t): the point endpoint's main table as columns, for format=csv."""


Notes = Callable[[Result, slice], Mapping[str, Json]]
"""notes(result, rows): what a series' rows come with and is no column, as name -> plain values: events, tallies, records."""

BySymbol = Callable[[Result, Any, str], Json]
"""by_symbol(result, where, symbol): the same of one symbol, `where` the session of a point or the rows of a series; BadQuery names an
unknown symbol."""

WhatIf = Callable[[Result, Any, Mapping[str, str]], Json]
"""what_if(result, where, tried): the same with some settings tried out, as text by name; it writes nothing, and raises a DashboardError
of status 400 that names what makes no sense."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One GET under /api/<section>/<name>. A `point` describes one session, a `series` runs over a range of them.

    by_symbol: where it is given, the endpoint takes the query parameter `symbol`. on_card: whether the section's card fetches it on
    every change; what only an interaction needs (one symbol, a long history) is asked for then, by `kit.ask`. notes: of a series,
    served beside its columns in JSON and left out of its CSV. what_if, parameters: where it is given, the endpoint takes these query
    parameters too, and answers as if they were the settings. schema: gives the JSON Schema of what it serves, made when the document
    of the API is asked for; the contract wants one of every endpoint.
    """

    name: str
    summary: str
    data: PointData | SeriesData
    kind: Literal["point", "series"] = "point"
    table: Table | None = None
    by_symbol: BySymbol | None = None
    on_card: bool = True
    notes: Notes | None = None
    what_if: WhatIf | None = None
    parameters: tuple[str, ...] = ()
    schema: Callable[[], Schema] | None = None

    def figures(self, result: Result, where: int | slice) -> Json:
        """Everything that the endpoint serves as JSON: its data of session or rows `where`, and its notes."""
        figures = self.data(result, where)  # type: ignore[arg-type]
        if self.notes is None or isinstance(where, int):
            return figures
        return {**figures, **self.notes(result, where)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a section announces of the newest session: a label whose changes others depend on. confidence: NaN where missing."""

    session: np.datetime64
    label: str
    direction: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Section:
    """One section of the dashboard: its key is the folder, the URL, the JSON key, the job id and `data-service`.

    refresh_seconds: its scheduler job's interval and the card's `data-refresh`. order: its place on the page.
    headline: the series that must not be missing at the last session while coverage is sufficient; a NaN there is a failed run.
    blueprint: carries its templates, static files and any routes beyond the declared endpoints.
    uses_book: whether compute is given the trader's book on its panel; a change of the book then changes its input.
    verdict: where it is given, what it says is written down at every change, and `regime_changed` tells of a new label.
    counted: what its coverage counts, in the plural: members of the universe unless said otherwise.
    """

    key: str
    title: str
    question: str
    order: int
    refresh_seconds: int
    compute: Compute
    headline: str
    endpoints: tuple[Endpoint, ...]
    blueprint: Blueprint
    refresh_on: tuple[NamedSignal, ...] = (bars_changed,)
    time_limit: float = TIME_LIMIT_SECONDS
    methods: Mapping[str, str] = field(default_factory=dict)
    verdict: Callable[[Result], Verdict | None] | None = None
    uses_book: bool = False
    counted: str = "members"

    def endpoint(self, name: str) -> Endpoint:
        """The declared endpoint of that name; KeyError if there is none."""
        for endpoint in self.endpoints:
            if endpoint.name == name:
                return endpoint
        raise KeyError(name)


def lazily(module: str, function: str) -> Compute:
    """A compute that is imported when it first runs: numba and pandas stay off the way of the first request."""

    def compute(panel: Panel, previous: Result | None) -> Result:
        result: Result = getattr(import_module(module), function)(panel, previous)
        return result

    return compute


def on_demand(module: str, function: str) -> Callable[..., Any]:
    """A view, a table or a verdict that is imported when it is first called: for those that lean on compiled formulas."""

    def view(*arguments: Any) -> Any:
        return getattr(import_module(module), function)(*arguments)

    return view
