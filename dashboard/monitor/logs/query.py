"""Queries on the logs: parsed once, each failure a sentence that names the parameter; and what a line must be to answer one."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from dashboard.errors import BadQuery
from dashboard.gateway.headers import ID_LENGTH
from dashboard.monitor.logs.event import instant

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("json", "jsonl", "csv")
PARAMETERS = ("section", "level", "from", "to", "q", "request_id", "limit", "before", "format")
PAGES_ONLY = ("limit", "before")
MOST_LINES = 1000
LINES = 100
TEXT_LENGTH = 200
DISORDER = timedelta(
    seconds=60
)  # several processes write, and clocks are set: lines are in order but for about this much

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_PLACE = re.compile(r"[0-9a-f]{9,40}-\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What a client asked for. first, last: as lines spell their time, UTC with milliseconds. text: in lower case."""

    section: str | None = None
    level: str = LEVELS[0]
    first: str | None = None
    last: str | None = None
    text: str | None = None
    request_id: str | None = None
    limit: int = LINES
    before: str | None = None
    format: str = "json"

    @property
    def is_filtered(self) -> bool:
        """Whether any line may be left out."""
        return self.level != LEVELS[0] or any((self.section, self.first, self.last, self.text, self.request_id))

    def ends_before(self, time: str) -> bool:
        """Whether no line before one of this time can answer any more."""
        return self.first is not None and time < _shifted(self.first, -DISORDER)

    def answered_by(self, line: Mapping[str, Any]) -> bool:
        """Whether the line is one of those that were asked for."""
        time = str(line.get("time", ""))
        return (
            (self.level == LEVELS[0] or _rank(line.get("level")) >= _rank(self.level))
            and self.section in (None, line.get("section"))
            and self.request_id in (None, line.get("request_id"))
            and (self.first is None or time >= self.first)
            and (self.last is None or time <= self.last)
            and (self.text is None or self.text in _searched(line))
        )


def parse(arguments: Mapping[str, str]) -> LogQuery:
    """The query of one request; BadQuery names the parameter that is unknown or malformed."""
    for name in arguments:
        if name not in PARAMETERS:
            raise BadQuery(f"{name!r} is not a parameter here; there are: {', '.join(PARAMETERS)}.")
    shape = arguments.get("format", "json")
    if shape not in FORMATS:
        raise BadQuery(f"format={shape!r} is not known; there are: {', '.join(FORMATS)}.")
    for name in PAGES_ONLY:
        if name in arguments and shape != "json":
            raise BadQuery(f"{name} is for pages; a download in {shape} holds every line that was asked for.")
    query = LogQuery(
        section=_word(arguments, "section", "a section's key"), level=_level(arguments), first=_instant(arguments, "from"),
        last=_instant(arguments, "to"), text=_text(arguments), request_id=_word(arguments, "request_id", "a request's id"),
        limit=_limit(arguments), before=_place(arguments), format=shape,
    )  # fmt: skip
    if query.first and query.last and query.first > query.last:
        raise BadQuery(f"from={arguments['from']} lies after to={arguments['to']}.")
    return query


def _rank(level: object) -> int:
    number = logging.getLevelNamesMapping().get(str(level), logging.NOTSET)
    return max((rank for rank, name in enumerate(LEVELS) if logging.getLevelNamesMapping()[name] <= number), default=0)


def _searched(line: Mapping[str, Any]) -> str:
    """All that is text in a line, in lower case."""
    failure = line.get("exception") or {}
    fields = orjson.dumps(line["fields"]).decode() if line.get("fields") else ""
    parts = (line.get("message", ""), line.get("logger", ""), *failure.values(), line.get("job") or "", fields)
    return "\n".join(map(str, parts)).lower()


def _word(arguments: Mapping[str, str], name: str, meaning: str) -> str | None:
    text = arguments.get(name)
    if text is not None and not (0 < len(text) <= ID_LENGTH and text.isascii() and re.fullmatch(r"[\w-]+", text)):
        raise BadQuery(f"{name}={text[:ID_LENGTH]!r} is not {meaning}.")
    return text


def _level(arguments: Mapping[str, str]) -> str:
    text = arguments.get("level", LEVELS[0])
    if text.upper() not in LEVELS:
        raise BadQuery(f"level={text[:20]!r} is not known; there are: {', '.join(LEVELS)}.")
    return text.upper()


def _text(arguments: Mapping[str, str]) -> str | None:
    text = arguments.get("q")
    if text is not None and not (0 < len(text) <= TEXT_LENGTH and text.isprintable()):
        raise BadQuery(f"q is {len(text)} characters; write 1 to {TEXT_LENGTH} printable ones.")
    return None if text is None else text.lower()


def _limit(arguments: Mapping[str, str]) -> int:
    text = arguments.get("limit", str(LINES))
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MOST_LINES):
        raise BadQuery(f"limit={text[:20]!r} is no count; write a whole number of lines from 1 to {MOST_LINES}.")
    return int(text)


def _place(arguments: Mapping[str, str]) -> str | None:
    text = arguments.get("before")
    if text is not None and not _PLACE.fullmatch(text):
        raise BadQuery(f"before={text[:60]!r} is no place; take `next` of an answer, or a line's `id`.")
    return text


def _instant(arguments: Mapping[str, str], name: str) -> str | None:
    """The instant as lines spell it: a date alone is its beginning, and for `to` its end; UTC where no zone is given."""
    text = arguments.get(name)
    if text is None:
        return None
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        if len(text) == len("2018-02-07") and name == "to":
            moment += timedelta(days=1, milliseconds=-1)
        return instant((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise BadQuery(f"{name}={text[:40]!r} is no instant; write 2018-02-07 or 2018-02-07T21:00:00Z.") from None


def _shifted(time: str, by: timedelta) -> str:
    try:
        return instant((datetime.fromisoformat(time) + by).timestamp())
    except (OverflowError, ValueError):  # year 1: nothing was logged before
        return time
