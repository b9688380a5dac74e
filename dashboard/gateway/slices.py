"""Slices: answers to queries on a section endpoint, cut from the result in memory and cached by revision and canonical query."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, request

from dashboard.errors import BadQuery
from dashboard.gateway.answers import Answer, Subject, envelope
from dashboard.gateway.cache import SliceCache
from dashboard.gateway.csv_text import to_csv
from dashboard.gateway.fastpath import send
from dashboard.gateway.query import Query, parse
from dashboard.runtime.board import Entry
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest, encode
from dashboard.section import BySymbol, Endpoint, Json, Result, Section, SeriesData, WhatIf

CSV_TYPE = "text/csv; charset=utf-8"


def answer(desk: Desk, cache: SliceCache, section: Section, endpoint: Endpoint) -> Response:
    """The answer to the current request: JSON in its envelope, or CSV."""
    query = parse(request.args, endpoint)
    result = desk.board[section.key].result
    if query.csv and result is not None and result.unavailable is None:
        return sent(_csv(result, endpoint, query, section))
    return sent(sliced(desk, cache, section, endpoint, query))


def sliced(
    desk: Desk, cache: SliceCache, section: Section, endpoint: Endpoint, query: Query, *, notes_only: bool = False
) -> Answer:
    """One endpoint's answer in its envelope; of a series with its notes alone, for those that hold its columns already."""
    entry = desk.board[section.key]
    result = entry.result
    if result is None:
        return waiting(desk, entry, endpoint)
    if result.unavailable is not None:
        return cut(desk, entry, endpoint, "", 0, 0, b"null")
    row = query.index(result)
    rows = query.rows(result) if endpoint.kind == "series" else None
    last = row if rows is None else max(rows.stop - 1, 0)
    key = f"slice:{entry.key}:{endpoint.name}:{entry.input_revision}:{query.canonical}{'&notes' if notes_only else ''}"
    data = cache.get(key)
    if data is None:
        where = row if rows is None else rows
        data = encode(_notes(endpoint, result, where) if notes_only else _figures(endpoint, result, where, query))
        cache.set(key, data)
    return cut(desk, entry, endpoint, result.labels[last], int(result.valid[last]), int(result.members[last]), data)


def _notes(endpoint: Endpoint, result: Result, where: int | slice) -> Json:
    return {} if endpoint.notes is None or isinstance(where, int) else endpoint.notes(result, where)


def _figures(endpoint: Endpoint, result: Result, where: int | slice, query: Query) -> Json:
    """The endpoint's data of session or rows `where`, of the one symbol or under the settings that were asked for, if any were."""
    if query.tried:
        return cast(WhatIf, endpoint.what_if)(result, where, dict(query.tried))
    if query.symbol is not None:
        return cast(BySymbol, endpoint.by_symbol)(result, where, query.symbol)
    return endpoint.figures(result, where)


def cut(desk: Desk, entry: Entry, endpoint: Endpoint, as_of: str, valid: int, members: int, data: bytes) -> Answer:
    """The envelope around figures that were cut from the section's result; as_of is empty where there is none."""
    status, reason = desk.status(entry.key)
    first = next(iter(entry.publications.values()))
    publication = entry.publications.get(endpoint.name, first)
    age = desk.age_sessions(as_of) if as_of else None
    subject = Subject(entry.key, endpoint.name, as_of or None, publication.computed_at, age, valid, members, data)
    return envelope(subject, status, reason, entry.next_refresh_at, desk.market_state())


def waiting(desk: Desk, entry: Entry, endpoint: Endpoint) -> Answer:
    """After a restart the past can be sliced only once the first computation is done: a loading state, not an error."""
    subject = Subject(entry.key, endpoint.name, None, None, None, 0, 0, b"null")
    reason = "Past sessions can be shown once the first computation after the start has finished."
    return envelope(subject, "loading", entry.failure or reason, entry.next_refresh_at, desk.market_state())


def _csv(result: Result, endpoint: Endpoint, query: Query, section: Section) -> Answer:
    if endpoint.kind == "series":
        columns = _columns(endpoint, result, query)
    elif endpoint.table is not None and query.symbol is None:
        columns = endpoint.table(result, query.index(result))
    else:
        of = "" if query.symbol is None else " of one symbol"
        raise BadQuery(f"/api/{section.key}/{endpoint.name} has no table{of}, so format=csv does not apply.")
    body = to_csv(columns)
    name = f"{section.key}-{endpoint.name}.csv"
    return Answer(200, body, digest(body), CSV_TYPE, {"Content-Disposition": f'attachment; filename="{name}"'})


def _columns(endpoint: Endpoint, result: Result, query: Query) -> Any:
    """A series as it stands in a file: its columns alone, without notes."""
    rows = query.rows(result)
    if query.symbol is not None:
        return cast(BySymbol, endpoint.by_symbol)(result, rows, query.symbol)
    return cast(SeriesData, endpoint.data)(result, rows)


def sent(made: Answer) -> Response:
    """The same bytes, ETag and 304 rules as the fast path, as a Flask response."""
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        started.update(status=status, headers=headers)

    body = b"".join(send(made, request.environ, start_response))
    return Response(body, status=started["status"], headers=started["headers"])
