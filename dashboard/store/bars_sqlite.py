"""SQLite's road for bars: driver-level tuples in chunks; SQLAlchemy's own inserts held the GIL and took twice as long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from sqlite3 import Connection as Driver
from sqlite3 import Cursor
from typing import Any, cast

import numpy as np
from sqlalchemy import Connection

from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, IntArray

CHUNK_ROWS = 4096  # a chunk's tuples are built in some 3 ms, the longest that a request may wait for the GIL
ALWAYS = -(2**31)  # a day before every session

INSERT = "INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
DIFFERS = " OR ".join(f"{name} IS NOT excluded.{name}" for name in VALUE_COLUMNS)
UPDATES = ", ".join(f"{name} = excluded.{name}" for name in (*VALUE_COLUMNS, "import_id"))
UPSERT = f"{INSERT} ON CONFLICT (instrument_id, session) DO UPDATE SET {UPDATES} WHERE {DIFFERS}"
EARLIEST = "SELECT min(session) FROM bars WHERE instrument_id = ? AND session >= ? AND import_id = ?"

NULL = "9e999"  # infinity stands for NULL on the way out: no price is infinite, and numpy takes no None
ADJUSTED = "SELECT 1 FROM bars WHERE instrument_id = ? AND session > ? AND adj_close IS NOT NULL LIMIT 1"
READ = (
    f"SELECT session, ifnull(open, {NULL}), ifnull(high, {NULL}), ifnull(low, {NULL}), close, ifnull(volume, {NULL}) {{}}"
    "FROM bars WHERE instrument_id = ? AND session > ? ORDER BY session"
)


def insert_new(
    connection: Connection, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> tuple[int, int | None]:
    """Insert rows of instruments that had none. ids: int64 [R]. Returns rows inserted and the earliest day."""
    cursor = _cursor(connection)
    for start in range(0, len(bars), CHUNK_ROWS):
        cursor.executemany(INSERT, _rows(bars, ids, import_id, slice(start, start + CHUNK_ROWS)))
        on_rows(min(start + CHUNK_ROWS, len(bars)))
    return len(bars), int(bars.session.min().astype(np.int64))


def upsert(
    connection: Connection, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> tuple[int, int | None]:
    """Insert new rows and update those that differ. Returns rows inserted or changed, and the earliest day among them."""
    cursor = _cursor(connection)
    stored = 0
    for start in range(0, len(bars), CHUNK_ROWS):
        cursor.executemany(UPSERT, _rows(bars, ids, import_id, slice(start, start + CHUNK_ROWS)))
        stored += cursor.rowcount
        on_rows(min(start + CHUNK_ROWS, len(bars)))
    first = int(bars.session.min().astype(np.int64))
    return stored, _earliest(cursor, np.unique(ids).tolist(), first, import_id) if stored else None


def stream(
    connection: Connection, instruments: Sequence[int], after: int | None
) -> Iterator[tuple[int, IntArray, FloatArray]]:
    """Each instrument's rows: id, days int64 [R] ascending, values float64 [6, R]."""
    cursor = _cursor(connection)
    for instrument in instruments:
        given = (instrument, ALWAYS if after is None else after)
        adjusted = cursor.execute(ADJUSTED, given).fetchone() is not None
        query = READ.format(f", ifnull(adj_close, {NULL}) " if adjusted else " ")
        rows = np.fromiter(chain.from_iterable(cursor.execute(query, given)), np.float64).reshape(-1, 6 + adjusted)
        if len(rows):
            yield instrument, rows[:, 0].astype(np.int64), _values(rows, adjusted)


def _values(rows: FloatArray, adjusted: bool) -> FloatArray:
    values = np.full((6, len(rows)), np.nan)
    values[:4], values[5] = rows[:, 1:5].T, rows[:, 5]
    if adjusted:
        values[4] = rows[:, 6]
    values[np.isinf(values)] = np.nan
    return values


def _earliest(cursor: Cursor, instruments: Sequence[int], first: int, import_id: int) -> int:
    found = [cursor.execute(EARLIEST, (each, first, import_id)).fetchone()[0] for each in instruments]
    return int(min(day for day in found if day is not None))


def _rows(bars: Bars, ids: IntArray, import_id: int, rows: slice) -> Iterator[tuple[Any, ...]]:
    values = [_nullable(getattr(bars, name)[rows]) for name in VALUE_COLUMNS]
    return zip(
        ids[rows].tolist(), bars.session[rows].astype(np.int64).tolist(), *values, repeat(import_id), strict=False
    )


def _nullable(column: FloatArray) -> Any:
    missing = np.isnan(column)
    if missing.all():
        return repeat(None)
    values = column.tolist()
    for row in np.flatnonzero(missing).tolist():
        values[row] = None
    return values


def _cursor(connection: Connection) -> Cursor:
    return cast(Driver, connection.connection.driver_connection).cursor()
