"""What the API's document says of an explanation: meaning, value, inputs, past and percentile of one figure."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    column,
    count,
    day,
    either,
    flag,
    maybe,
    number,
    one_of,
    optional,
    percent,
    record,
    rows,
    text,
)
from dashboard.gateway.openapi.operation import Operation, Parameter

CSV = "text/csv"
WORDS: Schema = {"type": "string"}
INPUT = record(
    "One thing that the figure was made of.",
    name=text("What it is"),
    first=maybe(day("First session of it that went in")),
    last=maybe(day("Last session of it")),
    valid=maybe(count("How many had it")),
    members=maybe(count("Of how many")),
    value=maybe(number("What it was")),
    missing=maybe(text("Why what is not there is not")),
)
EXPLANATION = record(
    "One figure of one session.",
    {"meaning": text("Its definition")},
    figure=text("Key of the figure; /methods lists them"),
    place=text("Where it stands on the card"),
    title=text("Its name in words"),
    words=text("What tells it from the figure's other places"),
    parameters=rows(WORDS, "Windows and thresholds"),
    source=maybe(text("Author, year, page")),
    unit=text("Of value and history; empty for a plain number"),
    digits=count("Decimals to show"),
    signed=flag("Whether it is read with its sign"),
    names=rows(WORDS, "Of a label: what its codes in the history stand for"),
    methods=text("Its address on the page of methods"),
    of=maybe(text("The row that it was asked for")),
    value=maybe(either({"type": "number"}, WORDS, {"type": "boolean"}, meaning="The figure, in its unit")),
    reason=maybe(text("Why there is no value")),
    inputs=rows(INPUT, "What it was made of"),
    history=maybe(
        record(
            "Its last 252 own values, oldest first; of a label, their codes.",
            session=rows(day(), "Their sessions"),
            value=column(number("The figure, in its unit")),
        )
    ),
    history_reason=maybe(text("Why it has no history")),
    percentile=maybe(percent("Share of these values at or below the newest", 0, 100)),
    percentile_of=count("How many values that is of"),
    turn=optional(maybe({"type": "object", "description": "Of a label: why it last changed"})),
)
EXPLAIN = Operation(
    "What one figure means, its value, what it was made of, its past and percentile",
    answer={
        "allOf": [
            {"$ref": "#/components/schemas/Envelope"},
            {"type": "object", "properties": {"data": maybe(EXPLANATION)}},
        ]
    },
    parameters=(
        Parameter("key", text("Key of the section"), "path", example="breadth"),
        Parameter("name", text("Key of the figure, or one of its places on the card"), "path", example="score"),
        Parameter("as_of", day("The last session at or before it")),
        Parameter("symbol", text("The row that the figure stands in: a symbol, a sector, a component")),
        Parameter("format", one_of("json", "csv", meaning="csv: the figure's whole past")),
    ),
    other_types={CSV: WORDS},
    also={202: {"$ref": "#/components/schemas/Envelope"}},
    refusals=(400, 404),
    revalidates=True,
)
