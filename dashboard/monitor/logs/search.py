"""Search: the newest lines that answer a query, a page at a time, reading no more of the files than one request should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from dashboard.monitor.logs.query import LogQuery
from dashboard.monitor.logs.reader import Line, Segment, backwards, lines_backwards, opened
from dashboard.monitor.logs.sieve import Sieve, sieve
from dashboard.runtime.encode import digest

MOST_BYTES = 32 * 2**20  # about 150,000 lines; what lies before them is asked for with `before`


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first, each with its `id`. next: the place to go on before, None at the end of what is kept.

    searched_to: the time of the oldest line that was looked at, when the search stopped for its length and not for the lines found.
    """

    lines: list[dict[str, Any]]
    next: str | None
    searched_to: str | None


def page(segments: list[Segment], query: LogQuery) -> Page:
    """The newest lines before `query.before` that answer, at most `query.limit`."""
    found: list[dict[str, Any]] = []
    left, sought = MOST_BYTES, sieve(query)
    for segment, start, block in backwards(segments, query.before):
        if left <= 0:
            oldest = Line(segment, start + len(block), b"")
            return Page(found, oldest.place, _first_time(block))
        left -= len(block)
        for line, values in _answers(segment, start, block, sought):
            if query.ends_before(str(values["time"])):
                return Page(found, None, None)
            if not query.answered_by(values):
                continue
            found.append({"id": line.place, **values})
            if len(found) == query.limit:
                return Page(found, line.place if _more(segments, line) else None, None)
    return Page(found, None, None)


def read(line: bytes) -> dict[str, Any] | None:
    """A line's values; None for one that is torn or someone else's."""
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return values if isinstance(values, dict) and isinstance(values.get("time"), str) else None


def revision(path: Path, query: LogQuery, *more: str) -> str:
    """What changes when an answer may: the files, their sizes, the query, and whatever more it tells."""
    with opened(path) as segments:
        return digest(repr(query), *more, *(f"{segment.name}:{segment.size}" for segment in segments))


def _answers(segment: Segment, start: int, block: bytes, sought: Sieve) -> Iterator[tuple[Line, dict[str, Any]]]:
    """Lines worth a closer look, and where time matters the oldest of every block, which may say that the search is over."""
    worthwhile = sought.keeps(block)
    for line in lines_backwards(segment, start, block) if worthwhile else _first_line(segment, start, block):
        is_first = line.start == start
        if (is_first and sought.first) or (worthwhile and sought.keeps_line(line.text)):
            values = read(line.text)
            if values is not None:
                yield line, values


def _first_line(segment: Segment, start: int, block: bytes) -> Iterator[Line]:
    yield Line(segment, start, block[: block.find(b"\n") + 1])


def _first_time(block: bytes) -> str | None:
    values = read(block[block.rfind(b"\n", 0, len(block) - 1) + 1 :])
    return None if values is None else str(values["time"])


def _more(segments: list[Segment], line: Line) -> bool:
    """Whether anything stands before the line."""
    return line.start > 0 or line.segment is not segments[-1]
