"""The instruments of the market: the universe as last described, and every symbol that has bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from dashboard.market.panel import KINDS, Instrument
from dashboard.store.engine import Store
from dashboard.store.schema import bars, instruments

COLUMNS = ("symbol", "name", "kind", "sector", "listed", "delisted")
MANY = 50  # symbols, from which on reading all is faster than asking for each
PANEL_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class StoredInstrument:
    """An instrument with its key in the database and the fingerprint of its price series, if it has bars."""

    id: int
    instrument: Instrument
    fingerprint: str | None


def load_instruments(store: Store) -> list[StoredInstrument]:
    """All instruments in the panel's column order: stocks by symbol, then indices, then volatility."""
    with store.read() as connection:
        return read_instruments(connection)


def read_instruments(connection: Connection) -> list[StoredInstrument]:
    """All instruments that this transaction sees, in the panel's column order."""
    found = [_stored(row) for row in connection.execute(select(instruments)).mappings()]
    return sorted(found, key=lambda stored: (PANEL_ORDER[stored.instrument.kind], stored.instrument.symbol))


def ids_of(connection: Connection, symbols: Sequence[str]) -> dict[str, int]:
    """The ids of those of the symbols that the database knows."""
    if len(symbols) > MANY:
        wanted = set(symbols)
        rows = connection.execute(select(instruments.c.symbol, instruments.c.id))
        return {row.symbol: row.id for row in rows if row.symbol in wanted}
    found = select(instruments.c.symbol, instruments.c.id).where(instruments.c.symbol.in_(symbols))
    return {row.symbol: row.id for row in connection.execute(found)}


def write_universe(connection: Connection, universe: Iterable[Instrument]) -> bool:
    """Bring the instruments to the universe as now described; returns whether anything changed.

    A symbol that the universe no longer names is forgotten, unless it has bars.
    """
    stored = {each.instrument.symbol: each for each in read_instruments(connection)}
    wanted = {instrument.symbol: instrument for instrument in universe}
    new = [instrument for symbol, instrument in wanted.items() if symbol not in stored]
    changed = [i for symbol, i in wanted.items() if symbol in stored and stored[symbol].instrument != i]
    add_instruments(connection, new)
    if changed:
        statement = update(instruments).where(instruments.c.symbol == bindparam("key"))
        connection.execute(statement, [{"key": i.symbol, **_values(i)} for i in changed])
    gone = _without_bars(connection, [each.id for symbol, each in stored.items() if symbol not in wanted])
    if gone:
        connection.execute(delete(instruments).where(instruments.c.id.in_(gone)))
    return bool(new or changed or gone)


def add_instruments(connection: Connection, new: Iterable[Instrument]) -> None:
    """Enter instruments that the database does not hold yet."""
    rows = [_values(instrument) for instrument in new]
    if rows:
        connection.execute(insert(instruments), rows)


def write_fingerprints(connection: Connection, fingerprints: Mapping[int, str]) -> None:
    """Remember the fingerprint of each instrument's price series, by instrument id."""
    if fingerprints:
        found = instruments.c.id == bindparam("key")
        statement = update(instruments).where(found).values(fingerprint=bindparam("value"))
        connection.execute(statement, [{"key": key, "value": value} for key, value in fingerprints.items()])


def _stored(row: RowMapping) -> StoredInstrument:
    return StoredInstrument(row["id"], Instrument(**{name: row[name] for name in COLUMNS}), row["fingerprint"])


def _values(instrument: Instrument) -> dict[str, object]:
    return {name: getattr(instrument, name) for name in COLUMNS}


def _without_bars(connection: Connection, candidates: list[int]) -> list[int]:
    traded = select(bars.c.instrument_id).where(bars.c.instrument_id == bindparam("key")).limit(1)
    return [key for key in candidates if connection.scalar(traded, {"key": key}) is None]
