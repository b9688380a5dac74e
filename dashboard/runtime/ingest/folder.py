"""A market folder into the store, file by file; the folder may be imported again at any time, also after a kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars, Quarantined, SessionArray
from dashboard.market.folder import MarketFolder
from dashboard.market.sessions import ExchangeCalendar
from dashboard.runtime.ingest import files, special, storing
from dashboard.runtime.ingest.book import take_in_book
from dashboard.runtime.ingest.files import Check, Judged, WithSpecial
from dashboard.runtime.ingest.report import FileReport, ImportReport, OnProgress, Progress, silent
from dashboard.runtime.ingest.scans import take_in_scans
from dashboard.runtime.ingest.storing import Description
from dashboard.store import revision
from dashboard.store.bars import bars_before
from dashboard.store.engine import Store
from dashboard.store.imports import Source, StoredImport, last_imports, touch
from dashboard.store.instruments import ids_of, read_instruments
from dashboard.store.markets import read_market
from dashboard.store.quarantine import imports_with_reason
from dashboard.store.special_sessions import read_special_sessions

CONTEXT_BARS = 60  # stored before a file's first row: what a file of one new row per symbol is judged against
STEPS = {"reading": 0.0, "checking": 0.3, "storing": 0.6, "done": 1.0}  # of a file's share of the progress


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts of an import that know files and bars."""

    open_folder: Callable[[Path], MarketFolder]
    read_bars: Callable[[Path], Bars]
    check: Check
    special_sessions: Callable[[Quarantined, int], SessionArray]
    fingerprint: Callable[[Bars], str | None]


def import_folder(
    store: Store,
    path: Path,
    calendar_for: Callable[[str], ExchangeCalendar],
    now: datetime,
    progress: OnProgress = silent,
    dry_run: bool = False,
    steps: Steps | None = None,
) -> ImportReport:
    """Bring the store up to a market folder; what is unchanged is not read again. A dry run writes nothing.

    Raises BadMarketFolder when the folder as a whole cannot be used, OtherMarket when the database holds another real market,
    StoreUnavailable. A file that cannot be read is reported, and the import goes on.
    """
    started = monotonic()
    steps = steps or _real_steps()
    folder = steps.open_folder(path)
    one = FolderImport(store, folder, calendar_for(folder.market.calendar), now, progress, dry_run, steps)
    report = one.run()
    report.files += take_in_scans(store, folder, one.calendar, now, dry_run)
    report.files += take_in_book(store, folder, one.calendar, now, dry_run)
    report.seconds = monotonic() - started
    return report


