"""Event: one log line as plain values, taken from a record where it was logged, so that what it speaks of may change afterwards."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import g, has_request_context, request

from dashboard.monitor.logs.redaction import HIDDEN, Redactor, names_a_secret
from dashboard.monitor.logs.text import at_spaces, shortened
from dashboard.runtime.job_context import current_job

MESSAGE_LENGTH = 8_000
TRACEBACK_LENGTH = 20_000
FIELD_LENGTH = 2_000
ROUGHLY = 4
MOST_ITEMS = 40
DEPTH = 4
SAFE_INTEGER = 2**53  # beyond it a browser rounds

SERVED_LINES = "werkzeug"  # the development server says every request; stderr is the place for that

_TRACEBACKS = logging.Formatter()
_OF_EVERY_RECORD = {
    *vars(logging.LogRecord("", 0, "", 0, "", (), None)), "message", "asctime", "taskName", "section", "job", "request_id",
    "color_message",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception as text. kind: its class with its module."""

    kind: str
    message: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Event:
    """What was logged, not cleaned yet. created: seconds since 1970. fields: plain values given by `extra`. kept: in the file, too."""

    created: float
    level: str
    logger: str
    message: str
    section: str | None = None
    job: str | None = None
    request_id: str | None = None
    thread: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    kept: bool = True

    def document(self, redactor: Redactor) -> dict[str, Any]:
        """What is stored: cleaned, shortened, without what is not known."""

        def text(value: str | None, most: int = FIELD_LENGTH) -> str | None:
            return None if value is None else clean(value, redactor, most)

        known = {
            "time": instant(self.created),
            "level": self.level,
            "logger": text(self.logger),
            "message": text(self.message, MESSAGE_LENGTH),
            "section": text(self.section),
            "job": text(self.job),
            "request_id": text(self.request_id),
            "pid": os.getpid(),
            "thread": text(self.thread),
            "fields": _cleaned(self.fields, redactor) or None,
            "exception": self.failure and {
                "type": text(self.failure.kind),
                "message": text(self.failure.message, MESSAGE_LENGTH),
                "traceback": text(self.failure.traceback, TRACEBACK_LENGTH),
            },
        }  # fmt: skip
        return {name: value for name, value in known.items() if value is not None}


def instant(created: float) -> str:
    """UTC with milliseconds: 2018-02-07T21:00:00.123Z."""
    return datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clean(text: str, redactor: Redactor, most: int) -> str:
    """Harmless, without secrets, at most that long; cut roughly first, so that a megabyte costs no more than a page."""
    return shortened(redactor.clean(at_spaces(text, ROUGHLY * most)), most)


def event_of(record: logging.LogRecord) -> Event:
    """The event of a record, with the request or the job that this thread is at. Raises what a bad format string raises."""
    job = current_job()
    request_id, at_section = _request()
    return Event(
        created=record.created,
        level=record.levelname,
        logger=record.name,
        message=record.getMessage(),
        section=getattr(record, "section", None) or job.section or at_section,
        job=getattr(record, "job", None) or job.name,
        request_id=getattr(record, "request_id", None) or request_id,
        thread=record.threadName,
        fields={name: _plain(value) for name, value in vars(record).items() if name not in _OF_EVERY_RECORD},
        failure=_failure(record),
        kept=not (record.name == SERVED_LINES and record.levelno == logging.INFO),
    )


def _failure(record: logging.LogRecord) -> Failure | None:
    if record.exc_info and record.exc_info[0] is not None:
        kind, error = record.exc_info[0], record.exc_info[1]
        name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
        return Failure(name, str(error), _TRACEBACKS.formatException(record.exc_info))
    if record.stack_info:
        return Failure("stack", "", record.stack_info)
    return None


def _request() -> tuple[str | None, str | None]:
    """The id of the request that this thread answers, and the section it is about."""
    if not has_request_context():
        return None, None
    blueprint = request.blueprint or ""
    return g.get("request_id"), blueprint.removesuffix("_api") if blueprint.endswith("_api") else None


def _plain(value: Any, depth: int = DEPTH) -> Any:
    """A copy in what JSON can say; whatever else there is as its repr."""
    if value is None or isinstance(value, bool | str | float) or (isinstance(value, int) and abs(value) < SAFE_INTEGER):
        return value
    if depth and isinstance(value, Mapping):
        return {str(name): _plain(inner, depth - 1) for name, inner in list(value.items())[:MOST_ITEMS]}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, depth - 1) for inner in list(value)[:MOST_ITEMS]]
    return str(value) if isinstance(value, int | BaseException) else repr(value)


def _cleaned(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str):
        return clean(value, redactor, FIELD_LENGTH)
    if isinstance(value, Mapping):
        return {
            clean(name, redactor, FIELD_LENGTH): HIDDEN if names_a_secret(name) else _cleaned(inner, redactor)
            for name, inner in value.items()
        }
    return [_cleaned(inner, redactor) for inner in value] if isinstance(value, list) else value
