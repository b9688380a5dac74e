"""Rows kept aside: written in bulk with the import that brought them, taken back when they turn out to be good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, Quarantined
from dashboard.store.schema import imports, quarantine

CHUNK_ROWS = 2000
FARTHEST = 2**31 - 1  # days; a misread date may be any number, and the column holds 32 bits


def write_quarantine(connection: Connection, import_id: int, aside: Quarantined) -> None:
    """Enter rows kept aside by an import, as they were read."""
    for start in range(0, len(aside), CHUNK_ROWS):
        connection.execute(insert(quarantine), _rows(import_id, aside, slice(start, start + CHUNK_ROWS)))


def forget_quarantine(connection: Connection, import_ids: Sequence[int]) -> None:
    """Drop the rows kept aside by earlier imports of a file that is read anew."""
    if import_ids:
        connection.execute(delete(quarantine).where(quarantine.c.import_id.in_(import_ids)))


def forget_since(connection: Connection, source: str, symbols: Sequence[str], first: np.datetime64) -> None:
    """Drop the rows that a source's earlier imports kept aside of these symbols from a session on: they are judged anew."""
    own = quarantine.c.import_id.in_(select(imports.c.id).where(imports.c.source == source))
    since = (quarantine.c.session >= first) & quarantine.c.symbol.in_(symbols)
    connection.execute(delete(quarantine).where(own & since))


def crowded_days(connection: Connection, reason: str, symbols: int) -> list[np.datetime64]:
    """The days on which more than one and at least so many symbols have a row kept aside for a reason."""
    count = func.count(quarantine.c.symbol.distinct())
    query = select(quarantine.c.session).where(quarantine.c.reason == reason).group_by(quarantine.c.session)
    return list(connection.scalars(query.having(count >= max(symbols, 2)).order_by(quarantine.c.session)))


def imports_with_reason(connection: Connection, reason: str) -> set[str]:
    """The paths of the files of which rows are kept aside for a reason."""
    query = select(imports.c.path).join(quarantine, quarantine.c.import_id == imports.c.id)
    return set(connection.scalars(query.where(quarantine.c.reason == reason).distinct()))


def read_quarantine(
    connection: Connection, reason: str, days: Sequence[np.datetime64]
) -> tuple[list[int], list[int], Quarantined]:
    """The rows of some days kept aside for a reason, with their ids and those of their imports, in the order they came."""
    found = (quarantine.c.reason == reason, quarantine.c.session.in_(days))
    rows = connection.execute(select(quarantine).where(*found).order_by(quarantine.c.id)).all()
    symbols, code = np.unique(np.array([row.symbol for row in rows], dtype=object), return_inverse=True)
    sessions = [np.datetime64("NaT", "D") if row.session is None else row.session for row in rows]
    columns = {name: np.array([getattr(row, name) for row in rows], dtype=np.float64) for name in VALUE_COLUMNS}
    bars = Bars(
        symbols=tuple(symbols),
        code=code.astype(np.int64),
        session=np.array(sessions, dtype="datetime64[D]"),
        line=np.array([row.line for row in rows], dtype=np.int64),
        **columns,
    )
    reasons, details = ([getattr(row, name) for row in rows] for name in ("reason", "detail"))
    aside = Quarantined(bars, np.array(reasons, dtype=object), np.array(details, dtype=object))
    return [row.id for row in rows], [row.import_id for row in rows], aside


def release(connection: Connection, ids: Sequence[int]) -> None:
    """Drop rows that are no longer kept aside."""
    if ids:
        connection.execute(delete(quarantine).where(quarantine.c.id == bindparam("key")), [{"key": key} for key in ids])


def quarantined_by_reason(connection: Connection) -> dict[str, int]:
    """How many rows are kept aside for each reason, most first."""
    count = func.count().label("n")
    query = select(quarantine.c.reason, count).group_by(quarantine.c.reason).order_by(count.desc(), quarantine.c.reason)
    return {row.reason: row.n for row in connection.execute(query)}


def _rows(import_id: int, aside: Quarantined, rows: slice) -> list[dict[str, Any]]:
    bars = aside.bars
    columns: dict[str, list[Any]] = {
        "line": bars.line[rows].tolist(),
        "symbol": [bars.symbols[code] for code in bars.code[rows].tolist()],
        "session": [_day(day) for day in bars.session[rows]],
        "reason": aside.reason[rows].tolist(),
        "detail": aside.detail[rows].tolist(),
        **{name: _nullable(getattr(bars, name)[rows]) for name in VALUE_COLUMNS},
    }
    names = list(columns)
    return [
        {"import_id": import_id, **dict(zip(names, row, strict=True))} for row in zip(*columns.values(), strict=True)
    ]


def _day(day: np.datetime64) -> np.datetime64 | None:
    return None if np.isnat(day) or abs(int(day.astype(np.int64))) > FARTHEST else day


def _nullable(column: FloatArray) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in column.tolist()]


def quarantined_between(connection: Connection, after: np.datetime64, last: np.datetime64) -> dict[str, int]:
    """How many rows of the sessions after `after` up to `last` are kept aside for each reason, most first."""
    count = func.count().label("n")
    inside = (quarantine.c.session > after, quarantine.c.session <= last)
    query = select(quarantine.c.reason, count).where(*inside).group_by(quarantine.c.reason)
    return {row.reason: row.n for row in connection.execute(query.order_by(count.desc(), quarantine.c.reason))}
