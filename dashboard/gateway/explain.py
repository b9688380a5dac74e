"""Explain: what one figure of one session means, what it was made of, and where it stands in its own past; cut from what is in memory."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import isnan
from typing import Any

import numpy as np
from flask import Blueprint, Response, request

from dashboard.errors import BadQuery, UnknownFigure
from dashboard.gateway import slices
from dashboard.gateway.answers import Answer
from dashboard.gateway.csv_text import to_csv
from dashboard.gateway.explain_operation import EXPLAIN
from dashboard.gateway.openapi.operation import described
from dashboard.gateway.query import Query, parse
from dashboard.market.bars import FloatArray, IntArray
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest, encode
from dashboard.section import Endpoint, Figure, Input, Json, Place, Result, Section

HISTORY = 252  # own values that a figure's past goes back
LEAST_KNOWN = 20  # of those, for a percentile among them to say anything
ROWS_NAMED = 40
NOT_KEPT = "its past is not kept: it is worked out when it is asked for"


def _whole(_result: Result, _where: Any, _of: str | None = None) -> Json:
    """Never called: that an endpoint has a by_symbol lets its query have a symbol."""
    raise NotImplementedError


EXPLAINED = Endpoint("explain", "What a figure means, what it was made of, and its own past", _whole, by_symbol=_whole)


def blueprint(desk: Desk) -> Blueprint:
    """GET /api/explain/<section>/<figure>, with as_of, symbol and format."""
    routes = Blueprint("explain", __name__, url_prefix="/api/explain")
    sections = {section.key: section for section in desk.sections}

    @routes.get("/<key>/<name>")
    @described(EXPLAIN)
    def explain(key: str, name: str) -> Response:
        section = sections.get(key)
        if section is None:
            raise UnknownFigure(f"There is no section {key!r}; there are: {', '.join(sections)}.")
        return slices.sent(_answer(desk, section, name, parse(request.args, EXPLAINED)))

    return routes


def _answer(desk: Desk, section: Section, name: str, query: Query) -> Answer:
    try:
        key, figure, place = section.explained(name)
    except KeyError:
        raise UnknownFigure(
            f"{section.key} has no figure {name!r}; /methods#{section.key} lists those it has."
        ) from None
    entry, endpoint = desk.board[section.key], replace(EXPLAINED, name=f"explain/{name}")
    result = entry.result
    if result is None:
        return slices.waiting(desk, entry, endpoint)
    if result.unavailable is not None:
        return slices.cut(desk, entry, endpoint, "", 0, 0, b"null")
    t = query.index(result)
    _check_row(place, result, query.symbol)
    if query.csv:
        return _csv(result, t, place, figure, query.symbol, f"{section.key}-{name}.csv")
    told = {
        "figure": key,
        "place": name,
        **_meaning(section, key, figure, place),
        **explained(section, figure, place, result, t, query.symbol),
    }
    return slices.cut(
        desk, entry, endpoint, result.labels[t], int(result.valid[t]), int(result.members[t]), encode(told)
    )


def _check_row(place: Place, result: Result, of: str | None) -> None:
    """BadQuery when a row was asked for that there is none of."""
    rows = () if place.rows is None else place.rows(result)
    if of is not None and of not in rows:
        there = f"there are: {', '.join(rows[:ROWS_NAMED])}" if rows else "this figure stands in no row"
        raise BadQuery(f"symbol={of!r} is no row that this figure has; {there}.")


def _meaning(section: Section, key: str, figure: Figure, place: Place) -> dict[str, Any]:
    """What does not depend on the session."""
    return {
        "title": figure.title, "words": place.words, "meaning": figure.meaning, "parameters": list(figure.parameters),
        "source": figure.source or None, "unit": figure.unit, "digits": figure.digits, "signed": figure.signed,
        "names": list(figure.names), "methods": f"/methods#{section.key}-{key}",
    }  # fmt: skip


def explained(section: Section, figure: Figure, place: Place, result: Result, t: int, of: str | None) -> dict[str, Any]:
    """The figure at session t in its unit, what it was made of, and its past, of row `of` where it stands in one."""
    trace = None if place.trace is None else figure.scale * place.trace(result, t, of)
    value, reason = _value(section, figure, place, result, t, of, trace)
    told: dict[str, Any] = {
        "of": of,
        "value": value,
        "reason": reason,
        "inputs": [asdict(one) for one in (place.inputs or coverage_of(section))(result, t, of)],
        **_past(result, figure, trace),
    }
    return told if figure.turn is None else {**told, "turn": figure.turn(result, t)}


def _value(
    section: Section, figure: Figure, place: Place, result: Result, t: int, of: str | None, trace: FloatArray | None
) -> tuple[Json, str | None]:
    """The value, of the answer that shows it or else the trace's last, and why there is none."""
    if not place.value:
        last = None if trace is None or isnan(trace[-1]) else float(trace[-1])
        return _named(figure, last), None if last is not None or trace is None else "not_available"
    name, _, path = place.value.partition("/")
    endpoint = section.endpoint(name)
    by_symbol = None if of is None else endpoint.by_symbol
    data = endpoint.figures(result, t) if by_symbol is None else by_symbol(result, t, str(of))
    found = at_path(data, path)
    if found is None:
        reasons = (data or {}).get("reasons") or {}
        return None, reasons.get(path) or reasons.get(path.partition(".")[0]) or "not_available"
    return figure.scale * found if isinstance(found, float) else found, None


def at_path(data: Json, path: str) -> Json:
    """What stands at "name.inner.2" of nested answers; None where the way there ends."""
    for step in path.split("."):
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _named(figure: Figure, value: float | None) -> Json:
    return figure.names[int(value)] if figure.names and value is not None else value


def _past(result: Result, figure: Figure, trace: FloatArray | None) -> dict[str, Any]:
    """The last own values with their sessions, and the share of them that are at or below the newest, itself included."""
    if trace is None:
        return {"history": None, "history_reason": NOT_KEPT, "percentile": None, "percentile_of": 0}
    rows = known_rows(trace)
    values, now = trace[rows], trace[-1]
    is_ranked = len(rows) >= LEAST_KNOWN and not isnan(now) and not figure.names
    return {
        "history": {"session": [result.labels[row] for row in rows.tolist()], "value": values},
        "history_reason": None,
        "percentile": 100.0 * float(np.mean(values <= now)) if is_ranked else None,
        "percentile_of": len(rows),
    }


def known_rows(trace: FloatArray) -> IntArray:
    """The sessions of the last HISTORY own values: what is missing is skipped, never filled."""
    return np.flatnonzero(~np.isnan(trace))[-HISTORY:]


def coverage_of(section: Section) -> Any:
    """What a figure that says no more was made of: the session's own coverage."""

    def inputs(result: Result, t: int, _of: str | None) -> list[Input]:
        return [
            Input(section.counted, result.labels[t], result.labels[t], int(result.valid[t]), int(result.members[t]))
        ]

    return inputs


def _csv(result: Result, t: int, place: Place, figure: Figure, of: str | None, name: str) -> Answer:
    """The figure's whole past as a file; without one, its heading alone."""
    trace = np.zeros(0) if place.trace is None else figure.scale * place.trace(result, t, of)
    body = to_csv({"session": result.labels[: len(trace)], "value": trace})
    return Answer(200, body, digest(body), slices.CSV_TYPE, {"Content-Disposition": f'attachment; filename="{name}"'})
