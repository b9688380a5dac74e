"""What the document says of /api/logs."""

from __future__ import annotations

from typing import Any

from dashboard.fields import Schema, count, maybe, moment, one_of, record, rows, text, whole
from dashboard.gateway.openapi.operation import Operation, Parameter
from dashboard.monitor.logs.download import CONTENT_TYPES
from dashboard.monitor.logs.query import FORMATS, LEVELS, LINES, MOST_LINES, TEXT_LENGTH

ANYTHING: Schema = {"type": "object", "additionalProperties": True, "description": "What else was said, by name"}
LINE = record(
    "One line, without secrets.",
    {"fields": maybe(ANYTHING)},  # by name: `fields` is how the others are given
    id=text("Names it; as `before` it asks for what was logged earlier"),
    time=moment("When, UTC, with milliseconds"),
    level=text("How grave: DEBUG, INFO, WARNING, ERROR, CRITICAL"),
    logger=text("Which part of the program or library"),
    message=text("What happened"),
    section=maybe(text("The section whose job or request this was")),
    job=maybe(text("The scheduler's id of the job")),
    request_id=maybe(text("The request's X-Request-Id")),
    pid=maybe(whole("The process")),
    thread=maybe(text("The thread")),
    exception=maybe(
        record(
            "What was raised.",
            type=text("Its class"),
            message=text("What it said"),
            traceback=text("Where it came from"),
        )
    ),
)
ANSWER = record(
    logs=rows(LINE, "The newest first", most=MOST_LINES),
    next=maybe(text("To be given as `before` for earlier lines; null when there are none")),
    searched_to=maybe(
        moment("When the search stopped before it had `limit` lines: how far back it came. Go on with `next`")
    ),
    trouble=maybe(text("Why lines cannot be written to the file")),
    dropped=count("Lines dropped since the start because they came faster than they could be written"),
)


def _words(meaning: str, **more: Any) -> Schema:
    return text(meaning, minLength=1, **more)


PARAMETERS = (
    Parameter("section", _words("Of this section", maxLength=64, pattern=r"^[A-Za-z0-9_-]+$"), example="breadth"),
    Parameter("level", one_of(*LEVELS, meaning="At least this grave")),
    Parameter(
        "from", _words("Not before: an ISO date or instant, UTC where it names no zone"), example="2018-02-07T14:30:00Z"
    ),
    Parameter("to", _words("Not after; a date alone means its end")),
    Parameter("q", _words("Holds this text, in either case", maxLength=TEXT_LENGTH)),
    Parameter("request_id", _words("Of this request", maxLength=64, pattern=r"^[A-Za-z0-9_-]+$")),
    Parameter("limit", whole(f"At most so many, {LINES} unless told", least=1, most=MOST_LINES)),
    Parameter(
        "before",
        _words("Before this place: `next` of an answer, or a line's `id`", pattern=r"^[0-9a-f]{9,40}-\d{1,15}$"),
    ),
    Parameter(
        "format",
        one_of(
            *FORMATS, meaning="json: a page. jsonl, csv: a file with every line that was asked for, the oldest first"
        ),
    ),
)
LOGS = Operation(
    "The newest lines of the log",
    answer=ANSWER,
    detail="Lines of every process on this instance folder, the program's own and its libraries'; secrets never reach them.",
    parameters=PARAMETERS,
    other_types={kind: text("A file of lines") for kind in (each.partition(";")[0] for each in CONTENT_TYPES.values())},
    revalidates=True,
)
