"""The document: OpenAPI 3.1 of every route that this server answers, in one fixed order, so that its bytes change only with the code.

1. The routes under /api, the probes and the metrics are read from the application's own map.
2. A section's endpoint is described by its declaration, every other route by the Operation that stands beside it.
3. The schemas that several answers share, and each endpoint's data, are components.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from dashboard.fields import Schema
from dashboard.gateway.access.sessions import COOKIE
from dashboard.gateway.openapi.answers import HEADERS, PROBLEM, answers_of, refusals
from dashboard.gateway.openapi.envelopes import ANYTHING, COVERAGE, ENVELOPE, MARKET, data_name, of_endpoint
from dashboard.gateway.openapi.operation import PLATFORM, Operation, Parameter, operation_of
from dashboard.section import Section

PROBES = ("/livez", "/readyz", "/metrics")
UNKNOWN = "/api/<path:rest>"
VARIABLE = re.compile(r"<(?:[^<>:]*:)?([^<>]+)>")
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
READS = ("GET",)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS = (
    "Every figure carries its session (as_of), its age, its coverage and its status; what is missing is null, never zero. "
    "Series are columnar. Failures are RFC 9457 problems. Ask with If-None-Match: 304 means that nothing changed."
)
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "One of API_TOKENS."},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The cookie that a login at /login sets."},
    "write_token": {
        "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
        "description": "Of the page that writes, beside its cookie; a bearer needs none.",
    },
}  # fmt: skip
TO_READ: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"session": []}]  # {}: a program on the server's own machine
TO_WRITE: list[dict[str, list[str]]] = [{"bearer": []}, {"session": [], "write_token": []}]


def document(app: Flask, sections: Iterable[Section], version: str, address: str) -> dict[str, Any]:
    """The whole document. address: where the server is mounted, "" at the root."""
    chosen = tuple(sections)
    paths = {path_of(rule): _path(rule, methods) for rule, methods in described_routes(app, chosen)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Market dashboard", "version": version, "description": WORDS},
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": address or "/"}],
        "security": TO_READ,
        "tags": _tags(chosen),
        "paths": paths,
        "components": _components(chosen),
    }


def described_routes(app: Flask, sections: tuple[Section, ...]) -> Iterator[tuple[Rule, dict[str, Operation]]]:
    """Every route of the API with its operation by method; the sections' first, in the order of the page."""
    declared = {f"/api/{s.key}/{e.name}": of_endpoint(s, e) for s in sections for e in s.endpoints}
    place = {path: number for number, path in enumerate(declared)}
    by_path: dict[str, tuple[Rule, dict[str, Operation]]] = {}
    for rule in sorted(routes_of(app), key=lambda rule: (place.get(rule.rule, len(place)), rule.rule)):
        operation = declared.get(rule.rule) or operation_of(app.view_functions[rule.endpoint])
        if operation is None:
            continue  # the tests name it; a document that lacks one route is better than none
        known = by_path.setdefault(rule.rule, (rule, {}))[1]
        known |= {method: operation for method in METHODS if method in (rule.methods or ())}
    yield from by_path.values()


def routes_of(app: Flask) -> list[Rule]:
    """The routes that the document must tell of."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if (rule.rule.startswith("/api/") or rule.rule in PROBES) and rule.rule != UNKNOWN
    ]


def path_of(rule: Rule) -> str:
    """A route as OpenAPI writes it: /api/logs/{name}."""
    return VARIABLE.sub(r"{\1}", rule.rule)


def _path(rule: Rule, methods: dict[str, Operation]) -> dict[str, Any]:
    return {method.lower(): _operation(rule, method, operation) for method, operation in methods.items()}


def _operation(rule: Rule, method: str, operation: Operation) -> dict[str, Any]:
    writes = method not in READS
    found: dict[str, Any] = {"operationId": _name(rule, method), "tags": [operation.tag], "summary": operation.summary}
    if operation.detail:
        found["description"] = operation.detail
    if operation.parameters:
        found["parameters"] = [_parameter(each) for each in operation.parameters]
    if operation.body is not None:
        example = {} if operation.example is None else {"example": operation.example}
        found["requestBody"] = {
            "required": True,
            "content": {operation.body_type: {"schema": operation.body, **example}},
        }
    if operation.public or writes:
        found["security"] = [] if operation.public else TO_WRITE
    return found | {"responses": answers_of(operation, writes=writes)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: Schema = {name: rule for name, rule in parameter.schema.items() if name != "description"}
    told = {"description": parameter.schema["description"]} if "description" in parameter.schema else {}
    example = {} if parameter.example is None else {"example": parameter.example}
    required = parameter.required or parameter.where == "path"
    return {"name": parameter.name, "in": parameter.where, "required": required, **told, "schema": schema, **example}


def _name(rule: Rule, method: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in rule.rule).split()
    return "_".join((method.lower(), *words))


def _tags(sections: tuple[Section, ...]) -> list[dict[str, str]]:
    found = [{"name": section.key, "description": section.question} for section in sections]
    return [
        *found,
        {"name": PLATFORM, "description": "How the dashboard itself is doing, the account, and this document."},
    ]


def _components(sections: tuple[Section, ...]) -> dict[str, Any]:
    data = {data_name(s, e): ANYTHING if e.schema is None else e.schema() for s in sections for e in s.endpoints}
    shared = {"Envelope": ENVELOPE, "Market": MARKET, "Coverage": COVERAGE, "Problem": PROBLEM}
    return {"schemas": shared | data, "responses": refusals(), "headers": HEADERS, "securitySchemes": SECURITY}
