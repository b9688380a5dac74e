"""Section: what a folder under sections/ declares. A frozen dataclass of functions; there is no base class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
Leaning = Literal["up", "down", "flat"]
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


Trace = Callable[[Result, int, str | None], FloatArray]
"""trace(result, t, of): one figure at every session up to t, float64 [t + 1], NaN where it is missing. `of` names the row of a table
that it stands in, one of its place's rows: a symbol, a sector, a component; None is what the table as a whole is about."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a figure of a session was made of. first, last: the ISO sessions of it that went in. valid, members: n of N
    that had it; value: what it was; missing: why what is not there is not, in words or as a reason's code."""

    name: str
    first: str | None = None
    last: str | None = None
    valid: int | None = None
    members: int | None = None
    value: float | None = None
    missing: str | None = None


Inputs = Callable[[Result, int, str | None], list[Input]]
"""inputs(result, t, of): what a figure of session t was made of."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place on the card at which a figure stands: the name in its `data-figure`.

    words: what tells it from the figure's other places. trace: its past. value: where it is in the section's answers, as
    "endpoint/path.to.it"; where there is none, the trace's last. inputs: what it was made of; coverage alone where there is none.
    rows: the names that `of` may take; None where it stands in no row.
    """

    words: str = ""
    trace: Trace | None = None
    value: str = ""
    inputs: Inputs | None = None
    rows: Callable[[Result], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What one figure means, for /methods, for /api/explain and for the card that opens on it.

    meaning: its definition in the trader's words. parameters: windows and thresholds, a phrase each. source: author, year, page.
    scale: what a value is multiplied by to be in `unit`. names: what the codes of a label stand for. turn: of a label, why it last changed.
    """

    title: str
    meaning: str
    parameters: tuple[str, ...] = ()
    source: str = ""
    unit: str = ""
    scale: float = 1.0
    digits: int = 1
    signed: bool = False
    names: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    turn: Callable[[Result, int], Json] | None = None


def past(name: str, column: int | None = None) -> Trace:
    """The past of a series of the result, or of one column of it."""

    def trace(result: Result, t: int, _of: str | None) -> FloatArray:
        values = result.series[name][: t + 1]
        return values if column is None else values[:, column]

    return trace


def moved(trace: Trace, sessions: int) -> Trace:
    """The change of a figure over that many sessions, at every session."""

    def change(result: Result, t: int, of: str | None) -> FloatArray:
        values = trace(result, t, of)
        known = min(sessions, len(values))
        return np.concatenate([np.full(known, np.nan), values[known:] - values[: len(values) - known]])

    return change


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One GET under /api/<section>/<name>. A `point` describes one session, a `series` runs over a range of them.

    by_symbol: where it is given, the endpoint takes the query parameter `symbol`. on_card: whether the section's card fetches it on
    every change; what only an interaction needs (one symbol, a long history) is asked for then, by `kit.ask`. on_face: whether the
    closed card's face reads it, so that it is asked for while sessions pass by; where none is, the first is. face: of a point, what
    the face reads of its data and no more, cheap enough for every session that passes by. notes: of a series, served beside its
    columns in JSON and left out of its CSV. what_if, parameters: where it is given, the endpoint takes these query parameters too,
    and answers as if they were the settings. schema: gives the JSON Schema of what it serves, made when the document of the API is
    asked for; the contract wants one of every endpoint.
    """

    name: str
    summary: str
    data: PointData | SeriesData
    kind: Literal["point", "series"] = "point"
    table: Table | None = None
    by_symbol: BySymbol | None = None
    on_card: bool = True
    on_face: bool = False
    face: PointData | None = None
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


@dataclass(frozen=True, slots=True)
class Glance:
    """What a section says at every session in a word and a figure: few enough bytes that the browser holds them all and leafs through.

    label: [T], a key of `words`, None where there is none. words: how each key reads. leaning: "up", "down" or "flat" by key. value:
    float64 [T], NaN where missing, shown with `digits` decimals, always with its sign where `signed`, and followed by `unit`. Each
    of them is what that session's close allowed to know.
    """

    label: list[str | None]
    value: FloatArray
    words: Mapping[str, str] = field(default_factory=dict)
    leaning: Mapping[str, Leaning] = field(default_factory=dict)
    digits: int = 0
    signed: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One plain fact that was not so before: the session that made it so, and a sentence without its full stop."""

    session: str
    words: str
    leaning: Leaning = "flat"


Changes = Callable[[Result, int, int], list[Change]]
"""changes(result, then, now): what session `now` knows and session `then` did not, oldest first; then < now. Pure."""


@dataclass(frozen=True)
class Section:
    """One section of the dashboard: its key is the folder, the URL, the JSON key, the job id and `data-service`.

    refresh_seconds: its scheduler job's interval and the card's `data-refresh`. order: its place on the page.
    headline: the series that must not be missing at the last session while coverage is sufficient; a NaN there is a failed run.
    blueprint: carries its templates, static files and any routes beyond the declared endpoints.
    uses_book: whether compute is given the trader's book on its panel; a change of the book then changes its input.
    verdict: where it is given, what it says is written down at every change, and `regime_changed` tells of a new label.
    counted: what its coverage counts, in the plural: members of the universe unless said otherwise.
    glance: what it says at every session in a word and a figure; a section without one is not shown while sessions pass by.
    changes: what one session knows and an earlier one did not, for "since you last looked".
    figures: what every figure on its card means, by key; at most one of them has a place of any one name.
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
    figures: Mapping[str, Figure] = field(default_factory=dict)
    verdict: Callable[[Result], Verdict | None] | None = None
    uses_book: bool = False
    counted: str = "members"
    glance: Callable[[Result], Glance] | None = None
    changes: Changes | None = None

    def endpoint(self, name: str) -> Endpoint:
        """The declared endpoint of that name; KeyError if there is none."""
        for endpoint in self.endpoints:
            if endpoint.name == name:
                return endpoint
        raise KeyError(name)

    def explained(self, name: str) -> tuple[str, Figure, Place]:
        """The key of the figure that stands at the place of that name, the figure, and the place; KeyError if there is none."""
        for key, figure in self.figures.items():
            if name in figure.places:
                return key, figure, figure.places[name]
        figure = self.figures[name]
        return name, figure, next(iter(figure.places.values()), Place())


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
