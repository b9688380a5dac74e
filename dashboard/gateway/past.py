"""The time machine's answers: every card as one past session knew it in one document, and what each section says at a glance of all.

1. `/api/at?as_of=…` holds the envelope of every endpoint that the cards show, each as its own address would answer. Of a series it
   holds the notes alone: its columns up to a session are those of the whole record cut there, and whoever asks holds these already.
2. `/api/faces?as_of=…&sessions=…` is what the closed cards read at a run of sessions, no more of each endpoint than its face shows:
   a few milliseconds a session, so that whoever leafs through them asks for many at once, and ahead.
3. A section that knows nothing of the session says why, in its place; the others are there.
4. `/api/glance` is one column of words and one of figures per section over all sessions: what is read while they pass by.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadQuery, DashboardError
from dashboard.gateway.answers import Answer, Answers
from dashboard.gateway.cache import SliceCache
from dashboard.gateway.openapi.operation import described
from dashboard.gateway.past_operations import AT, FACES, GLANCE, MOST_SESSIONS
from dashboard.gateway.query import Query, parse
from dashboard.gateway.slices import Part, sent, sliced
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest, encode
from dashboard.section import Endpoint, Glance, Result, Section

PARAMETERS = ("as_of", "revision")
FACES_PARAMETERS = (*PARAMETERS, "sessions")
KEEP = "private, max-age=86400, immutable"  # under the revision that the client names, a past session reads the same


class Past:
    """What a past session knew, cut from the results in memory."""

    def __init__(self, desk: Desk, cache: SliceCache) -> None:
        self._desk, self._cache = desk, cache
        self._lock = threading.Lock()
        self._glance: tuple[tuple[Result, ...], Answer] | None = None

    def session(self, query: Query) -> str | None:
        """The last session at or before the query's day, of the section that reaches farthest; None while nothing is computed.

        BadQuery when the day lies before the first session.
        """
        results = [result for _, result in self._computed()]
        longest = max(results, key=lambda result: len(result.sessions), default=None)
        return None if longest is None else longest.labels[query.index(longest)]

    def is_newest(self, session: str) -> bool:
        """Whether no section has a later one."""
        return all(result.labels[-1] <= session for _, result in self._computed())

    def of_page(self, as_of: str | None) -> tuple[str, Query] | None:
        """The past session that a page's address names and its query; None where it names none, or the newest. BadQuery as in `session`.

        Before the first computation nobody knows which sessions there are: then it is the day that was named, and nothing is known of it.
        """
        if as_of is None:
            return None
        query = asked({"as_of": as_of})
        session = self.session(query)
        if session is None:
            return as_of, query
        return None if self.is_newest(session) else (session, query)

    def lead(self, section: Section, query: Query) -> dict[str, Any] | None:
        """The section's first endpoint, for the first paint; None where it knows nothing of the session."""
        try:
            made = sliced(self._desk, self._cache, section, section.endpoints[0], query)
        except DashboardError:
            return None  # the page asks again at once, and says why
        return orjson.loads(made.body) if made.status == 200 else None

    def document(self, query: Query) -> Answer:
        """Every section at one session."""
        session = self.session(query)
        parts = {section.key: self._section(section, query) for section in self._desk.sections}
        revision = digest(str(session), *(part[0] for part in parts.values()))
        head = orjson.dumps({"revision": revision, "as_of": session})
        return Answer(200, head[:-1] + b',"sections":' + _by_key(parts) + b"}", revision)

    def faces(self, query: Query) -> Answer:
        """What the closed cards read at a run of sessions, the oldest first."""
        run = [(day, self._faces(parse({"as_of": day}, _A_POINT))) for day in self._run(query)]
        bodies = [orjson.dumps({"as_of": day})[:-1] + b',"sections":' + _by_key(parts) + b"}" for day, parts in run]
        revision = digest(*(part[0] for _, parts in run for part in parts.values()), *(day for day, _ in run))
        head = orjson.dumps({"revision": revision})
        return Answer(200, head[:-1] + b',"sessions":[' + b",".join(bodies) + b"]}", revision)

    def _run(self, query: Query) -> list[str]:
        """The sessions up to the query's, as many as it asks for; none while nothing is computed."""
        longest = max((result for _, result in self._computed()), key=lambda result: len(result.sessions), default=None)
        if longest is None:
            return []
        last = query.index(longest)
        return longest.labels[max(last + 1 - (query.sessions or 1), 0) : last + 1]

    def _faces(self, query: Query) -> dict[str, tuple[str, bytes]]:
        return {section.key: self._section(section, query, is_face=True) for section in self._desk.sections}

    def _section(self, section: Section, query: Query, *, is_face: bool = False) -> tuple[str, bytes]:
        """Revision and bytes of one section; a failure that was foreseen is its reason."""
        shown = on_face(section) if is_face else [endpoint for endpoint in section.endpoints if endpoint.on_card]
        try:
            made = {endpoint.name: self._answer(section, endpoint, query, is_face) for endpoint in shown}
        except DashboardError as error:
            return digest(str(error)), orjson.dumps({"reason": str(error), "endpoints": {}})
        bodies = b",".join(b'"%s":%s' % (name.encode(), answer.body) for name, answer in made.items())
        revision = digest(*(answer.revision for answer in made.values()))
        return revision, b'{"reason":null,"endpoints":{' + bodies + b"}}"

    def _answer(self, section: Section, endpoint: Endpoint, query: Query, is_face: bool) -> Answer:
        of: Part = "face" if is_face else "notes" if endpoint.kind == "series" else "all"
        return sliced(self._desk, self._cache, section, endpoint, query, of)

    def glance(self) -> Answer:
        """Every section at a glance, made again when a result changes."""
        computed = tuple(self._computed())
        results = tuple(result for _, result in computed)
        with self._lock:
            made = self._glance
            if (
                made is None
                or len(made[0]) != len(results)
                or any(a is not b for a, b in zip(made[0], results, strict=True))
            ):
                made = self._glance = (results, _glance(computed))
            return made[1]

    def _computed(self) -> Iterator[tuple[Section, Result]]:
        """The sections with figures, and these."""
        for section in self._desk.sections:
            result = self._desk.board[section.key].result
            if result is not None and result.unavailable is None and len(result.sessions):
                yield section, result


