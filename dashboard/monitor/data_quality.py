"""/api/data-quality: every row that is kept aside, grouped by file, symbol and reason, with examples; as JSON or as CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadQuery
from dashboard.fields import count, flag, growing, maybe, moment, record, rows, text
from dashboard.gateway.csv_text import to_csv
from dashboard.gateway.openapi.operation import Operation, Parameter, described
from dashboard.market.quality.reasons import NOTED, REASONS
from dashboard.store.data_quality import MOST_GROUPS, Group, Wanted, groups, totals
from dashboard.store.engine import Store

USUAL_GROUPS = 100
TEXT_LENGTH = 200
CSV = "text/csv"

EXAMPLE = record(
    "One row as it was read.",
    line=count("Its line in the file"),
    session=maybe(text("Its date")),
    detail=text("What is wrong with it"),
)
GROUP = record(
    "Rows of one symbol in one file, kept aside for one reason.",
    file=text(),
    symbol=text(),
    reason=text(),
    meaning=text("The reason as a sentence"),
    bar_is_kept=flag("Whether the bars are stored without what was wrong"),
    rows=count(),
    first=maybe(text("First of their sessions")),
    last=maybe(text("Last of their sessions")),
    received_at=moment("When the file was taken in"),
    examples=rows(EXAMPLE, "The first of them"),
)
OPERATION = Operation(
    "Rows kept aside, by file, symbol and reason",
    detail="Groups of most rows first. As CSV all groups come, with the first example of each.",
    parameters=(
        Parameter("reason", {"enum": sorted(REASONS)}, example="spike"),
        Parameter("symbol", text("Of this symbol alone", maxLength=TEXT_LENGTH)),
        Parameter("file", text("Of this file alone, by its path in the market folder", maxLength=TEXT_LENGTH)),
        Parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_GROUPS, "default": USUAL_GROUPS}),
        Parameter("format", {"enum": ["json", "csv"], "default": "json"}),
    ),
    answer=growing(
        record(rows=count("In all, whatever the limit"), groups_in_all=count("Whatever the limit"), groups=rows(GROUP))
    ),
    other_types={CSV: {"type": "string"}},
)


def blueprint(store: Store) -> Blueprint:
    """/api/data-quality."""
    routes = Blueprint("data_quality", __name__)

    @routes.get("/api/data-quality")
    @described(OPERATION)
    def data_quality() -> Response:
        as_csv, wanted = _format() == "csv", _wanted()
        with store.read() as connection:
            found = groups(connection, wanted)
            n_rows, n_groups = totals(connection, wanted)
        return _csv(found) if as_csv else _json(found, n_rows, n_groups)

    return routes


def _wanted() -> Wanted:
    given = request.args
    reason = given.get("reason")
    if reason is not None and reason not in REASONS:
        raise BadQuery(f"reason={reason[:40]!r} is not known; there are: {', '.join(sorted(REASONS))}.")
    default = MOST_GROUPS if _format() == "csv" else USUAL_GROUPS
    return Wanted(reason, _text("symbol"), _text("file"), _limit(given.get("limit"), default))


def _format() -> str:
    name = request.args.get("format", "json")
    if name not in ("json", "csv"):
        raise BadQuery(f"format={name[:40]!r} is not known; there are: json, csv.")
    return name


def _text(name: str) -> str | None:
    value = request.args.get(name)
    if value is not None and not (0 < len(value) <= TEXT_LENGTH and value.isprintable()):
        raise BadQuery(f"{name} is empty, too long or unprintable; write it as the answer without it does.")
    return value


def _limit(value: str | None, default: int) -> int:
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and 1 <= int(value) <= MOST_GROUPS):
        raise BadQuery(f"limit={value[:20]!r} is no number of groups; write one from 1 to {MOST_GROUPS}.")
    return int(value)


def _json(found: list[Group], n_rows: int, n_groups: int) -> Response:
    body = {"rows": n_rows, "groups_in_all": n_groups, "groups": [_row(group) for group in found]}
    response = Response(orjson.dumps(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _row(group: Group) -> dict[str, Any]:
    return {**asdict(group), "meaning": REASONS.get(group.reason, ""), "bar_is_kept": group.reason in NOTED}


def _csv(found: list[Group]) -> Response:
    names = ("file", "symbol", "reason", "rows", "first", "last", "received_at")
    columns: dict[str, list[Any]] = {name: [getattr(group, name) for group in found] for name in names}
    examples = [group.examples[0] if group.examples else None for group in found]
    columns["meaning"] = [REASONS.get(group.reason, "") for group in found]
    columns["example_line"] = [example and example.line for example in examples]
    columns["example"] = [example and example.detail for example in examples]
    response = Response(to_csv(columns), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="data-quality.csv"'
    return response
