"""SQLite's road for bars: many rows a statement at driver level; SQLAlchemy's own inserts took five times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from sqlite3 import Connection as Driver
from sqlite3 import Cursor
from typing import cast

import numpy as np
from sqlalchemy import Connection

from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, IntArray

CHUNK_ROWS = 4000  # a chunk's numbers become Python objects in some 3 ms, the longest that a request waits for the GIL
ROWS_A_STATEMENT = 50  # one row a statement takes 2.5 times as long; 400 parameters stay below every SQLite's limit
ALWAYS = -(2**31)  # a day before every session

DIFFERS = " OR ".join(f"{name} IS NOT excluded.{name}" for name in VALUE_COLUMNS)
UPDATES = ", ".join(f"{name} = excluded.{name}" for name in (*VALUE_COLUMNS, "import_id"))
UPSERT = f" ON CONFLICT (instrument_id, session) DO UPDATE SET {UPDATES} WHERE {DIFFERS}"
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
    _write(_cursor(connection), "", bars, ids, import_id, on_rows)
    return len(bars), int(bars.session.min().astype(np.int64))


def upsert(
    connection: Connection, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> tuple[int, int | None]:
    """Insert new rows and update those that differ. Returns rows inserted or changed, and the earliest day among them."""
    cursor = _cursor(connection)
    stored = _write(cursor, UPSERT, bars, ids, import_id, on_rows)
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


def _write(
    cursor: Cursor, conflict: str, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> int:
    """Write all rows in chunks; returns how many were inserted or changed."""
    stored = 0
    for start in range(0, len(bars), CHUNK_ROWS):
        block, adjusted = _block(bars, ids, slice(start, start + CHUNK_ROWS))
        one_row = f"(?, ?, ?, ?, ?, ?, {'?' if adjusted else 'NULL'}, ?, {import_id})"
        whole = len(block) - len(block) % ROWS_A_STATEMENT
        for rows, at_once in ((block[:whole], ROWS_A_STATEMENT), (block[whole:], 1)):
            if not len(rows):
                continue
            statement = f"INSERT INTO bars VALUES {', '.join([one_row] * at_once)}{conflict}"  # noqa: S608 - numbers
            cursor.executemany(statement, rows.reshape(len(rows) // at_once, -1).tolist())
            stored += cursor.rowcount
        on_rows(start + len(block))
    return stored


def _block(bars: Bars, ids: IntArray, rows: slice) -> tuple[FloatArray, bool]:
    """Ids, days and values, float64 [r, 8], without adjusted closes [r, 7] where none has any; and whether they are in.

    The columns of ids and days take 5.0 for 5, and SQLite stores NaN as NULL.
    """
    adjusted = not np.isnan(bars.adj_close[rows]).all()
    names = [name for name in VALUE_COLUMNS if adjusted or name != "adj_close"]
    values = [getattr(bars, name)[rows] for name in names]
    return np.column_stack([ids[rows], bars.session[rows].astype(np.int64), *values]), adjusted


def _cursor(connection: Connection) -> Cursor:
    return cast(Driver, connection.connection.driver_connection).cursor()
