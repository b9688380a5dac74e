"""What is kept aside, told for the trader: per file, symbol and reason how many rows, since when, with examples; and files refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from dashboard.store.schema import imports, quarantine

EXAMPLES = 3
MOST_GROUPS = 1000


@dataclass(frozen=True, slots=True)
class Example:
    """One row as it was read. session: ISO, None where its date is none."""

    line: int
    session: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one symbol in one file that are kept aside for one reason. first, last: ISO sessions. received_at: of the import."""

    file: str
    symbol: str
    reason: str
    rows: int
    first: str | None
    last: str | None
    received_at: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which groups: of a reason, a symbol, a file; None is any. limit: at most so many, those of most rows first."""

    reason: str | None = None
    symbol: str | None = None
    file: str | None = None
    limit: int = MOST_GROUPS


def groups(connection: Connection, wanted: Wanted) -> list[Group]:
    """The groups of most rows, each with its first rows as examples."""
    rows = func.count().label("rows")
    by = (quarantine.c.import_id, imports.c.path, imports.c.received_at, quarantine.c.symbol, quarantine.c.reason)
    spans = (func.min(quarantine.c.session).label("first"), func.max(quarantine.c.session).label("last"))
    query = select(*by, rows, *spans).join(imports, imports.c.id == quarantine.c.import_id).where(*_conditions(wanted))
    order = (rows.desc(), imports.c.path, quarantine.c.symbol, quarantine.c.reason)
    found = connection.execute(query.group_by(*by).order_by(*order).limit(wanted.limit)).all()
    examples = _examples(connection, wanted)
    return [_group(row, tuple(examples[row.import_id, row.symbol, row.reason])) for row in found]


def totals(connection: Connection, wanted: Wanted) -> tuple[int, int]:
    """How many rows and how many groups there are in all, whatever the limit."""
    by = (quarantine.c.import_id, quarantine.c.symbol, quarantine.c.reason)
    counted = (
        select(func.count().label("rows")).select_from(quarantine).join(imports, imports.c.id == quarantine.c.import_id)
    )
    sizes = counted.where(*_conditions(wanted)).group_by(*by).subquery()
    row = connection.execute(select(func.coalesce(func.sum(sizes.c.rows), 0), func.count()).select_from(sizes)).one()
    return int(row[0]), int(row[1])


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = ((quarantine.c.reason, wanted.reason), (quarantine.c.symbol, wanted.symbol), (imports.c.path, wanted.file))
    return [column == value for column, value in asked if value is not None]


def _examples(connection: Connection, wanted: Wanted) -> dict[tuple[int, str, str], list[Example]]:
    """The first rows of every group, in one pass: a query per group would walk an import's rows once for each of its symbols."""
    of_group = (quarantine.c.import_id, quarantine.c.symbol, quarantine.c.reason)
    place = func.row_number().over(partition_by=of_group, order_by=quarantine.c.line).label("place")
    columns = (*of_group, quarantine.c.line, quarantine.c.session, quarantine.c.detail, place)
    rows = select(*columns).join(imports, imports.c.id == quarantine.c.import_id).where(*_conditions(wanted)).subquery()
    found: dict[tuple[int, str, str], list[Example]] = defaultdict(list)
    for row in connection.execute(select(rows).where(rows.c.place <= EXAMPLES).order_by(rows.c.place)):
        found[row.import_id, row.symbol, row.reason].append(Example(row.line, _iso(row.session), row.detail))
    return found


def _group(row: Any, examples: tuple[Example, ...]) -> Group:
    return Group(row.path, row.symbol, row.reason, row.rows, _iso(row.first), _iso(row.last), row.received_at, examples)


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)
