"""What an operation may answer: its own documents, 304, and the refusals that every address shares, as problem+json."""

from __future__ import annotations

from typing import Any

from dashboard.fields import Schema, count, maybe, optional, record, text, whole
from dashboard.gateway.openapi.operation import JSON_TYPE, Operation
from dashboard.gateway.problems import PROBLEM_TYPE

EVERYWHERE = (400, 401, 403, 405, 429, 500, 503)
OPEN_TO_ALL = (400, 405, 429, 500, 503)
OF_A_WRITE = (413, 415)

MEANINGS = {
    200: "The answer.",
    202: "Not computed yet: a loading state, not an error. Ask again.",
    304: "Nothing changed since the ETag in If-None-Match.",
    400: "What was asked makes no sense; the detail names it.",
    401: "A login or a token is needed.",
    403: "Not allowed: other machines are kept out, or a write brought no token.",
    404: "There is nothing at this address.",
    405: "This address does not answer that method.",
    409: "It does not fit what is there.",
    413: "The body is too large.",
    415: "The body is of another content type.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "A fault in the dashboard; the log says more under the request id.",
    503: "The database cannot be reached, or the server is not ready.",
}
PROBLEM = record(
    "A failure in words (RFC 9457).",
    type=text("Kind of problem, as an address"),
    title=text("What kind of failure"),
    status=whole("The HTTP status", least=400, most=599),
    detail=text("What happened, and what to do"),
    section=maybe(text("The section it is about")),
    request_id=text("Names the request in the log"),
    retry_after=optional(count("When to come back", "seconds")),
)
HEADERS: dict[str, Schema] = {
    "X-Request-Id": {
        "description": "Names the request in the log; the client's own when it sent one",
        "schema": text(),
    },
    "ETag": {"description": "The revision in quotes: send it as If-None-Match", "schema": text()},
    "Cache-Control": {"description": "no-cache: keep it, and ask with the ETag each time", "schema": text()},
    "Retry-After": {"description": "Seconds until another try makes sense", "schema": count()},
    "Content-Disposition": {"description": "A name for the file", "schema": text()},
}
WITH_RETRY = (429, 503)


def answers_of(operation: Operation, *, writes: bool) -> dict[str, Any]:
    """Every status of an operation, in order."""
    found: dict[int, Any] = {200: _answer(operation, 200, operation.answer)}
    found |= {status: _answer(operation, status, schema) for status, schema in operation.also.items()}
    if operation.revalidates:
        found[304] = {"description": MEANINGS[304], "headers": _headers("X-Request-Id", "ETag", "Cache-Control")}
    shared = OPEN_TO_ALL if operation.public else EVERYWHERE
    for status in (*shared, *operation.refusals, *(OF_A_WRITE if writes else ())):
        found.setdefault(status, {"$ref": f"#/components/responses/{refusal_name(status)}"})
    return {str(status): found[status] for status in sorted(found)}


def refusals() -> dict[str, Any]:
    """The shared refusals by name."""
    return {refusal_name(status): _refusal(status) for status in MEANINGS if status >= 400}


def refusal_name(status: int) -> str:
    """The name of a shared refusal: Problem429."""
    return f"Problem{status}"


def _answer(operation: Operation, status: int, schema: Schema | None) -> dict[str, Any]:
    types = {} if schema is None else {JSON_TYPE: schema}
    if status == 200:
        types |= operation.other_types
    names = ("X-Request-Id", "Cache-Control", *(("ETag",) if operation.revalidates else ()))
    content = {name: {"schema": each} for name, each in types.items()}
    return {"description": MEANINGS[status], "headers": _headers(*names), "content": content}


def _refusal(status: int) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    names = ("X-Request-Id", *(("Retry-After",) if status in WITH_RETRY else ()))
    return {"description": MEANINGS[status], "headers": _headers(*names), "content": content}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
