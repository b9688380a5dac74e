"""Intake: follows the market folder, or makes and extends the demo market when there is no folder and nothing else is stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.errors import BadMarketFolder
from dashboard.market.sessions import ExchangeCalendar
from dashboard.store.engine import Store
from dashboard.store.markets import load_market

logger = logging.getLogger(__name__)


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
    _report: dict[str, Any] = field(default_factory=lambda: {"state": "waiting", "reason": None})

    def look(self) -> None:
        """Import what is new; a failure is a DashboardError with one sentence."""
        from dashboard.runtime import ingest  # pandas, pyarrow: not before the first request is served

        if self.folder is not None:
            self._first = load_market(self.store) is None
            self._note("importing", None)
            report = ingest.import_folder(self.store, self.folder, self.calendar_for, self.now(), _silent)
            if load_market(self.store) is None:
                raise BadMarketFolder(_nothing_stored(report))
            self._note("ok", None, report)
            return
        if load_market(self.store) is None:
            self._note("demo", None)
            size = self.demo
            ingest.import_demo(
                self.store, self.calendar_for, self.now(), symbols=size.symbols, sessions=size.sessions, seed=size.seed
            )
        else:
            ingest.continue_demo(self.store, self.calendar_for, self.now())
        self._note("ok", None)

    def half_done(self, something_is_shown: bool) -> bool:
        """Whether what is stored now is part of an import: a first one, or one whose result will replace what is shown."""
        return self._report["state"] == "importing" and (self._first or something_is_shown)

    def failed(self, sentence: str) -> None:
        """Keep the sentence for the health page; logged when it is new."""
        if self._report.get("reason") != sentence:
            logger.error("Nothing could be taken in: %s", sentence)
        self._note("failed", sentence)

    def waiting_for(self) -> str:
        """What a page without figures is told."""
        reason = self._report["reason"]
        return f"No market could be taken in. {reason}" if reason else WAITING[str(self._report["state"])]

    def report(self) -> dict[str, object]:
        """state, reason, and the totals of the last import."""
        return dict(self._report)

    def _note(self, state: str, reason: str | None, report: Any = None) -> None:
        totals = (
            {} if report is None else {"read": report.read, "stored": report.stored, "quarantined": report.quarantined}
        )
        self._report = {"state": state, "reason": reason, "folder": self.folder.name if self.folder else None, **totals}


def _silent(_: object) -> None:
    """The server's import draws no progress bar."""


def _nothing_stored(report: Any) -> str:
    first = next(
        (f"{file.path}: {file.refused}" for file in report.refused), "the bars that were read are all in doubt"
    )
    return f"No bar of the market folder could be stored ({first}); `flask market import` says it file by file."
