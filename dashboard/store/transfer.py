"""Transfer: everything that one database holds into another, table by table, in one transaction on either side.

1. Both are of this program's schema; the source is read in one transaction, so a writer beside it is either wholly in or wholly out.
2. The target is emptied and filled in one transaction: it holds all of the source in the end, or what it held before.
3. Every table is read back from the target and compared with what was sent, value by value, through a digest.
4. The target gets a name (`state.identity`) of its own: what was cached of either database never passes for the other's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast
from uuid import uuid4

import numpy as np
from sqlalchemy import Connection, Integer, Table, delete, func, insert, select, text, update

from dashboard.errors import TransferFailed
from dashboard.market.bars import FloatArray
from dashboard.store.bars_whole import read_all, write_rows
from dashboard.store.engine import Store
from dashboard.store.revision import lock
from dashboard.store.schema import bars, metadata, state

CHUNK_ROWS = 4000  # rows that become Python objects at a time, about as long as a request beside it should wait
Rows = Sequence[Any] | FloatArray
OnRows = Callable[[int], None]
"""on_rows(rows): called as rows have been written, with how many more they are."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """Rows by table, in the order in which they were written."""

    rows: dict[str, int]

    @property
    def all_rows(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


def count_rows(store: Store) -> int:
    """How many rows a transfer of the store would write. Raises StoreUnavailable."""
    with store.read() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables]
    return sum(count or 0 for count in counts)


def transfer(source: Store, target: Store, on_rows: OnRows = lambda _: None) -> Transferred:
    """Replace all that `target` holds by all that `source` holds; both must have this program's schema already.

    Raises TransferFailed when what is read back differs, StoreUnavailable when either database fails; the target is as before then.
    """
    with source.read() as reading, target.write() as writing:
        lock(writing)
        for table in reversed(metadata.sorted_tables):
            writing.execute(delete(table))
        rows = {table.name: _copy(reading, writing, table, on_rows) for table in metadata.sorted_tables}
        writing.execute(update(state).values(identity=uuid4().hex))
        if not target.is_sqlite:
            _number_on(writing)
        return Transferred(rows)


def _copy(reading: Connection, writing: Connection, table: Table, on_rows: OnRows) -> int:
    sent, rows = blake2b(), 0
    for chunk in _chunks(reading, table):
        _take_in(sent, chunk)
        _write(writing, table, chunk)
        rows += len(chunk)
        on_rows(len(chunk))
    stored = blake2b()
    for chunk in _chunks(writing, table):
        _take_in(stored, chunk)
    if stored.digest() != sent.digest():
        raise TransferFailed(
            f"What the other database holds of the table {table.name} is not what was sent; nothing was changed there."
        )
    return rows


def _chunks(connection: Connection, table: Table) -> Iterator[Rows]:
    """The table's rows in the order of its key; bars, a million of them, as an array."""
    if table is bars:
        yield from read_all(connection)
        return
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execute(query, execution_options={"yield_per": CHUNK_ROWS})
    yield from cast(Iterator[Rows], result.partitions(CHUNK_ROWS))


def _take_in(digest: Any, rows: Rows) -> None:
    """An array's bytes; of other rows their repr, which tells 1 from 1.0 and writes a float in full: equal digests, equal values."""
    if isinstance(rows, np.ndarray):
        digest.update(np.where(np.isnan(rows), np.nan, rows).tobytes())  # one NaN for all: NULL has many
    else:
        digest.update("\n".join(repr(tuple(row)) for row in rows).encode())


def _write(connection: Connection, table: Table, rows: Rows) -> None:
    if isinstance(rows, np.ndarray):
        write_rows(connection, rows)
    else:
        connection.execute(insert(table), [dict(row._mapping) for row in rows])


def _number_on(connection: Connection) -> None:
    """PostgreSQL numbers rows by a sequence, which knows nothing of the rows that came with their numbers."""
    for table in metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, Integer):
            highest = connection.scalar(select(func.max(key)))
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
            if highest is not None and sequence is not None:
                connection.execute(select(func.setval(sequence, highest)))
