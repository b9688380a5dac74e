"""Slices: answers to queries on a section endpoint, cut from the result in memory and cached by revision and by what was meant."""

from __future__ import annotations

from typing import Any, Literal, cast

from flask import Response, request

from dashboard.errors import BadQuery
from dashboard.gateway.answers import Answer, Subject, envelope
from dashboard.gateway.cache import SliceCache, Stamp
from dashboard.gateway.csv_text import to_csv
from dashboard.gateway.fastpath import send
from dashboard.gateway.query import Query, parse
from dashboard.gateway.spelled import Spelled
from dashboard.runtime.board import Entry, Publication
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest, encode
from dashboard.section import BySymbol, Endpoint, Json, Result, Section, SeriesData, WhatIf

Part = Literal["all", "notes", "face"]
"""Of a series its notes alone, for those that hold its columns already; what a closed card reads of a point, and of a series nothing."""

CSV_TYPE = "text/csv; charset=utf-8"


Asked = tuple[Section, Endpoint, Query]


def answer(desk: Desk, cache: SliceCache, spelled: Spelled[Asked], section: Section, endpoint: Endpoint) -> Response:
    """The answer to the current request: JSON in its envelope, or CSV."""
    query = parse(request.args, endpoint)
    entry = desk.board[section.key]
    if query.csv and entry.result is not None and entry.result.unavailable is None:
        return sent(_csv(cache, entry, entry.result, endpoint, query))
    spelled.learn(request.environ["PATH_INFO"], request.environ.get("QUERY_STRING", ""), (section, endpoint, query))
    return sent(sliced(desk, cache, section, endpoint, query))


def ready(desk: Desk, cache: SliceCache, asked: Asked) -> Answer | None:
    """The answer if it was made before and nothing in it has changed since: nothing is computed, and nothing can fail."""
    section, endpoint, query = asked
    entry = desk.board[section.key]
    result = entry.result
    if result is None or result.unavailable is not None:
        return None
    try:
        place = _place(endpoint, query, result)
    except BadQuery:
        return None
    return cache.ready(_key(entry, endpoint, query, place), _stamp(desk, entry, endpoint, result.labels[_last(place)]))


def sliced(
    desk: Desk, cache: SliceCache, section: Section, endpoint: Endpoint, query: Query, of: Part = "all"
) -> Answer:
    """One endpoint's answer in its envelope: all of it, or no more than `of` names."""
    entry = desk.board[section.key]
    result = entry.result
    if result is None:
        return waiting(desk, entry, endpoint)
    if result.unavailable is not None:
        return cut(desk, entry, endpoint, "", 0, 0, b"null")
    place = _place(endpoint, query, result)
    last = _last(place)
    key = f"{_key(entry, endpoint, query, place)}{'' if of == 'all' else f'&{of}'}"

    def make() -> bytes:
        return encode(_figures(endpoint, result, place, query) if of == "all" else _part(endpoint, result, place, of))

    def enclose() -> Answer:
        data = cache.figures(key, make)
        return cut(desk, entry, endpoint, result.labels[last], int(result.valid[last]), int(result.members[last]), data)

    return cache.answer(key, _stamp(desk, entry, endpoint, result.labels[last]), enclose)


def _stamp(desk: Desk, entry: Entry, endpoint: Endpoint, as_of: str) -> Stamp:
    """What the envelope says beside the figures; in plain values, because what holds a result or a panel keeps it in memory."""
    age, computed_at = desk.age_sessions(as_of), _publication(entry, endpoint).computed_at
    return desk.status(entry.key), computed_at, entry.next_refresh_at, age, desk.market_state()


def _publication(entry: Entry, endpoint: Endpoint) -> Publication:
    """The endpoint's own, or the section's first for what is not published."""
    return entry.publications.get(endpoint.name) or next(iter(entry.publications.values()))


def _last(place: int | slice) -> int:
    """The row that an answer is as of."""
    return place if isinstance(place, int) else max(place.stop - 1, 0)


def _place(endpoint: Endpoint, query: Query, result: Result) -> int | slice:
    """The session, or the rows of a series, that were asked for."""
    row = query.index(result)
    return query.rows(result) if endpoint.kind == "series" else row


def _key(entry: Entry, endpoint: Endpoint, query: Query, place: int | slice) -> str:
    """One spelling of all queries that mean the same: parameters in any order, defaults that are written out, a `to` after the end."""
    rows = f"{place.start}:{place.stop}" if isinstance(place, slice) else str(place)
    return f"slice:{entry.key}:{endpoint.name}:{entry.input_revision}:{rows}&symbol={query.symbol}&tried={query.tried}"


def _part(endpoint: Endpoint, result: Result, where: int | slice, of: Part) -> Json:
    if isinstance(where, int):
        return endpoint.face(result, where) if of == "face" and endpoint.face else endpoint.figures(result, where)
    return {} if endpoint.notes is None or of == "face" else endpoint.notes(result, where)


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
    computed_at = _publication(entry, endpoint).computed_at
    age = desk.age_sessions(as_of) if as_of else None
    subject = Subject(entry.key, endpoint.name, as_of or None, computed_at, age, valid, members, data)
    return envelope(subject, status, reason, entry.next_refresh_at, desk.market_state())


def waiting(desk: Desk, entry: Entry, endpoint: Endpoint) -> Answer:
    """After a restart the past can be sliced only once the first computation is done: a loading state, not an error."""
    subject = Subject(entry.key, endpoint.name, None, None, None, 0, 0, b"null")
    reason = "Past sessions can be shown once the first computation after the start has finished."
    return envelope(subject, "loading", entry.failure or reason, entry.next_refresh_at, desk.market_state())


def _csv(cache: SliceCache, entry: Entry, result: Result, endpoint: Endpoint, query: Query) -> Answer:
    """A file of the same figures; it bears no envelope, so nothing but its figures can change it."""
    place = _place(endpoint, query, result)
    key = f"{_key(entry, endpoint, query, place)}&csv"
    disposition = {"Content-Disposition": f'attachment; filename="{entry.key}-{endpoint.name}.csv"'}

    def enclose() -> Answer:
        body = cache.figures(key, lambda: to_csv(_columns(entry.key, endpoint, result, query, place)))
        return Answer(200, body, digest(body), CSV_TYPE, disposition)

    return cache.answer(key, (), enclose)


def _columns(section: str, endpoint: Endpoint, result: Result, query: Query, place: int | slice) -> Any:
    """A series as it stands in a file, its columns alone, without notes; or a point's table. BadQuery where there is no table."""
    if isinstance(place, slice) and query.symbol is not None:
        return cast(BySymbol, endpoint.by_symbol)(result, place, query.symbol)
    if isinstance(place, slice):
        return cast(SeriesData, endpoint.data)(result, place)
    if endpoint.table is not None and query.symbol is None:
        return endpoint.table(result, place)
    of = "" if query.symbol is None else " of one symbol"
    raise BadQuery(f"/api/{section}/{endpoint.name} has no table{of}, so format=csv does not apply.")


def sent(made: Answer) -> Response:
    """The same bytes, ETag and 304 rules as the fast path, as a Flask response."""
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        started.update(status=status, headers=headers)

    body = b"".join(send(made, request.environ, start_response))
    response = Response(body, status=started["status"], headers=started["headers"])
    if response.status_code == 304:
        del response.headers["Content-Type"]  # Flask's own guess at a body that is not there
    return response
