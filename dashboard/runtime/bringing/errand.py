"""The errand: the leader's job that imports what the trader asked for, and the folder that is followed where MARKET names none."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.errors import CannotImport, ImportCancelled
from dashboard.runtime.bringing.inbox import MEBIBYTE, Inbox
from dashboard.runtime.bringing.post import Post, Request
from dashboard.runtime.bringing.told import of_progress, of_report
from dashboard.runtime.desk import Desk
from dashboard.runtime.runner import attempt, iso, sentence

if TYPE_CHECKING:
    from dashboard.runtime.ingest.report import ImportReport, Progress

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
TELL_SECONDS = 0.25
NAMED_BY_SETTING = (
    "MARKET names this server's market folder, so no other can be brought: start without MARKET to bring one here."
)
CANCELLED = "The import was stopped."


@dataclass
class Errand:
    """Imports one folder at a time. followed: the file that holds the followed folder's path; None where MARKET names the folder."""

    desk: Desk
    inbox: Inbox
    post: Post
    followed: Path | None
    _running: threading.Lock = field(default_factory=threading.Lock)
    _told_at: float = 0.0

    def look(self) -> None:
        """The job of every process: follow what is to be followed and, where this one leads, do what was asked for."""
        if not self._running.acquire(blocking=False):
            return
        try:
            self.follow()
            request = self.post.asked()
            if request is not None and self.desk.leads():
                self._do(request)
        finally:
            self._running.release()

    def follow(self) -> None:
        """Take the folder that an earlier import, maybe another process's, has had followed."""
        if self.followed is None or not self.followed.is_file():
            return
        folder = Path(self.followed.read_text("utf-8").strip())
        if folder != self.desk.intake.folder:
            self.desk.intake.folder = folder
            self._name_source(folder)

    def bring_upload(self, upload: str) -> None:
        """Ask for the import of what has been uploaded. Raises CannotImport."""
        self._refuse_fixed()
        self._ask(self.inbox.target(upload), upload)

    def bring_folder(self, text: str) -> None:
        """Ask for the import of a folder of this machine. Raises CannotImport."""
        self._refuse_fixed()
        self._ask(_readable(text), None)

    def open_upload(self, market: str) -> str:
        """Begin an upload; its name. Raises BadBody, CannotImport."""
        self._refuse_fixed()
        if self.post.asked() is not None:
            raise CannotImport("An import is running; wait for it, or stop it, before other files are sent.")
        return self.inbox.open(market)

    def stop(self) -> None:
        """End the import that runs, or forget the files that were sent for one."""
        if self.post.asked() is None:
            self.inbox.clear()
        self.post.stop()

    def _refuse_fixed(self) -> None:
        if self.followed is None:
            raise CannotImport(NAMED_BY_SETTING)

    def _ask(self, folder: Path, upload: str | None) -> None:
        self.post.ask(folder, upload, iso(self.desk.now()))
        if self.desk.started and self.desk.leading:
            self.desk.scheduler.soon("import:now", self.look)

    def _do(self, request: Request) -> None:
        try:
            self._import_and_tell(request)
        finally:  # what cannot even be told is not tried again for ever; a killed process leaves the request
            self.post.done()

    def _import_and_tell(self, request: Request) -> None:
        before = self.desk.intake.folder
        self._tell(request, "importing", progress=None)
        report, error = attempt(lambda: self._import(request))
        if report is not None:
            self.desk.watch()  # the page shows the market by the time that it is told of it
            told, trouble = attempt(lambda: of_report(report, self.desk.store))
            self._tell(request, "done", report=told, sentence=None if trouble is None else sentence(trouble))
            logger.info("A market was brought: %s rows from %s.", report.stored, Path(request.folder).name)
        else:
            assert error is not None
            self.desk.intake.folder = before
            self._failed(request, error)

    def _import(self, request: Request) -> ImportReport:
        folder = Path(request.folder)
        if request.upload is not None:
            self.inbox.settle(request.upload, self.desk.intake.folder)
        report = self.desk.intake.bring(folder, lambda progress: self._on_progress(request, progress))
        self._keep(folder)
        return report

    def _on_progress(self, request: Request, progress: Progress) -> None:
        """Raises ImportCancelled when the import is to end."""
        if self.post.is_stopped:
            raise ImportCancelled(CANCELLED)
        if self.desk.clock() - self._told_at >= TELL_SECONDS:
            self._told_at = self.desk.clock()
            self._tell(request, "importing", progress=of_progress(progress))

    def _failed(self, request: Request, error: Exception) -> None:
        stopped = isinstance(error, ImportCancelled)
        if not stopped:
            logger.error(
                "A market could not be brought: %s", sentence(error, "The import"), exc_info=_unforeseen(error)
            )
        self._tell(request, "cancelled" if stopped else "failed", sentence=sentence(error, "The import"))
        self.desk.take_in()

    def _keep(self, folder: Path) -> None:
        """Have the folder followed, after restarts as well."""
        if self.followed is not None:
            draft = self.followed.with_suffix(".new")
            draft.write_text(f"{folder}\n", "utf-8")
            draft.replace(self.followed)
        self._name_source(folder)

    def _name_source(self, folder: Path) -> None:
        (market,) = (source for source in self.desk.sources if source.key == "market")
        market.title, market.where = "Market folder", folder.name

    def _tell(self, request: Request, state: str, **told: Any) -> None:
        at = iso(self.desk.now())
        self.post.tell(request, state=state, asked_at=request.asked_at, told_at=at, **told)


def _readable(text: str) -> Path:
    """The folder or file of that path; CannotImport where this server cannot read it."""
    try:
        path = Path(text.strip()).expanduser()
    except RuntimeError:  # ~ of somebody who is not known here
        path = Path()
    if "\0" in text or not path.is_absolute():
        raise CannotImport("Name the folder by its full path on the server's machine, like /home/you/market.")
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if not there or not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        raise CannotImport(f"On the server's machine there is no folder {str(path)!r} that the dashboard may read.")
    return path.resolve()


def _unforeseen(error: Exception) -> Exception | None:
    from dashboard.errors import DashboardError

    return None if isinstance(error, DashboardError) else error


def follow(desk: Desk, instance: Path, megabytes: int, *, fixed: bool) -> Errand:
    """The desk's errand, with its job, on an instance folder. fixed: MARKET names the folder, and nothing else is followed."""
    box = instance / "inbox"
    errand = Errand(desk, Inbox(box, megabytes * MEBIBYTE), Post(box), None if fixed else instance / "market-folder")
    errand.follow()
    desk.jobs.append(("import", LOOK_SECONDS, errand.look))
    return errand
