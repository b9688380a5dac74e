"""The document as people read it: operations by subject, each with its parameters, its answers and its fields in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.fields import Schema

KINDS = {
    "number": "number",
    "integer": "whole number",
    "string": "text",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
}
FORMATS = {"date": "day", "date-time": "time"}
FEW = 8  # values of an enumeration that are listed; of more it is said how many there are
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an answer. name: dotted from the answer's top, [] for each row of a list."""

    name: str
    kind: str
    unit: str
    meaning: str
    depth: int


@dataclass(frozen=True, slots=True)
class Described:
    """One operation. fields: of `data` where `enveloped`, else of the whole answer. reads: whether asking changes nothing."""

    name: str
    method: str
    path: str
    summary: str
    detail: str
    parameters: list[dict[str, Any]]
    body: str
    example: Any
    answers: list[tuple[str, str]]
    fields: list[Field]
    enveloped: bool

    @property
    def reads(self) -> bool:
        """Whether asking changes nothing."""
        return self.method == "GET"

    @property
    def is_complete(self) -> bool:
        """Whether it can be asked without filling anything in."""
        return self.reads and all("example" in one for one in self.parameters if one["required"])


def by_subject(document: dict[str, Any]) -> list[tuple[str, str, list[Described]]]:
    """Key, description and operations of every subject, in the document's order."""
    every = [_described(document, path, *one) for path, methods in document["paths"].items() for one in methods.items()]
    return [
        (tag["name"], tag["description"], [one for subject, one in every if subject == tag["name"]])
        for tag in document["tags"]
    ]


def _described(document: dict[str, Any], path: str, method: str, told: dict[str, Any]) -> tuple[str, Described]:
    content = told["responses"]["200"].get("content", {})
    schema = content.get(JSON_TYPE, {}).get("schema", {})
    data = _data_of(schema)
    body = told.get("requestBody", {}).get("content", {}).get(JSON_TYPE, {})
    return told["tags"][0], Described(
        name=told["operationId"], method=method.upper(), path=path, summary=told["summary"], detail=told.get("description", ""),
        parameters=told.get("parameters", []), body=JSON_TYPE if body else "", example=body.get("example"),
        answers=[(status, _meaning(document, answer)) for status, answer in told["responses"].items()],
        fields=list(fields(document, schema if data is None else data)), enveloped=data is not None,
    )  # fmt: skip


def _data_of(schema: Schema) -> Schema | None:
    """The schema of `data` in an envelope; None for an answer without one."""
    for part in schema.get("allOf", ()):
        if "data" in part.get("properties", {}):
            data: Schema = part["properties"]["data"]
            return data
    return None


def _meaning(document: dict[str, Any], answer: dict[str, Any]) -> str:
    return str(_resolved(document, answer)["description"])


def _resolved(document: dict[str, Any], schema: Any) -> Any:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def fields(document: dict[str, Any], schema: Schema, prefix: str = "", depth: int = 0) -> Iterator[Field]:
    """Every field below a schema, in order; those that all keys of an object share are told once."""
    schema = _inner(document, schema)
    properties: dict[str, Schema] = schema.get("properties", {})
    shared = list(properties.values())
    if len(shared) > 1 and all(one == shared[0] for one in shared):
        properties = {f"{{{', '.join(properties)}}}": shared[0]}
    elif not properties and isinstance(schema.get("additionalProperties"), dict):
        properties = {"{name}": schema["additionalProperties"]}
    for name, each in properties.items():
        yield _field(document, f"{prefix}{name}", each, depth)
        rows = _inner(document, each)
        is_list = rows.get("type") == "array" or "items" in rows
        yield from fields(
            document, rows["items"] if is_list else rows, f"{prefix}{name}{'[]' if is_list else ''}.", depth + 1
        )


def _inner(document: dict[str, Any], schema: Schema) -> Schema:
    """What a schema is where it is there: past references, alternatives and null."""
    schema = _resolved(document, schema)
    while "anyOf" in schema and not schema.get("properties"):
        schema = _resolved(document, schema["anyOf"][0])
    return schema


def _field(document: dict[str, Any], name: str, schema: Schema, depth: int) -> Field:
    inner = _inner(document, schema)
    items = _inner(document, inner["items"]) if "items" in inner else {}
    unit = schema.get("x-unit") or inner.get("x-unit") or items.get("x-unit") or ""
    meaning = schema.get("description") or inner.get("description") or items.get("description") or ""
    told = meaning.removesuffix(f", in {unit}") if unit else meaning
    return Field(name, kind_of(document, schema), unit, "" if told == unit else told, depth)


def kind_of(document: dict[str, Any], schema: Schema) -> str:
    """The kind of a value in words: "number or null", "list of days"."""
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(document, one) for one in schema["anyOf"]))
    if "enum" in schema:
        return _choices(schema["enum"])
    kinds = schema.get("type", "anything")
    names = [_kind(document, schema, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " or ".join(names)


def _kind(document: dict[str, Any], schema: Schema, kind: str) -> str:
    if kind == "array":
        return f"list of: {kind_of(document, schema.get('items', {}))}"
    return FORMATS.get(schema.get("format", ""), KINDS.get(kind, kind)) if kind == "string" else KINDS.get(kind, kind)


def _choices(values: list[Any]) -> str:
    shown = ["null" if value is None else str(value) for value in values[:FEW]]
    return ", ".join(shown) + (f" … {len(values)} values" if len(values) > FEW else "")
