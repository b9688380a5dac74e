"""Downloads: every line that answers a query, the oldest first, streamed from disk a block at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from dashboard.gateway.csv_text import to_csv
from dashboard.monitor.logs.query import LogQuery
from dashboard.monitor.logs.reader import forwards, opened
from dashboard.monitor.logs.search import read
from dashboard.monitor.logs.sieve import Sieve, sieve

CONTENT_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
COLUMNS = (
    "time", "level", "logger", "section", "job", "request_id", "pid", "thread", "message", "fields", "exception", "traceback"
)  # fmt: skip


def jsonl(path: Path, query: LogQuery) -> Iterator[bytes]:
    """The lines as they are stored."""
    sought = sieve(query)
    with opened(path) as segments:
        for block in forwards(segments):
            if not query.is_filtered:
                yield block
                continue
            yield b"".join(line for line, _ in _answers(block, query, sought))


def csv(path: Path, query: LogQuery) -> Iterator[bytes]:
    """The lines as a table; fields as JSON, an exception as one cell and its traceback as another."""
    header = to_csv({name: [] for name in COLUMNS})
    yield header
    sought = sieve(query)
    with opened(path) as segments:
        for block in forwards(segments):
            rows = [_row(values) for _, values in _answers(block, query, sought)]
            if rows:
                yield to_csv({name: [row[name] for row in rows] for name in COLUMNS})[len(header) :]


def _answers(block: bytes, query: LogQuery, sought: Sieve) -> Iterator[tuple[bytes, Mapping[str, Any]]]:
    if not sought.keeps(block):
        return
    for line in block.splitlines(keepends=True):
        values = read(line) if sought.keeps_line(line) else None
        if values is not None and query.answered_by(values):
            yield line, values


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    failure = values.get("exception") or {}
    row = {name: values.get(name) for name in COLUMNS}
    row["fields"] = orjson.dumps(values["fields"]).decode() if values.get("fields") else None
    row["exception"] = f"{failure['type']}: {failure['message']}" if failure else None
    row["traceback"] = failure.get("traceback")
    return row
