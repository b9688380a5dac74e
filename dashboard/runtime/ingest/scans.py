"""The scans folder of a market into the store, file by file, each in one transaction; looked at again whenever the market folder is.

A file is left for the next look while it may still be being written (it was changed a moment ago, or while it was read), or while
its name tells a time that has not come. What cannot be read is told in one sentence and read again when it changes; the scan that
an earlier version of the file brought stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from dashboard.errors import UnreadableFile
from dashboard.market.folder import SCANS_FOLDER, MarketFolder
from dashboard.market.scans import ScanFile
from dashboard.market.sessions import ExchangeCalendar
from dashboard.market.sources.scans import read_scan
from dashboard.market.sources.scans.names import could_be_scan
from dashboard.runtime.ingest import files
from dashboard.runtime.ingest.report import FileReport
from dashboard.store import revision
from dashboard.store.engine import Store
from dashboard.store.imports import Source, StoredImport, add_import, finish_import, last_imports, touch
from dashboard.store.markets import read_demo_recipe, read_market
from dashboard.store.scans import write_scan

SETTLE_SECONDS = 2.0  # since the last change, before a file is believed to be whole
FRESH = "it was changed a moment ago, so it is read at the next look"
AHEAD = "its name tells a time that has not come yet, so it waits until then"


class Wait(Exception):
    """A file that is to be looked at again next time; the sentence says why."""


def take_in_scans(
    store: Store,
    folder: MarketFolder,
    calendar: ExchangeCalendar,
    now: datetime,
    dry_run: bool = False,
    read: Callable[[Path], ScanFile] = read_scan,
) -> list[FileReport]:
    """Bring the store up to the market folder's scans; what is unchanged is not read again. Raises StoreUnavailable."""
    found = _scan_files(folder.path)
    if not found:
        return []
    with store.read() as connection:
        held = read_market(connection)
        if not dry_run and (
            held is None or held.name != folder.market.name or read_demo_recipe(connection) is not None
        ):
            return []  # none of the folder's bars could be stored, so there is no market to which its scans belong
        previous = last_imports(connection)
    one = ScansImport(store, now, _clock(calendar, now), dry_run, read)
    return [one.take(file, previous.get(_label(file))) for file in found]


def _scan_files(folder: Path) -> list[Path]:
    places = [entry for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
    scans = [place for place in places if place.name.lower() == SCANS_FOLDER]
    return sorted(file for place in scans for file in place.iterdir() if file.is_file() and could_be_scan(file.name))


def _clock(calendar: ExchangeCalendar, now: datetime) -> np.datetime64:
    """What the exchange's own clock shows."""
    return np.datetime64(now.astimezone(ZoneInfo(calendar.timezone)).replace(tzinfo=None), "s")


def _label(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


@dataclass(frozen=True, slots=True)
class ScansImport:
    """One look at the scans folder. clock: what the exchange's own clock shows."""

    store: Store
    now: datetime
    clock: np.datetime64
    dry_run: bool
    read: Callable[[Path], ScanFile]

    def take(self, file: Path, previous: StoredImport | None) -> FileReport:
        """Bring the store up to one file."""
        path, started = _label(file), monotonic()
        if previous is not None and files.is_unchanged(file, previous):
            return FileReport(path, skipped=True, refused=previous.refused)
        try:
            source = self._whole(file, path)
            if previous is not None and previous.source == replace(source, modified_ns=previous.source.modified_ns):
                return self._touched(previous, source)
            scan = self._read(file, source)
        except (Wait, UnreadableFile) as why:
            return FileReport(path, refused=str(why))
        if self.dry_run:
            return _report(path, scan, changed=True)
        with self.store.write() as connection:
            return _store(connection, source, scan, self.now, started)

    def _whole(self, file: Path, path: str) -> Source:
        """The file as it stands; Wait where it changed a moment ago."""
        source = replace(files.source_of(file, path), source="scan")
        if 0 <= self.now.timestamp() - source.modified_ns / 1e9 < SETTLE_SECONDS:
            raise Wait(FRESH)
        return source

    def _read(self, file: Path, source: Source) -> ScanFile | str:
        """What the file holds, or the sentence why it cannot be read; Wait where it changed meanwhile, or is of a time to come."""
        try:
            scan: ScanFile | str = self.read(file)
        except UnreadableFile as error:
            scan = str(error)
        if files.source_of(file, source.path).sha256 != source.sha256:
            raise Wait(FRESH)
        if isinstance(scan, ScanFile) and scan.at > self.clock:
            raise Wait(AHEAD)
        return scan

    def _touched(self, previous: StoredImport, source: Source) -> FileReport:
        if not self.dry_run:
            with self.store.write() as connection:
                touch(connection, previous.id, source.modified_ns)
        return FileReport(source.path, skipped=True, refused=previous.refused)


def _store(connection: Connection, source: Source, scan: ScanFile | str, now: datetime, started: float) -> FileReport:
    """The scan, or the sentence, and the record of it, in the caller's transaction."""
    revision.lock(connection)
    import_id = add_import(connection, source, now.isoformat(timespec="seconds"))
    changed = isinstance(scan, ScanFile) and write_scan(connection, source.path, import_id, scan)
    if changed:
        revision.bump(connection, revision.Change(None, False))
    report = _report(source.path, scan, changed)
    finish_import(
        connection, import_id, rows_read=report.read, rows_stored=report.stored, rows_unchanged=report.unchanged,
        seconds=monotonic() - started, refused=report.refused,
    )  # fmt: skip
    return report


def _report(path: str, scan: ScanFile | str, changed: bool) -> FileReport:
    if isinstance(scan, str):
        return FileReport(path, refused=scan)
    rows = len(scan.rows)
    return FileReport(path, read=rows, stored=rows if changed else 0, unchanged=0 if changed else rows)
