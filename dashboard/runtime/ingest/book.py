"""Files of trades and holdings into the store, each in one transaction: from the market folder whenever it is looked at, or by hand.

What a file says replaces what it said before, whole. A file that can no longer be read, or is gone, leaves what it said: a trade does
not unhappen because a spreadsheet was open. `flask trades forget` takes it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from dashboard.errors import BadMarketFolder, UnreadableFile
from dashboard.market.book import Unmatched
from dashboard.market.folder import MarketFolder, book_files
from dashboard.market.sessions import ExchangeCalendar
from dashboard.market.settlement import Reading, Settled
from dashboard.market.sources.trades import read_trades
from dashboard.market.sources.trades.belonging import Record, belonging
from dashboard.runtime.ingest.files import source_of
from dashboard.runtime.ingest.report import FileReport
from dashboard.runtime.ingest.scans import FRESH, SETTLE_SECONDS
from dashboard.store.bars import span
from dashboard.store.book import BookFile, read_book, read_files, settled_with, write_file
from dashboard.store.engine import Store
from dashboard.store.instruments import read_instruments
from dashboard.store.markets import read_demo_recipe, read_market

RULES = 1  # of reading; raise it when they change, and every file is read again
NO_MARKET = (
    "The database holds no bars yet, so trades cannot be held against them: run `flask market import PATH` or "
    "`flask market demo` first."
)


@dataclass(frozen=True, slots=True)
class BookReport:
    """What became of one file. closed, open, unmatched: of the book that all files come to, those that this file told of."""

    path: str
    layout: str
    executions: int
    told: int
    closed: int
    open: int
    unmatched: tuple[Unmatched, ...]
    notes: tuple[str, ...]
    changed: bool


def import_trades(
    store: Store, file: Path, calendar: ExchangeCalendar, now: datetime, dry_run: bool = False, path: str | None = None
) -> BookReport:
    """One file into the book, under its own name unless another path is told; a dry run writes nothing.

    Raises UnreadableFile when it is no file of trades or of another market or year, BadMarketFolder where there are no bars to
    hold it against, StoreUnavailable. Nothing is stored then.
    """
    path = path or file.name
    reading = belonging(read_trades(file), _record(store, calendar, now))
    source = source_of(file, path)
    kept = BookFile(path, source.size, source.modified_ns, source.sha256, RULES, now.isoformat(timespec="seconds"))
    if dry_run:
        with store.read() as connection:
            settled, before = settled_with(connection, path, reading), read_book(connection)
        changed = (settled.trades, settled.holdings) != (before.trades, before.holdings)
        return _report(path, reading, settled, changed)
    changed = write_file(store, kept, reading)
    with store.read() as connection:
        book = read_book(connection)
    return _report(path, reading, Settled(book.trades, book.holdings, book.unmatched), changed)


def take_in_book(
    store: Store, folder: MarketFolder, calendar: ExchangeCalendar, now: datetime, dry_run: bool = False
) -> list[FileReport]:
    """Bring the book up to the market folder's files of trades; what is unchanged is not read again. Raises StoreUnavailable."""
    found = book_files(folder.path)
    if not found:
        return []
    with store.read() as connection:
        held = read_market(connection)
        if held is None or held.name != folder.market.name or read_demo_recipe(connection) is not None:
            return [_checked(file) for file in found] if dry_run else []
        known = read_files(connection)
    return [_take(store, file, known.get(file.name), calendar, now, dry_run) for file in found]


def _take(
    store: Store, file: Path, known: BookFile | None, calendar: ExchangeCalendar, now: datetime, dry_run: bool
) -> FileReport:
    """One file of the folder. One that was refused is tried again: the bars that it was held against may have come."""
    path = file.name
    try:
        source = source_of(file, path)
        if known is not None and known.refused is None and (known.sha256, known.rules) == (source.sha256, RULES):
            return FileReport(path, skipped=True)
        if 0 <= now.timestamp() - source.modified_ns / 1e9 < SETTLE_SECONDS:
            return FileReport(path, refused=FRESH)
        report = import_trades(store, file, calendar, now, dry_run, path)
    except UnreadableFile as error:
        return _refused(store, file, known, str(error), now, dry_run)
    rows = report.told
    return FileReport(path, read=rows, stored=rows if report.changed else 0, unchanged=0 if report.changed else rows)


def _refused(
    store: Store, file: Path, known: BookFile | None, sentence: str, now: datetime, dry_run: bool
) -> FileReport:
    """Note why a file was refused, unless that is what is noted already."""
    if not dry_run and (known is None or known.refused != sentence):
        at = now.isoformat(timespec="seconds")
        nothing = BookFile(file.name, 0, 0, "", RULES, at) if known is None else known
        write_file(store, replace(nothing, refused=sentence, received_at=at), None)
    return FileReport(file.name, refused=sentence)


def _checked(file: Path) -> FileReport:
    """A file read and held against nothing: a dry run before there is a market."""
    try:
        reading = read_trades(file)
    except UnreadableFile as error:
        return FileReport(file.name, refused=str(error))
    return FileReport(file.name, read=_told(reading), stored=_told(reading))


def _record(store: Store, calendar: ExchangeCalendar, now: datetime) -> Record:
    with store.read() as connection:
        market, ends = read_market(connection), span(connection)
        symbols = frozenset(each.instrument.symbol for each in read_instruments(connection))
    if market is None or ends is None:
        raise BadMarketFolder(NO_MARKET)
    today = np.datetime64(now.astimezone(ZoneInfo(calendar.timezone)).date(), "D")
    return Record(market.name, symbols, ends[0], ends[1], today)


def _told(reading: Reading) -> int:
    return len(reading.executions) + len(reading.trades) + len(reading.holdings or ())


def _report(path: str, reading: Reading, settled: Settled, changed: bool) -> BookReport:
    return BookReport(
        path,
        reading.layout,
        executions=len(reading.executions),
        told=_told(reading),
        closed=sum(each.source == path for each in settled.trades),
        open=sum(each.source == path for each in settled.holdings),
        unmatched=tuple(each for each in settled.unmatched if each.source == path),
        notes=reading.notes,
        changed=changed,
    )
