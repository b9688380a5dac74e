"""Daily bars: written and read in bulk by each database's fastest road, sessions as days since 1970-01-01 underneath."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Integer, ScalarSelect, bindparam, delete, exists, func, select, type_coerce

from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, IntArray
from dashboard.store import bars_postgresql, bars_sqlite
from dashboard.store.schema import bars, day_of, instruments

OnRows = Callable[[int], None]
LATEST = 2**31 - 1  # days; a misread date may be any number, and the column holds 32 bits


def ignore(_rows: int) -> None:
    """Nobody wants to know how far a bulk write has come."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a bulk write did: rows inserted or changed (the others were equal), and the earliest session among them."""

    stored: int
    first_session: np.datetime64 | None


@dataclass(frozen=True, slots=True)
class OwnBars:
    """One instrument's bars, sessions ascending (int64 [R], days since 1970-01-01).

    values: float64 [6, R], NaN for none: open, high, low, close, adj_close, volume.
    """

    instrument_id: int
    session: IntArray
    values: FloatArray


def write_bars(connection: Connection, clean: Bars, ids: IntArray, import_id: int, on_rows: OnRows = ignore) -> Written:
    """Insert new bars, update those that differ, leave equal ones alone, in the caller's transaction.

    clean: unique per (symbol, session). ids: int64 [len(clean.symbols)], each symbol's instrument id. import_id: of an import that
    has written no bars before (else the earliest session may come out too early). on_rows is told the rows written so far.
    """
    road = bars_sqlite if connection.dialect.name == "sqlite" else bars_postgresql
    held = np.isin(ids, traded(connection))[clean.code]
    stored, done, earliest = 0, 0, []
    for write, rows in ((road.insert_new, ~held), (road.upsert, held)):
        if rows.any():
            part = clean if rows.all() else clean.take(rows)
            count, first = write(connection, part, ids[part.code], import_id, lambda n, done=done: on_rows(done + n))
            stored, done = stored + count, done + len(part)
            earliest += [] if first is None else [first]
    return Written(stored, day_of(min(earliest)) if earliest else None)


def traded(connection: Connection) -> list[int]:
    """The ids of the instruments that have bars, ascending."""
    some = exists().where(bars.c.instrument_id == instruments.c.id)
    return list(connection.scalars(select(instruments.c.id).where(some).order_by(instruments.c.id)))


def delete_bars(
    connection: Connection, instrument_id: int, sessions: Sequence[np.datetime64], imports: Sequence[int]
) -> list[np.datetime64]:
    """Remove an instrument's bars at these sessions as far as they came from these imports; returns their sessions."""
    own = (bars.c.instrument_id == instrument_id, bars.c.import_id.in_(imports))
    query = select(bars.c.session).where(*own, bars.c.session >= min(sessions), bars.c.session <= max(sessions))
    found = set(sessions).intersection(connection.scalars(query))
    statement = delete(bars).where(bars.c.instrument_id == instrument_id, bars.c.session == bindparam("day"))
    if found:
        connection.execute(statement, [{"day": day} for day in found])
    return sorted(found)


def bars_before(connection: Connection, wanted: Mapping[str, tuple[int, int]], count: int) -> Bars:
    """The last `count` bars of each symbol before a day: wanted is symbol → (instrument id, days since 1970-01-01)."""
    own = (bars.c.instrument_id == bindparam("key"), type_coerce(bars.c.session, Integer) < bindparam("day"))
    columns = [type_coerce(bars.c.session, Integer), *[bars.c[name] for name in VALUE_COLUMNS]]
    query = select(*columns).where(*own).order_by(bars.c.session.desc()).limit(count)
    code: list[int] = []
    rows: list[tuple[float | None, ...]] = []
    for place, (key, day) in enumerate(wanted.values()):
        found = connection.execute(query, {"key": key, "day": min(day, LATEST)}).all()
        rows += [tuple(row) for row in reversed(found)]
        code += [place] * len(found)
    return _bars(tuple(wanted), np.array(code, dtype=np.int64), np.array(rows, dtype=np.float64).reshape(-1, 7))


def bars_at(connection: Connection, session: np.datetime64) -> dict[str, float]:
    """The close of every symbol that has a bar at a session."""
    own = (bars.c.instrument_id == instruments.c.id) & (bars.c.session == session)
    rows = connection.execute(select(instruments.c.symbol, bars.c.close).join(bars, own))
    return {row.symbol: row.close for row in rows}


def export_bars(connection: Connection, names: Mapping[int, str]) -> Iterator[Bars]:
    """All bars, one symbol at a time. names: symbol by instrument id."""
    for own in stream_bars(connection):
        rows = np.column_stack([own.session, own.values.T])
        yield _bars((names[own.instrument_id],), np.zeros(len(rows), dtype=np.int64), rows)


def _bars(symbols: tuple[str, ...], code: IntArray, rows: FloatArray) -> Bars:
    """Bars of rows [R, 7]: days since 1970-01-01, then the six stored columns."""
    values = dict(zip(VALUE_COLUMNS, rows[:, 1:].T, strict=True))
    session = rows[:, 0].astype(np.int64).astype("datetime64[D]")
    return Bars(symbols=symbols, code=code, session=session, line=np.arange(1, len(rows) + 1), **values)


def stream_bars(connection: Connection, after: int | None = None) -> Iterator[OwnBars]:
    """Every instrument's bars, one instrument at a time; only sessions after day `after` if one is given.

    Memory stays at a few instruments' rows, and the GIL is held for one instrument's rows at most.
    """
    road = bars_sqlite if connection.dialect.name == "sqlite" else bars_postgresql
    for instrument_id, session, values in road.stream(connection, traded(connection), after):
        yield OwnBars(instrument_id, session, values)


def span(connection: Connection) -> tuple[np.datetime64, np.datetime64] | None:
    """The first and the last session with a bar; None when there are none. One seek per instrument."""
    ends = select(first_own().label("first"), last_own().label("last")).select_from(instruments).subquery()
    first, last = connection.execute(select(func.min(ends.c.first), func.max(ends.c.last))).one()
    return None if first is None else (first, last)


def first_own() -> ScalarSelect[np.datetime64]:
    """In a query over instruments: the instrument's first session, by a seek in the primary key."""
    return select(func.min(bars.c.session)).where(bars.c.instrument_id == instruments.c.id).scalar_subquery()


def last_own() -> ScalarSelect[np.datetime64]:
    """In a query over instruments: the instrument's last session, by a seek in the primary key."""
    return select(func.max(bars.c.session)).where(bars.c.instrument_id == instruments.c.id).scalar_subquery()


def last_adjusted(connection: Connection, at: np.datetime64) -> dict[int, bool]:
    """By id of each instrument with bars up to and with session `at`: whether the last of them has an adjusted close."""
    own = (bars.c.instrument_id == instruments.c.id, bars.c.session <= at)
    last = select(bars.c.adj_close.is_not(None)).where(*own).order_by(bars.c.session.desc()).limit(1).scalar_subquery()
    found = connection.execute(select(instruments.c.id, last))
    return {key: bool(adjusted) for key, adjusted in found if adjusted is not None}


def last_sessions(connection: Connection) -> dict[int, np.datetime64]:
    """The last session of each instrument that has bars, by id; one seek each."""
    found = connection.execute(select(instruments.c.id, last_own()))
    return {key: last for key, last in found if last is not None}