@dataclass
class FolderImport:
    """One import in progress."""

    store: Store
    folder: MarketFolder
    calendar: ExchangeCalendar
    now: datetime
    progress: OnProgress
    dry_run: bool
    steps: Steps
    report: ImportReport = field(init=False)
    _previous: dict[str, StoredImport] = field(default_factory=dict)
    _to_read_again: set[str] = field(default_factory=set)
    _seen: dict[str, str] = field(default_factory=dict)
    _waiting: list[Judged] = field(default_factory=list)
    _unclaimed: bool = True
    _bytes_done: int = 0

    def __post_init__(self) -> None:
        self.report = ImportReport(notes=self.folder.notes, dry_run=self.dry_run)
        self._today = self.calendar.last_closed(self.now)
        self._instruments = {instrument.symbol: instrument for instrument in self.folder.instruments}
        self._description = Description(self.folder.market, self._instruments)
        self._special = np.array([], dtype="datetime64[D]")
        self._bytes = sum(_size(file) for file in self.folder.files) or 1

    def run(self) -> ImportReport:
        """Take every file in, then what only the whole folder can tell."""
        self._look_at_store()
        for file in self.folder.files:
            self.report.files.append(self._take(file))
            self._bytes_done += _size(file)
        if not self.dry_run:
            self._finish()
        self._tell("", "done", 0)
        return self.report

    def _look_at_store(self) -> None:
        with self.store.read() as connection:
            self._unclaimed = storing.is_unclaimed(connection)
            if self._unclaimed:
                return
            storing.refuse_other(read_market(connection), self.folder.market)
            self._previous = last_imports(connection)
            self._to_read_again = imports_with_reason(connection, files.SAME_SERIES)
            self._special = read_special_sessions(connection)
            stored = read_instruments(connection)
        self._seen = {each.fingerprint: each.instrument.symbol for each in stored if each.fingerprint is not None}

    def _take(self, file: Path) -> FileReport:
        path = self._label(file)
        previous = self._previous.get(path)
        again = path in self._to_read_again
        if files.is_unchanged(file, previous) and not again:
            return _skipped(path, previous)
        try:
            source = files.source_of(file, path)
            if files.breaks_off(file, source, previous):
                raise UnreadableFile(files.TORN)
        except UnreadableFile as error:
            return FileReport(path, refused=str(error))
        if (
            previous is not None
            and previous.source == replace(source, modified_ns=previous.source.modified_ns)
            and not again
        ):
            self._touch(previous, source.modified_ns)
            return _skipped(path, previous)
        judged = self._judge(file, source)
        if again and not len(judged.clean):
            return storing.dry(judged)
        return storing.dry(judged) if self.dry_run else self._store(judged)

    def _judge(self, file: Path, source: Source) -> Judged:
        self._tell(source.path, "reading", 0)
        try:
            bars = self.steps.read_bars(file)
        except UnreadableFile as error:
            return files.refused(source, str(error))
        self._tell(source.path, "checking", len(bars))
        calendar = WithSpecial(self.calendar, self._special)
        parted = self.steps.check(
            bars, calendar, self._today, self._description.kinds(bars.symbols), self._context(bars)
        )
        judged = files.judged(source, len(bars), parted, self.steps.fingerprint, self._seen)
        self._seen.update({each: symbol for symbol, each in judged.prints.items() if each is not None})
        return judged

    def _context(self, bars: Bars) -> Bars | None:
        """The stored bars before the file's first row of each symbol that the store knows."""
        if self._unclaimed or not len(bars):
            return None
        first = np.full(len(bars.symbols), np.iinfo(np.int64).max)
        dated = ~np.isnat(bars.session)
        np.minimum.at(first, bars.code[dated], bars.session[dated].astype(np.int64))
        with self.store.read() as connection:
            ids = ids_of(connection, bars.symbols)
            wanted = {s: (ids[s], day) for s, day in zip(bars.symbols, first.tolist(), strict=True) if s in ids}
            return bars_before(connection, wanted, CONTEXT_BARS)

    def _store(self, judged: Judged) -> FileReport:
        """One transaction. A folder claims the database with its first file that has rows; until then the others wait."""
        if self._unclaimed and not len(judged.clean):
            self._waiting.append(judged)
            return storing.dry(judged)
        with self.store.write() as connection:
            report = storing.store(connection, judged, self._description, self.now, self._rows_of(judged))
        self._unclaimed = False
        return report

    def _finish(self) -> None:
        if self._unclaimed:
            return
        for judged in self._waiting:
            self._store(judged)
        with self.store.write() as connection:
            if storing.describe(connection, self._description):
                revision.bump(connection, revision.Change(None, True))
        context = special.Context(self.calendar, self._today, self._description)
        promoted = special.promote(self.store, context, self.steps.check, self.steps.special_sessions)
        self.report.special_sessions = promoted.sessions
        self.report.files += promoted.reports

    def _touch(self, previous: StoredImport, modified_ns: int) -> None:
        if not self.dry_run:
            with self.store.write() as connection:
                touch(connection, previous.id, modified_ns)

    def _rows_of(self, judged: Judged) -> Callable[[int], None]:
        return lambda rows: self._tell(judged.source.path, "storing", rows, rows / max(len(judged.clean), 1))

    def _tell(self, path: str, step: str, rows: int, of_step: float = 0.0) -> None:
        """of_step: how much of the step is done, 0 to 1; a file of a million rows stores for half a minute."""
        of_file = STEPS[step] + of_step * (1.0 - STEPS["storing"])
        share = 0.0 if step == "done" else of_file * _size(self.folder.path / path) / self._bytes
        fraction = 1.0 if step == "done" else round(min(self._bytes_done / self._bytes + share, 1.0), 6)
        self.progress(Progress(path, step, fraction, len(self.report.files), len(self.folder.files), rows))

    def _label(self, file: Path) -> str:
        root = self.folder.path if self.folder.path.is_dir() else self.folder.path.parent
        return file.relative_to(root).as_posix()


def _skipped(path: str, previous: StoredImport | None) -> FileReport:
    return FileReport(path, skipped=True, refused=None if previous is None else previous.refused)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _real_steps() -> Steps:
    """Imported when the first import runs: pyarrow takes a third of a second that no request should wait for."""
    from dashboard.market import quality
    from dashboard.market.folder import open_folder
    from dashboard.market.sources.files import read_bars

    return Steps(open_folder, read_bars, quality.check, quality.special_sessions, quality.fingerprint)
