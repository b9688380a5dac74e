"""Installation: what a process's logging is turned into, once per application, and turned back when it ends."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from dashboard.monitor.logs.handler import LogHandler, Writer
from dashboard.monitor.logs.redaction import Redactor
from dashboard.monitor.logs.rotation import RotatedFile
from dashboard.monitor.logs.sinks import FileSink, StderrSink, Tally

logger = logging.getLogger(__name__)

FILE_NAME = "dashboard.jsonl"
MEGABYTE = 2**20
QUIET = {
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,  # it warns whenever a watch is skipped beside a longer one
    "apscheduler.executors": logging.CRITICAL,  # the scheduler says itself, and once, that a job raised
}


class Logs:
    """One application's logs: where they are, what is wrong with them, and their beginning and end."""

    def __init__(self, folder: Path, redactor: Redactor, *, megabytes: int, files: int) -> None:
        self.path = folder / FILE_NAME
        self.redactor = redactor
        self._tally = Tally()
        self._file = FileSink(RotatedFile(self.path, megabytes * MEGABYTE, files))
        self.handler = LogHandler(Writer(redactor, self._file, self._tally, StderrSink()))
        self._hook: ThreadFailures | None = None

    @property
    def trouble(self) -> str | None:
        """Why lines cannot be written to the file, None while they can."""
        return self._file.trouble

    @property
    def dropped(self) -> int:
        """How many lines were dropped because they came faster than they could be written."""
        return self.handler.dropped

    def by_level(self) -> dict[str, int]:
        """How many lines there were of each level, since the process began."""
        return dict(self._tally.by_level)

    def install(self, level: str) -> None:
        """Become the process's logging, in the place of an application's before. Starts no thread."""
        root = logging.getLogger()
        for before in [handler for handler in root.handlers if isinstance(handler, LogHandler)]:
            root.removeHandler(before)
            before.close()
        root.addHandler(self.handler)
        root.setLevel(level)
        for name, least in QUIET.items():
            logging.getLogger(name).setLevel(least)
        _take_over("gunicorn.error")

    def start(self) -> None:
        """Threads are about to be born: give the lines one of their own, and log what threads fail with and what Python warns of."""
        self.handler.start()
        self._hook = ThreadFailures(threading.excepthook)
        threading.excepthook = self._hook
        logging.captureWarnings(True)
        logger.info("Lines are kept in %s.", self.path)

    def stop(self) -> None:
        """Write what is queued, and let go of the file."""
        logging.captureWarnings(False)
        if self._hook is not None and threading.excepthook is self._hook:
            threading.excepthook = self._hook.before
        self.handler.stop()
        self._file.close()


class ThreadFailures:
    """Logs what ends a thread. `before`: the hook it stands in for."""

    def __init__(self, before: Any) -> None:
        self.before = before

    def __call__(self, arguments: threading.ExceptHookArgs) -> None:
        """Called by Python with what nobody caught."""
        if arguments.exc_value is None or isinstance(arguments.exc_value, SystemExit):
            return
        name = "?" if arguments.thread is None else arguments.thread.name
        info: tuple[type[BaseException], BaseException, TracebackType | None]
        info = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        logger.error("The thread %s ended with an exception.", name, exc_info=info)


def _take_over(name: str) -> None:
    """A library that writes for itself (gunicorn, in its workers) speaks through the root logger like everybody else."""
    theirs = logging.getLogger(name)
    for handler in list(theirs.handlers):
        theirs.removeHandler(handler)
    theirs.propagate = True
