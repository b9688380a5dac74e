"""Queries: the parameters of section endpoints, parsed once, each failure a sentence that names the parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from werkzeug.datastructures import MultiDict

from dashboard.errors import BadQuery
from dashboard.section import Endpoint, Result

POINT_PARAMETERS = ("as_of", "format")
SERIES_PARAMETERS = ("as_of", "sessions", "from", "to", "format")
FORMATS = ("json", "csv")
SYMBOL_LENGTH = 40
TRIED_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asked for. None where it did not say. tried: the endpoint's own parameters, sorted, as text."""

    as_of: np.datetime64 | None = None
    sessions: int | None = None
    first: np.datetime64 | None = None
    last: np.datetime64 | None = None
    csv: bool = False
    symbol: str | None = None
    tried: tuple[tuple[str, str], ...] = ()

    def rows(self, result: Result) -> slice:
        """The rows of a series that were asked for, in order; BadQuery when they lie before the first session."""
        stop = self.index(result) + 1
        if self.last is not None:
            stop = min(stop, _row(result, self.last, "to") + 1)
        start = 0 if self.first is None else int(np.searchsorted(result.sessions, self.first))
        if self.sessions is not None:
            start = max(start, stop - self.sessions)
        return slice(min(start, stop), stop)

    def index(self, result: Result) -> int:
        """The session that the answer describes."""
        return len(result.sessions) - 1 if self.as_of is None else _row(result, self.as_of, "as_of")


def parse(arguments: Mapping[str, str], endpoint: Endpoint) -> Query:
    """The query of one request; BadQuery names the parameter that is unknown or malformed."""
    known = POINT_PARAMETERS if endpoint.kind == "point" else SERIES_PARAMETERS
    if endpoint.by_symbol is not None:
        known = (*known, "symbol")
    known = (*known, *endpoint.parameters)
    for name in arguments:
        if isinstance(arguments, MultiDict) and len(set(arguments.getlist(name))) > 1:
            raise BadQuery(f"{name!r} is given more than once, and not alike.")
        if name not in known:
            raise BadQuery(f"{name!r} is not a parameter here; there are: {', '.join(known)}.")
    query = Query(
        as_of=_date(arguments, "as_of"), sessions=_count(arguments), first=_date(arguments, "from"), last=_date(arguments, "to"),
        csv=_format(arguments) == "csv", symbol=_symbol(arguments), tried=_tried(arguments, endpoint),
    )  # fmt: skip
    if query.csv and query.tried:
        raise BadQuery(f"format=csv shows what is stored; leave {query.tried[0][0]} out of it.")
    if query.sessions is not None and query.first is not None:
        raise BadQuery("sessions and from both say where to begin; give one of them.")
    if query.first is not None and query.last is not None and query.first > query.last:
        raise BadQuery(f"from={query.first} lies after to={query.last}.")
    return query


def _row(result: Result, day: np.datetime64, name: str) -> int:
    row = int(np.searchsorted(result.sessions, day, side="right")) - 1
    if row < 0:
        raise BadQuery(f"{name}={day} lies before the first session, {result.labels[0]}.")
    return row


def _date(arguments: Mapping[str, str], name: str) -> np.datetime64 | None:
    text = arguments.get(name)
    if text is None:
        return None
    try:
        if len(text) != 10 or not text.isascii():
            raise ValueError
        return np.datetime64(text, "D")
    except ValueError:
        raise BadQuery(f"{name}={text!r} is no date; write it as YYYY-MM-DD.") from None


def _count(arguments: Mapping[str, str]) -> int | None:
    text = arguments.get("sessions")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) > 0):
        raise BadQuery(f"sessions={text!r} is no count; write a whole number of sessions from 1 up.")
    return int(text)


def _symbol(arguments: Mapping[str, str]) -> str | None:
    text = arguments.get("symbol")
    if text is not None and not (0 < len(text) <= SYMBOL_LENGTH and text.isprintable()):
        raise BadQuery(f"symbol={text[:SYMBOL_LENGTH]!r} is no symbol; write it as the market's universe has it.")
    return text


def _tried(arguments: Mapping[str, str], endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """The endpoint's own parameters that were given; what their text means is for the endpoint to say."""
    given = tuple((name, arguments[name]) for name in sorted(endpoint.parameters) if name in arguments)
    for name, text in given:
        if not (0 < len(text) <= TRIED_LENGTH and text.isprintable()):
            raise BadQuery(f"{name}={text[:TRIED_LENGTH]!r} is empty or too long to mean anything.")
    return given


def _format(arguments: Mapping[str, str]) -> str:
    name = arguments.get("format", "json")
    if name not in FORMATS:
        raise BadQuery(f"format={name!r} is not known; there are: {', '.join(FORMATS)}.")
    return name
