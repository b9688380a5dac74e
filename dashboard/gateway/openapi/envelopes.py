"""The envelope of section endpoints as a schema, and their operations, made from what each section declares."""

from __future__ import annotations

from dashboard.fields import (
    NULL,
    Schema,
    by_name,
    count,
    day,
    flag,
    growing,
    maybe,
    moment,
    one_of,
    record,
    text,
    whole,
)
from dashboard.gateway.openapi.operation import Operation, Parameter
from dashboard.gateway.query import FORMATS, SYMBOL_LENGTH, TRIED_LENGTH
from dashboard.section import Endpoint, Section

LONGEST_RANGE = 9_999_999
CSV = "text/csv"
TEXT: Schema = {"type": "string"}
ANYTHING: Schema = {}

MARKET = record(
    "The market, and how far the store is behind its exchange.",
    name=text("Name of the market"),
    demo=flag("Whether its prices are generated"),
    session=one_of("open", "closed", "holiday", meaning="What the exchange does now"),
    last_session=maybe(day("Last session that the store has bars of")),
    sessions_behind=maybe(count("Closed sessions that the store has no bars of", "sessions")),
    calendar=text("Calendar of the exchange, by its code: XNYS, XBOM"),
    timezone=text("Time zone of the exchange"),
    currency=text("Currency of the prices"),
    next_open=maybe(moment("When the exchange opens next")),
    next_close=maybe(moment("When it closes next")),
    half_day=flag("Whether the session of today closes early"),
    expected_session=day("Last session whose data are due"),
    data_due_at=moment("When the data of the session after it are due"),
)
COVERAGE = record(
    "How much the figures rest on: n of N.",
    valid=count("What had figures"),
    members=count("What could have had"),
)
STATUS = one_of("ok", "stale", "degraded", "loading", meaning="Figures against the store: ok is from the newest data")
REVISION = text("Changes exactly when what is read changes; also the ETag", pattern="^[0-9a-f]{16}$")
HEAD = record(
    "What stands around every section's figures.",
    section=text("Key of the section"),
    endpoint=text("Name of the endpoint"),
    status=STATUS,
    reason=maybe(text("One sentence when the status is not ok")),
    as_of=maybe(day("The session that the figures describe")),
    computed_at=maybe(moment("When the figures were computed")),
    next_refresh_at=maybe(moment("When they are computed next without any change")),
    age_sessions=maybe(count("How far as_of lies before the store's last session", "sessions")),
    revision=REVISION,
    market=maybe({"$ref": "#/components/schemas/Market"}),
    coverage={"$ref": "#/components/schemas/Coverage"},
    data={"description": "The figures; null when there are none, and the reason says why"},
)
ENVELOPE: Schema = {name: rule for name, rule in HEAD.items() if name != "additionalProperties"}

BEAT = record(
    "How one section is doing, in short.",
    status=STATUS,
    reason=HEAD["properties"]["reason"],
    as_of=HEAD["properties"]["as_of"],
    age_sessions=HEAD["properties"]["age_sessions"],
    revision=REVISION,
    coverage={"$ref": "#/components/schemas/Coverage"},
    computed_at=HEAD["properties"]["computed_at"],
    next_refresh_at=HEAD["properties"]["next_refresh_at"],
)
PULSE = Operation(
    "Revision and status of every section: one small document to poll",
    answer=growing(
        record(
            revision=REVISION,
            market=maybe({"$ref": "#/components/schemas/Market"}),
            sections=by_name(growing(BEAT), "By the section's key"),
        )
    ),
    revalidates=True,
)

DAY_ASKED = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def envelope_of(section: Section, endpoint: Endpoint, *, loading: bool) -> Schema:
    """The whole answer of one endpoint, complete or before its first computation."""
    said: Schema = {"section": {"const": section.key}, "endpoint": {"const": endpoint.name}}
    if loading:
        said |= {"status": {"const": "loading"}, "data": NULL}
    else:
        said |= {"status": {"enum": ["ok", "stale", "degraded"]}, "data": {"anyOf": [data_of(section, endpoint), NULL]}}
    figures: Schema = {
        "if": {"properties": {"status": {"const": "ok"}}},
        "then": {"properties": {"data": {"not": NULL}}},
    }
    rules: list[Schema] = [
        {"$ref": "#/components/schemas/Envelope"},
        {"properties": said},
        *([] if loading else [figures]),
    ]
    return {"type": "object", "allOf": rules, "unevaluatedProperties": False}


def data_of(section: Section, endpoint: Endpoint) -> Schema:
    """Where the document keeps the schema of the endpoint's data."""
    return {"$ref": f"#/components/schemas/{data_name(section, endpoint)}"}


def data_name(section: Section, endpoint: Endpoint) -> str:
    """The schema's name: BreadthCurrent."""
    return "".join(word.title() for word in (section.key, *endpoint.name.split("_")))


def of_endpoint(section: Section, endpoint: Endpoint) -> Operation:
    """The operation of one declared endpoint."""
    has_file = endpoint.kind == "series" or endpoint.table is not None
    return Operation(
        summary=endpoint.summary,
        tag=section.key,
        parameters=parameters_of(endpoint),
        answer=envelope_of(section, endpoint, loading=False),
        also={202: envelope_of(section, endpoint, loading=True)},
        other_types={CSV: TEXT} if has_file else {},
        revalidates=True,
    )


def parameters_of(endpoint: Endpoint) -> tuple[Parameter, ...]:
    """Its query parameters, in the order in which the page offers them."""
    found = [
        Parameter("as_of", DAY_ASKED | {"description": "The last session at or before this day; the newest without it"})
    ]
    if endpoint.kind == "series":
        found += RANGE
    if endpoint.by_symbol is not None:
        found.append(Parameter("symbol", SYMBOL))
    found += [
        Parameter(name, TRIED | {"description": f"Answer as if the account's {name} were this"})
        for name in endpoint.parameters
    ]
    if endpoint.kind == "series" or endpoint.table is not None:
        found.append(
            Parameter("format", one_of(*FORMATS, meaning="csv: the columns as a file, missing as an empty cell"))
        )
    return tuple(found)


RANGE = [
    Parameter(
        "sessions", whole("That many sessions up to the last; the whole record without it", least=1, most=LONGEST_RANGE)
    ),
    Parameter("from", DAY_ASKED | {"description": "First day of the range; not together with sessions"}),
    Parameter("to", DAY_ASKED | {"description": "Last day of the range"}),
]
SYMBOL = text("One symbol, as the market's universe spells it", minLength=1, maxLength=SYMBOL_LENGTH)
TRIED = text("", minLength=1, maxLength=TRIED_LENGTH)
