"""The words that a JSON Schema is written in here, so that it reads as a table of fields: name, meaning, unit.

Everything is required and nothing else allowed, unless said otherwise: a figure that no schema names fails the tests.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
NULL: Schema = {"type": "null"}
OPTIONAL = "x-optional"


def text(meaning: str = "", **more: Any) -> Schema:
    """Words, or a name. more: whatever else JSON Schema knows of strings."""
    return _of("string", meaning, "", more)


def day(meaning: str = "") -> Schema:
    """A session, as an ISO date."""
    return text(meaning, format="date", pattern=ISO_DAY)


def moment(meaning: str = "") -> Schema:
    """A time of the clock, UTC, to the second."""
    return text(meaning, format="date-time")


def number(meaning: str = "", unit: str = "", least: float | None = None, most: float | None = None) -> Schema:
    """A finite number; where it may be missing, `maybe` says so. least, most: included."""
    return _of("number", meaning, unit, {"minimum": least, "maximum": most})


def whole(meaning: str = "", unit: str = "", least: int | None = None, most: int | None = None) -> Schema:
    """A whole number."""
    return _of("integer", meaning, unit, {"minimum": least, "maximum": most})


def count(meaning: str = "", unit: str = "") -> Schema:
    """How many: a whole number from 0."""
    return whole(meaning, unit, least=0)


def share(meaning: str = "") -> Schema:
    """A part of one, 0 to 1: a probability, a weight."""
    return number(meaning, "0 to 1", 0, 1)


def percent(meaning: str = "", least: float | None = None, most: float | None = None) -> Schema:
    """A number of percent: 12.5 is an eighth."""
    return number(meaning, "%", least, most)


def flag(meaning: str = "") -> Schema:
    """True or false."""
    return _of("boolean", meaning, "", {})


def one_of(*values: Any, meaning: str = "") -> Schema:
    """One of these values."""
    schema: Schema = {"enum": list(values)}
    return {"description": meaning, **schema} if meaning else schema


def maybe(schema: Schema) -> Schema:
    """That, or null where it is missing; a reason then stands beside it, or its coverage does."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, "anyOf": [schema, NULL]}


def either(*schemas: Schema, meaning: str = "") -> Schema:
    """One shape or another."""
    return {**({"description": meaning} if meaning else {}), "anyOf": list(schemas)}


def optional(schema: Schema) -> Schema:
    """A field of a record that may be left out."""
    return {**schema, OPTIONAL: True}


def record(meaning: str = "", fields: dict[str, Schema] | None = None, /, **more: Schema) -> Schema:
    """An object of these fields and no others. fields: those whose names Python cannot spell."""
    every = {**more, **(fields or {})}
    properties = {name: {k: v for k, v in schema.items() if k != OPTIONAL} for name, schema in every.items()}
    required = [name for name, schema in every.items() if OPTIONAL not in schema]
    rules: Schema = {"properties": properties, "required": required, "additionalProperties": False}
    return _of("object", meaning, "", rules)


def growing(schema: Schema) -> Schema:
    """A record that may have more fields than it names."""
    return {**schema, "additionalProperties": True}


def keyed(schema: Schema, *keys: str, meaning: str = "") -> Schema:
    """An object with that under each of these keys."""
    return record(meaning, dict.fromkeys(keys, schema))


def by_name(schema: Schema, meaning: str = "") -> Schema:
    """An object with that under names that depend on the market: symbols, sectors."""
    return _of("object", meaning, "", {"additionalProperties": schema})


def whys() -> Schema:
    """The reasons beside figures: why each one that is missing is."""
    return by_name(text(), "Dotted name of each figure that is missing, and why, as a code")


def rows(schema: Schema, meaning: str = "", most: int | None = None) -> Schema:
    """A list of such."""
    return _of("array", meaning, "", {"items": schema, "maxItems": most})


def row_of(schema: Schema, length: int, meaning: str = "") -> Schema:
    """A list of exactly so many."""
    return _of("array", meaning, "", {"items": schema, "minItems": length, "maxItems": length})


def column(schema: Schema) -> Schema:
    """A column of a series or table, one value per session or row, null where it is missing. Its meaning is its values'."""
    told: Schema = {name: schema[name] for name in ("description", "x-unit") if name in schema}
    items = {name: value for name, value in schema.items() if name not in told}
    return {"type": "array", **told, "items": maybe(items)}


def _of(kind: str, meaning: str, unit: str, rules: Schema) -> Schema:
    """A schema of that type, its description naming the unit."""
    told = f"{meaning}, in {unit}" if meaning and unit else meaning or unit
    told_as = {"description": told} if told else {}
    with_unit = {"x-unit": unit} if unit else {}
    return {"type": kind, **told_as, **with_unit, **{name: rule for name, rule in rules.items() if rule is not None}}
