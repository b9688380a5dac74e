"""A judged file into the store: bars, rows kept aside, instruments, fingerprints, revision and record, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import numpy as np
from sqlalchemy import Connection

from dashboard.errors import OtherMarket
from dashboard.market.bars import Bars, IntArray, Quarantined
from dashboard.market.panel import Instrument, Kind, Market
from dashboard.market.quality.reasons import NOTED
from dashboard.runtime.ingest.files import Judged
from dashboard.runtime.ingest.report import FileReport
from dashboard.store import revision
from dashboard.store.bars import delete_bars, write_bars
from dashboard.store.imports import add_import, finish_import, imports_of
from dashboard.store.instruments import add_instruments, ids_of, write_fingerprints, write_universe
from dashboard.store.markets import clear_market, read_demo_recipe, read_market, write_market
from dashboard.store.quarantine import forget_quarantine, write_quarantine
from dashboard.store.revision import Change


@dataclass(frozen=True, slots=True)
class Description:
    """What a folder says of its market."""

    market: Market
    instruments: Mapping[str, Instrument]

    def instrument(self, symbol: str) -> Instrument:
        """The symbol as the universe describes it; else an index by Yahoo's caret, or a stock without a sector."""
        return self.instruments.get(symbol) or Instrument(symbol, kind=_kind_by_caret(symbol))

    def kinds(self, symbols: Sequence[str]) -> dict[str, Kind]:
        """The kind of each symbol."""
        return {symbol: self.instrument(symbol).kind for symbol in symbols}


def _kind_by_caret(symbol: str) -> Kind:
    """^GSPC is an index, ^VIX and ^INDIAVIX are volatility indices: taken for stocks they would vote in the breadth."""
    if not symbol.startswith("^"):
        return "stock"
    return "volatility" if "VIX" in symbol else "index"


def is_unclaimed(connection: Connection) -> bool:
    """Whether any real market may move in: the database is empty or holds the generated demo."""
    return read_market(connection) is None or holds_generated_demo(connection)


def holds_generated_demo(connection: Connection) -> bool:
    """Whether the database holds the demo market, which any real market replaces."""
    return read_demo_recipe(connection) is not None


def refuse_other(stored: Market | None, wanted: Market) -> None:
    """Raise OtherMarket when the database holds a real market of another name."""
    if stored is not None and stored.name != wanted.name:
        raise OtherMarket(
            f"The database holds the market {stored.name!r}, not {wanted.name!r}; give each market a database of its own "
            "by DATABASE_URL, or the folder the same name in its market.toml."
        )


def describe(connection: Connection, description: Description) -> bool:
    """Make the database's market and universe what the folder says, in place of a demo; returns whether anything changed."""
    revision.lock(connection)
    if holds_generated_demo(connection):
        clear_market(connection)
    refuse_other(read_market(connection), description.market)
    market_changed = write_market(connection, description.market)
    return write_universe(connection, description.instruments.values()) or market_changed


def store(
    connection: Connection, judged: Judged, description: Description, now: datetime, on_rows: Callable[[int], None]
) -> FileReport:
    """Everything that a file brings, in the caller's transaction; equal rows stay as they are."""
    started = monotonic()
    changed = describe(connection, description)
    earlier = imports_of(connection, judged.source.path)
    import_id = add_import(connection, judged.source, now.isoformat(timespec="seconds"))
    forget_quarantine(connection, earlier)
    ids, unknown = instrument_ids(connection, judged.clean.symbols, description)
    written = write_bars(connection, judged.clean, ids, import_id, on_rows)
    withdrawn = _withdraw(connection, judged, earlier) if earlier else []
    write_quarantine(connection, import_id, judged.aside)
    _remember(connection, judged, dict(zip(judged.clean.symbols, ids.tolist(), strict=True)))
    touched = [day for day in (written.first_session, *withdrawn) if day is not None]
    if changed or unknown or touched:
        revision.bump(connection, Change(min(touched) if touched else None, changed or unknown))
    report = _report(judged, written.stored)
    finish_import(
        connection,
        import_id,
        rows_read=report.read,
        rows_stored=report.stored,
        rows_unchanged=report.unchanged,
        rows_quarantined=report.kept_aside,
        seconds=monotonic() - started,
        refused=judged.refused,
    )
    return report


def instrument_ids(connection: Connection, symbols: Sequence[str], description: Description) -> tuple[IntArray, bool]:
    """Each symbol's instrument id, int64 [S], entering symbols that the universe did not name; and whether there were any."""
    known = ids_of(connection, symbols)
    unknown = sorted(symbol for symbol in symbols if symbol not in known)
    if unknown:
        add_instruments(connection, [description.instrument(symbol) for symbol in unknown])
        known = ids_of(connection, symbols)
    return np.array([known[symbol] for symbol in symbols], dtype=np.int64), bool(unknown)


def _report(judged: Judged, stored: int) -> FileReport:
    by_reason = judged.by_reason()
    return FileReport(
        path=judged.source.path,
        read=judged.read,
        stored=stored,
        unchanged=len(judged.clean) - stored,
        quarantined=by_reason,
        noted=sum(n for reason, n in by_reason.items() if reason in NOTED),
        refused=judged.refused,
    )


def dry(judged: Judged) -> FileReport:
    """The report of a file that is only looked at: what would be stored in an empty database."""
    return _report(judged, len(judged.clean))


def _withdraw(connection: Connection, judged: Judged, earlier: Sequence[int]) -> list[np.datetime64]:
    """Take bars back that an earlier version of the file brought and that are not believed any more; the sessions."""
    doubted = _keys(judged.aside.bars) - _keys(judged.clean)
    by_symbol: dict[str, list[np.datetime64]] = {}
    for symbol, day in doubted:
        by_symbol.setdefault(symbol, []).append(np.datetime64(day, "D"))
    withdrawn: list[np.datetime64] = []
    for symbol, instrument_id in ids_of(connection, list(by_symbol)).items():
        withdrawn += delete_bars(connection, instrument_id, sorted(by_symbol[symbol]), earlier)
    return withdrawn


def _keys(bars: Bars) -> set[tuple[str, int]]:
    rows = np.flatnonzero(~np.isnat(bars.session))
    days = bars.session[rows].astype(np.int64).tolist()
    return {(bars.symbols[code], day) for code, day in zip(bars.code[rows].tolist(), days, strict=True)}


def _remember(connection: Connection, judged: Judged, ids: Mapping[str, int]) -> None:
    prints = {ids[symbol]: each for symbol, each in judged.prints.items() if each is not None}
    write_fingerprints(connection, prints)


def kept(aside: Quarantined, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Quarantined:
    """Some of the rows kept aside."""
    return Quarantined(aside.bars.take(rows), aside.reason[rows], aside.detail[rows])
