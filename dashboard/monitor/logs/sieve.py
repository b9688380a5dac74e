"""The sieve: tells from the bytes of a block or a line whether it is worth being read as JSON, which hardly any is."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from dashboard.monitor.logs.query import LEVELS, LogQuery

TIME_STARTS = b'{"time":"'  # as every line of ours does
TIME = slice(len(TIME_STARTS), len(TIME_STARTS) + len("2018-02-07T21:00:00.000Z"))
SPELT_OTHERWISE = '"\\'  # by JSON; and of letters beyond ASCII bytes do not know the case


@dataclass(frozen=True, slots=True)
class Sieve:
    """marks: of each group at least one stands in whatever answers. text: in lower case. first, last: spelt as lines spell their time."""

    marks: tuple[tuple[bytes, ...], ...]
    text: bytes | None
    first: bytes
    last: bytes

    def keeps(self, block: bytes) -> bool:
        """Whether a line in there may answer."""
        return all(any(mark in block for mark in group) for group in self.marks) and (
            self.text is None or self.text in block.lower()
        )

    def keeps_line(self, line: bytes) -> bool:
        """Whether this one may."""
        if line.startswith(TIME_STARTS) and not self.first <= line[TIME] <= self.last:
            return False
        return self.keeps(line)


def sieve(query: LogQuery) -> Sieve:
    """The sieve of a query: what it lets through must still be read, what it holds back cannot answer."""
    marks: list[tuple[bytes, ...]] = []
    if query.level != LEVELS[0]:
        marks.append(tuple(b'"level":"%s"' % name.encode() for name in LEVELS[LEVELS.index(query.level) :]))
    for name, value in (("section", query.section), ("request_id", query.request_id)):
        if value is not None:
            marks.append((orjson.dumps({name: value})[1:-1],))
    text = query.text
    plain = text is not None and text.isascii() and not set(text) & set(SPELT_OTHERWISE)
    first, last = (query.first or "").encode(), (query.last or "9999").encode()
    return Sieve(tuple(marks), text.encode() if text is not None and plain else None, first, last)
