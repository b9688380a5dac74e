"""All bars of a database as stored, float64 [R, 9] a chunk in the order of their key, and back into another one.

Numbers of the driver, never a row of SQLAlchemy's and never a date: of a million rows those are a minute. NaN stands for NULL.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

import numpy as np
from sqlalchemy import Connection, text

from dashboard.market.bars import VALUE_COLUMNS, FloatArray
from dashboard.store.bars_postgresql import ARRAYS, INSTRUMENTS_AT_A_TIME, take_arrays_raw
from dashboard.store.postgresql_binary import HEADER, TRAILER, copy_rows, read_array

CHUNK_ROWS = 4000  # what becomes Python objects at a time on SQLite's side, in some 3 ms
ROWS_A_STATEMENT = 50  # as in bars_sqlite.py
COLUMNS = ("instrument_id", "session", *VALUE_COLUMNS, "import_id")
INTEGERS = (0, 1, len(COLUMNS) - 1)  # the places of those that are no prices

NULL = "9e999"  # as in bars_sqlite.py: infinity on the way out, as numpy takes no None
OR_INFINITY = ", ".join(f"ifnull({name}, {NULL})" for name in VALUE_COLUMNS)
FROM_SQLITE = f"SELECT instrument_id, session, {OR_INFINITY}, import_id FROM bars ORDER BY instrument_id, session"  # noqa: S608
FROM_POSTGRESQL = f"""
SELECT instrument_id, array_agg(session), {ARRAYS}, array_agg(import_id)
FROM bars WHERE instrument_id = ANY(%s) GROUP BY instrument_id ORDER BY instrument_id
"""  # noqa: S608 - only column names of our own
INTO_POSTGRESQL = f"COPY bars ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"


def read_all(connection: Connection) -> Iterator[FloatArray]:
    """The bars of either database, chunk by chunk."""
    return _from_sqlite(connection) if _is_sqlite(connection) else _from_postgresql(connection)


def write_rows(connection: Connection, rows: FloatArray) -> None:
    """Insert rows, float64 [R, 9]; one that is there already is an error of the driver's."""
    if _is_sqlite(connection):
        _into_sqlite(connection, rows)
        return
    with _cursor(connection) as cursor, cursor.copy(INTO_POSTGRESQL) as copy:
        instrument, session, received = (rows[:, place].astype(np.int64) for place in INTEGERS)
        copy.write(HEADER + copy_rows([instrument, session], list(rows[:, 2:-1].T), received) + TRAILER)


def _from_sqlite(connection: Connection) -> Iterator[FloatArray]:
    cursor = _cursor(connection).execute(FROM_SQLITE)
    while chunk := cursor.fetchmany(CHUNK_ROWS):
        rows = np.fromiter(chain.from_iterable(chunk), np.float64, len(chunk) * len(COLUMNS))
        rows[np.isinf(rows)] = np.nan
        yield rows.reshape(-1, len(COLUMNS))


def _into_sqlite(connection: Connection, rows: FloatArray) -> None:
    """The columns of numbers without a fraction take 5.0 for 5, and SQLite stores NaN as NULL."""
    one_row = f"({', '.join('?' * len(COLUMNS))})"
    whole = len(rows) - len(rows) % ROWS_A_STATEMENT
    for part, at_once in ((rows[:whole], ROWS_A_STATEMENT), (rows[whole:], 1)):
        statement = f"INSERT INTO bars VALUES {', '.join([one_row] * at_once)}"  # noqa: S608 - places alone
        _cursor(connection).executemany(statement, part.reshape(-1, at_once * len(COLUMNS)).tolist())


def _from_postgresql(connection: Connection) -> Iterator[FloatArray]:
    """An instrument a chunk: a row for each bar would cost Python ten times as much."""
    instruments = [
        row[0] for row in connection.execute(text("SELECT DISTINCT instrument_id FROM bars ORDER BY instrument_id"))
    ]
    with connection.connection.driver_connection.cursor(binary=True) as cursor:  # type: ignore[union-attr]
        take_arrays_raw(cursor)
        for start in range(0, len(instruments), INSTRUMENTS_AT_A_TIME):
            batch = instruments[start : start + INSTRUMENTS_AT_A_TIME]
            for instrument, session, *values, received in cursor.execute(FROM_POSTGRESQL, (batch,)):
                days = read_array(session, "i4")
                columns = [read_array(each, "f8") for each in values]
                rows = np.column_stack([np.full(len(days), instrument), days, *columns, read_array(received, "i4")])
                yield rows[np.argsort(days)]


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _cursor(connection: Connection) -> Any:
    return cast(Any, connection.connection.driver_connection).cursor()
