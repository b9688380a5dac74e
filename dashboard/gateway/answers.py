"""Answers: a section endpoint's newest figures as finished bytes, plain and compressed, made once per change and served many times."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

from dashboard.runtime.board import Entry, Publication, Status
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest
from dashboard.runtime.market_state import MarketState

JSON_TYPE = "application/json"
CACHE_CONTROL = "no-cache"  # store it, but ask with the ETag each time: a figure on screen is never older than its poll
GZIP_LEVEL = 6
WORTH_COMPRESSING = 500


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, ready to send. `revision` is the ETag without its quotes."""

    status: int
    body: bytes
    revision: str
    content_type: str = JSON_TYPE
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    _compressed: list[bytes] = field(default_factory=list, compare=False, repr=False)
    _compressing: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @property
    def etag(self) -> str:
        """The strong validator as it stands in the header."""
        return f'"{self.revision}"'

    @property
    def compressed(self) -> bytes | None:
        """The gzip variant, made on first use; None where compression would not pay."""
        if len(self.body) < WORTH_COMPRESSING:
            return None
        with self._compressing:
            if not self._compressed:
                self._compressed.append(gzip.compress(self.body, GZIP_LEVEL, mtime=0))
        return self._compressed[0]

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Headers common to the full answer and to its 304."""
        return [
            ("ETag", self.etag),
            ("Cache-Control", CACHE_CONTROL),
            ("Vary", "Accept-Encoding"),
            *self.extra_headers.items(),
        ]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an envelope is about: one endpoint's figures for one session or range."""

    section: str
    endpoint: str
    as_of: str | None
    computed_at: str | None
    age_sessions: int | None
    valid: int
    members: int
    data: bytes


def envelope(
    subject: Subject, status: Status, reason: str | None, next_refresh_at: str | None, market: MarketState | None
) -> Answer:
    """The envelope of API.md. The revision covers everything the trader reads but the two clock times."""
    read: dict[str, Any] = {
        "status": status,
        "reason": reason,
        "as_of": subject.as_of,
        "age_sessions": subject.age_sessions,
    }
    market_wire = None if market is None else market.wire()
    coverage = {"valid": subject.valid, "members": subject.members}
    revision = digest(subject.section, subject.endpoint, orjson.dumps([read, market_wire, coverage]), subject.data)
    head = {
        "section": subject.section,
        "endpoint": subject.endpoint,
        "status": status,
        "reason": reason,
        "as_of": subject.as_of,
        "computed_at": subject.computed_at,
        "next_refresh_at": next_refresh_at,
        "age_sessions": subject.age_sessions,
        "revision": revision,
        "market": market_wire,
        "coverage": coverage,
    }
    body = orjson.dumps(head)[:-1] + b',"data":' + subject.data + b"}"
    return Answer(202 if status == "loading" else 200, body, revision)


class Answers:
    """The newest answer of every endpoint, by path, made again only when its figures, its status or the market's state change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paths = MappingProxyType(
            {f"/api/{s.key}/{e.name}": (s.key, e.name) for s in desk.sections for e in s.endpoints if e.on_card}
        )
        self._made: dict[str, tuple[tuple[Any, ...], Answer]] = {}
        self._lock = threading.Lock()
        self._pulse: tuple[tuple[Any, ...], Answer] | None = None

    def newest(self, path: str) -> Answer | None:
        """The answer to a GET of `path` without a query; None when it is no section endpoint that is published."""
        key = self._paths.get(path)
        if key is None:
            return None
        entry, market, status = self._desk.board[key[0]], self._desk.market_state(), self._desk.status(key[0])
        made = self._made.get(path)
        if made is not None and made[0][0] is entry and made[0][1] is market and made[0][2] == status:
            return made[1]
        with self._lock:
            answer = self._newest(entry, key[1], market)
            self._made[path] = ((entry, market, status), answer)
            return answer

    def _newest(self, entry: Entry, endpoint: str, market: MarketState | None) -> Answer:
        status, reason = self._desk.status(entry.key)
        publication = entry.publications.get(endpoint)
        subject = self._subject(entry.key, endpoint, publication)
        return envelope(subject, status, reason, entry.next_refresh_at, market)

    def _subject(self, key: str, endpoint: str, publication: Publication | None) -> Subject:
        if publication is None:
            return Subject(key, endpoint, None, None, None, 0, 0, b"null")
        p = publication
        age = self._desk.age_sessions(p.as_of)
        return Subject(key, endpoint, p.as_of or None, p.computed_at, age, p.valid, p.members, p.data)

    def pulse(self) -> Answer:
        """Revision and status of every section in one small document."""
        desk = self._desk
        answers = {path: self.newest(path) for path in self._paths}
        made_from = tuple(answers.values())
        pulse = self._pulse
        if pulse is not None and all(now is then for now, then in zip(made_from, pulse[0], strict=True)):
            return pulse[1]
        market = desk.market_state()
        sections = {
            s.key: self._heartbeat(s.key, [answers[f"/api/{s.key}/{e.name}"] for e in s.endpoints if e.on_card])
            for s in desk.sections
        }
        read = {key: {k: v for k, v in beat.items() if not k.endswith("_at")} for key, beat in sections.items()}
        wire = None if market is None else market.wire()
        revision = digest(orjson.dumps([read, wire]))
        answer = Answer(200, orjson.dumps({"revision": revision, "market": wire, "sections": sections}), revision)
        self._pulse = (made_from, answer)
        return answer

    def _heartbeat(self, key: str, answers: list[Answer | None]) -> dict[str, Any]:
        entry = self._desk.board[key]
        status, reason = self._desk.status(entry.key)
        first = next(iter(entry.publications.values()), None)
        return {
            "status": status,
            "reason": reason,
            "as_of": (first.as_of or None) if first else None,
            "age_sessions": self._desk.age_sessions(first.as_of) if first else None,
            "revision": digest(*(answer.revision for answer in answers if answer is not None)),
            "coverage": {"valid": first.valid if first else 0, "members": first.members if first else 0},
            "computed_at": first.computed_at if first else None,
            "next_refresh_at": entry.next_refresh_at,
        }