def _glance(computed: tuple[tuple[Section, Result], ...]) -> Answer:
    """Columns over the sessions of the longest record; whose sessions are not its first ones is left out until it is computed anew."""
    longest = max((result for _, result in computed), key=lambda result: len(result.sessions), default=None)
    if longest is None:
        return _told([], [])
    alike = [
        (section, result)
        for section, result in computed
        if section.glance is not None and np.array_equal(result.sessions, longest.sessions[: len(result.sessions)])
    ]
    columns = [_columns(section, section.glance(result)) for section, result in alike if section.glance is not None]
    return _told(longest.labels, columns)


def _told(sessions: list[str], columns: list[dict[str, Any]]) -> Answer:
    body = encode({"session": sessions, "sections": columns})
    revision = digest(body)
    return Answer(200, orjson.dumps({"revision": revision})[:-1] + b"," + body[1:], revision)


def _columns(section: Section, said: Glance) -> dict[str, Any]:
    """One section's columns; a label is the place of its key in `labels`, −1 where there is none."""
    keys = list(said.words)
    places: dict[str | None, int] = {None: -1, **{key: place for place, key in enumerate(keys)}}
    return {
        "section": section.key, "title": section.title, "bands": section.verdict is not None,
        "labels": [{"key": key, "words": words, "leaning": said.leaning.get(key, "flat")} for key, words in said.words.items()],
        "label": [places[key] for key in said.label] if keys else [], "value": np.round(said.value, said.digits),
        "digits": said.digits, "signed": said.signed, "unit": said.unit,
    }  # fmt: skip


def _by_key(parts: Mapping[str, tuple[str, bytes]]) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (key.encode(), body) for key, (_, body) in parts.items()) + b"}"


def on_face(section: Section) -> list[Endpoint]:
    """What the section's face reads; the first endpoint of a section that has no face of its own."""
    return [endpoint for endpoint in section.endpoints if endpoint.on_face] or [section.endpoints[0]]


def asked(arguments: Any, known: tuple[str, ...] = PARAMETERS) -> Query:
    """The query of a request for a past session; BadQuery names what is unknown or malformed."""
    for name in arguments:
        if name not in known:
            raise BadQuery(f"{name!r} is not a parameter here; there are: {', '.join(known)}.")
    query = parse({name: arguments[name] for name in ("as_of", "sessions") if name in arguments}, _A_RUN)
    if query.sessions is not None and query.sessions > MOST_SESSIONS:
        raise BadQuery(f"sessions={query.sessions} is too many at once; at most {MOST_SESSIONS}.")
    return query


_A_POINT = Endpoint("at", "One session", lambda _result, _t: None)
_A_RUN = Endpoint("faces", "Some sessions", lambda _result, _t: None, kind="series")


def blueprint(past: Past, answers: Answers) -> Blueprint:
    """/api/at, /api/faces and /api/glance."""
    routes = Blueprint("past", __name__)

    def kept(made: Answer) -> Response:
        """What is asked for under the pulse's revision may be kept: under another one it is asked for anew."""
        response = sent(made)
        if request.args.get("revision") == answers.pulse().revision:
            response.headers["Cache-Control"] = KEEP
        return response

    @routes.get("/api/at")
    @described(AT)
    def at() -> Response:
        return kept(past.document(asked(request.args)))

    @routes.get("/api/faces")
    @described(FACES)
    def faces() -> Response:
        return kept(past.faces(asked(request.args, FACES_PARAMETERS)))

    @routes.get("/api/glance")
    @described(GLANCE)
    def glance() -> Response:
        return sent(past.glance())

    return routes
