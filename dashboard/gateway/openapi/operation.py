"""Operation: what the document says of one route. It is declared where the route is:

    @routes.get("/api/logs")
    @described(Operation("The newest lines of the log", parameters=(Parameter("level", text("…")),), answer=record(…)))
    def logs() -> Response: ...

Path and methods come from the route itself. A route under /api that declares nothing fails the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from dashboard.fields import Schema

JSON_TYPE = "application/json"
PLATFORM = "platform"
DECLARED = "openapi_operation"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Its schema carries its meaning; `where` is "path" for a part of the address, which is always required."""

    name: str
    schema: Schema
    where: Literal["query", "path", "header"] = "query"
    required: bool = False
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method, or several methods that do the same.

    summary: one line. answer: the JSON of its 200, None where the answer is no JSON. other_types: further content types of the 200.
    body: the JSON that a write takes, with an `example` of it. body_type: of a write that takes no JSON.
    also: schemas of further statuses whose body is JSON, a 202 or a 503.
    refusals: statuses it answers with a problem, beyond those that every address does. revalidates: whether it has an ETag and
    answers 304. public: whether it needs no login.
    """

    summary: str
    answer: Schema | None = None
    tag: str = PLATFORM
    detail: str = ""
    parameters: tuple[Parameter, ...] = ()
    other_types: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    body_type: str = JSON_TYPE
    example: Any = None
    also: Mapping[int, Schema] = field(default_factory=dict)
    refusals: tuple[int, ...] = ()
    revalidates: bool = False
    public: bool = False


def described(operation: Operation) -> Callable[[View], View]:
    """Tells the document of a view; a blueprint's own decorator goes above it."""

    def mark(view: View) -> View:
        setattr(view, DECLARED, operation)
        return view

    return mark


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """What a view was described as, None where it was not."""
    found: Operation | None = getattr(view, DECLARED, None)
    return found
