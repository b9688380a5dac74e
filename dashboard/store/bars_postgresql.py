"""PostgreSQL's road for bars: binary COPY in, binary arrays out; numpy writes and reads both, without a Python object per row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection

from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, IntArray
from dashboard.store.postgresql_binary import HEADER, TRAILER, copy_rows, read_array

CHUNK_ROWS = 16384
INSTRUMENTS_AT_A_TIME = 16
COLUMNS = ", ".join(("instrument_id", "session", *VALUE_COLUMNS, "import_id"))

TEMPORARY = "CREATE TEMPORARY TABLE incoming (LIKE bars) ON COMMIT DROP"
DIFFERS = " OR ".join(f"bars.{name} IS DISTINCT FROM excluded.{name}" for name in VALUE_COLUMNS)
UPDATES = ", ".join(f"{name} = excluded.{name}" for name in (*VALUE_COLUMNS, "import_id"))
UPSERT = f"""
WITH changed AS (
    INSERT INTO bars SELECT * FROM incoming
    ON CONFLICT (instrument_id, session) DO UPDATE SET {UPDATES} WHERE {DIFFERS}
    RETURNING session
)
SELECT count(*), min(session) FROM changed
"""  # noqa: S608 - only column names of our own
ARRAYS = ", ".join(f"array_agg(coalesce({name}, 'NaN'))" for name in VALUE_COLUMNS)
READ = f"""
SELECT instrument_id, array_agg(session), {ARRAYS}
FROM bars WHERE instrument_id = ANY(%s) AND session > %s GROUP BY instrument_id ORDER BY instrument_id
"""  # noqa: S608 - only column names of our own
ALWAYS = -(2**31)  # a day before every session


def insert_new(
    connection: Connection, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> tuple[int, int | None]:
    """Insert rows of instruments that had none. ids: int64 [R]. Returns rows inserted and the earliest day."""
    _copy(connection, "bars", bars, ids, import_id, on_rows)
    return len(bars), int(bars.session.min().astype(np.int64))


def upsert(
    connection: Connection, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> tuple[int, int | None]:
    """Insert new rows and update those that differ. Returns rows inserted or changed, and the earliest day among them."""
    with _driver(connection).cursor() as cursor:
        cursor.execute(TEMPORARY)
        _copy(connection, "incoming", bars, ids, import_id, on_rows)
        stored, first = cursor.execute(UPSERT).fetchone()
        cursor.execute("DROP TABLE incoming")
    return stored, first


def stream(
    connection: Connection, instruments: Sequence[int], after: int | None
) -> Iterator[tuple[int, IntArray, FloatArray]]:
    """Each instrument's rows: id, days int64 [R] ascending, values float64 [6, R]."""
    with _driver(connection).cursor(binary=True) as cursor:
        take_arrays_raw(cursor)
        for start in range(0, len(instruments), INSTRUMENTS_AT_A_TIME):
            batch = list(instruments[start : start + INSTRUMENTS_AT_A_TIME])
            for instrument, session, *values in cursor.execute(READ, (batch, ALWAYS if after is None else after)):
                days = read_array(session, "i4").astype(np.int64)
                order = np.argsort(days, kind="stable")
                yield instrument, days[order], np.array([read_array(each, "f8")[order] for each in values])


def _copy(
    connection: Connection, table: str, bars: Bars, ids: IntArray, import_id: int, on_rows: Callable[[int], None]
) -> None:
    with (
        _driver(connection).cursor() as cursor,
        cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.write(HEADER)
        for start in range(0, len(bars), CHUNK_ROWS):
            rows = slice(start, start + CHUNK_ROWS)
            values = [getattr(bars, name)[rows] for name in VALUE_COLUMNS]
            copy.write(copy_rows([ids[rows], bars.session[rows].astype(np.int64)], values, import_id))
            on_rows(min(start + CHUNK_ROWS, len(bars)))
        copy.write(TRAILER)


def take_arrays_raw(cursor: Any) -> None:
    """Arrays stay the bytes that the server sent; psycopg would make a Python float of every value."""
    from psycopg.adapt import Loader
    from psycopg.pq import Format

    class Raw(Loader):
        format = Format.BINARY

        def load(self, data: Any) -> bytes:
            return bytes(data)

    for name in ("int4", "float8"):
        cursor.adapters.register_loader(cursor.adapters.types[name].array_oid, Raw)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
