"""Intake: follows the market folder, or makes and extends the demo market when there is no folder and nothing else is stored."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.errors import BadMarketFolder, ImportCancelled
from dashboard.market.sessions import ExchangeCalendar
from dashboard.runtime.source import Found
from dashboard.store import revision
from dashboard.store.engine import Store
from dashboard.store.markets import clear_market, load_market

if TYPE_CHECKING:
    from dashboard.runtime.ingest.report import ImportReport, OnProgress

WAITING = {
    "waiting": "The market is about to be taken in.",
    "importing": "The market folder is being imported.",
    "demo": "The demo market is being made.",
    "ok": "The bars are being loaded.",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """How big the demo market is, and its seed."""

    symbols: int
    sessions: int
    seed: int


@dataclass
class Intake:
    """Brings bars into the store, one look at a time. `folder` is None for the demo market."""

    store: Store
    folder: Path | None
    demo: Demo
    calendar_for: Callable[[str], ExchangeCalendar]
    now: Callable[[], datetime]
    _first: bool = False
    _state: str = "waiting"
    _reason: str | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> Found:
        """Import what is new; a failure is a DashboardError with one sentence."""
        with self._one:
            return self._look()

    def bring(self, folder: Path, progress: OnProgress) -> ImportReport:
        """Import a folder that the trader brings, and follow it from then on. One that cannot be used changes nothing.

        `progress` stops the import by raising ImportCancelled; a market that was about to replace the demo is then given up.
        """
        from dashboard.runtime import ingest

        with self._one:
            held, before = load_market(self.store), (self._state, self._reason)
            self._first = held is None
            self._note("importing", None)
            try:
                report = ingest.import_folder(self.store, folder, self.calendar_for, self.now(), progress)
                self._refuse_nothing(report)
            except ImportCancelled:
                if held is None or held.demo:
                    self._give_up()
                raise
            finally:
                self._note(*before)
            self.folder = folder
            self._note("ok", None)
            return report

    def _refuse_nothing(self, report: ImportReport) -> None:
        held = load_market(self.store)
        if held is None or held.demo:
            raise BadMarketFolder(_nothing_stored(report))

    def _give_up(self) -> None:
        with self.store.write() as connection:
            clear_market(connection)
            revision.bump(connection, revision.Change(None, True))

    def _look(self) -> Found:
        from dashboard.runtime import ingest  # pandas, pyarrow: not before the first request is served

        if self.folder is not None:
            self._first = load_market(self.store) is None
            self._note("importing", None)
            report = ingest.import_folder(self.store, self.folder, self.calendar_for, self.now(), _silent)
            if load_market(self.store) is None:
                raise BadMarketFolder(_nothing_stored(report))
            self._note("ok", None)
            return found(report)
        if load_market(self.store) is None:
            self._note("demo", None)
            size = self.demo
            report = ingest.import_demo(
                self.store, self.calendar_for, self.now(), symbols=size.symbols, sessions=size.sessions, seed=size.seed
            )
        else:
            report = ingest.continue_demo(self.store, self.calendar_for, self.now())
        self._note("ok", None)
        return found(report)

    def half_done(self, something_is_shown: bool) -> bool:
        """Whether what is stored now is part of an import: a first one, or one whose result will replace what is shown."""
        return self._state == "importing" and (self._first or something_is_shown)

    def failed(self, sentence: str) -> None:
        """Keep the sentence for pages without figures."""
        self._note("failed", sentence)

    def waiting_for(self) -> str:
        """What a page without figures is told."""
        return f"No market could be taken in. {self._reason}" if self._reason else WAITING[self._state]

    @property
    def importing(self) -> bool:
        """Whether an import is under way."""
        return self._state in ("importing", "demo")

    def _note(self, state: str, reason: str | None) -> None:
        self._state, self._reason = state, reason


def found(report: ImportReport) -> Found:
    """What an import came to, as the health page shows it."""
    totals = {
        "files": len(report.files), "unchanged_files": report.skipped, "read": report.read, "stored": report.stored,
        "unchanged": report.unchanged, "quarantined": report.quarantined,
    }  # fmt: skip
    return Found(totals, {file.path: file.refused for file in report.files if file.refused is not None})


def _silent(_: object) -> None:
    """The server's import draws no progress bar."""


def _nothing_stored(report: ImportReport) -> str:
    first = next(
        (f"{file.path}: {file.refused}" for file in report.refused), "the bars that were read are all in doubt"
    )
    return f"No bar of the market folder could be stored ({first}); `flask market import` says it file by file."
