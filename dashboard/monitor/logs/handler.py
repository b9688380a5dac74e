"""The handler: takes records on the thread that logs, and hands them to a writer's thread through a queue that never waits.

Until `start` there is no thread, and lines are written straight away: a command, a migration, the boot. After it a full queue drops lines
and counts them: a disk that hangs must not hold a request. The count is logged once there is room again.
"""

from __future__ import annotations

import logging
import sys
from logging.handlers import QueueHandler, QueueListener
from queue import Empty, Full, Queue
from typing import Any, Protocol

from dashboard.monitor.logs.event import Event, event_of
from dashboard.monitor.logs.redaction import Redactor
from dashboard.monitor.logs.sinks import FileSink

QUEUED_LINES = 10_000
FLUSH_SECONDS = 3.0
OWN_NAME = __name__.rpartition(".")[0]


class Sink(Protocol):
    """Takes cleaned lines, and never raises."""

    def write(self, document: dict[str, Any]) -> object:
        """Take one."""


class Writer:
    """Cleans events and writes them to the file and to everything else that wants them, on whichever thread calls."""

    def __init__(self, redactor: Redactor, file: FileSink, *others: Sink) -> None:
        self._redactor = redactor
        self._file = file
        self._others = others

    def handle(self, event: Event) -> None:
        """Write one event."""
        document = event.document(self._redactor)
        for other in self._others:
            other.write(document)
        if event.kept:
            self._store(document)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _store(self, document: dict[str, Any]) -> None:
        missed = self._file.write(document)
        if missed:
            self.handle(notice(f"Logs are written to the file again; {missed:,} lines went to stderr alone."))


class LogHandler(QueueHandler):
    """The root logger's handler. dropped: how many lines found the queue full since the process began."""

    queue: Queue[Event | None]

    def __init__(self, writer: Writer, most: int = QUEUED_LINES) -> None:
        super().__init__(Queue(most))
        self.dropped = 0
        self._told = 0
        self._writer = writer
        self._thread: _WriterThread | None = None

    def prepare(self, record: logging.LogRecord) -> Event:
        """The record as plain values: what its arguments are may change before the writer comes to it."""
        return event_of(record)

    def enqueue(self, event: Event) -> None:  # type: ignore[override]  # ours is not a LogRecord any more
        """To the writer's thread where there is one; never waits for it."""
        if self._thread is None:
            self._writer.handle(event)
            return
        try:
            self.queue.put_nowait(event)
        except Full:
            self.dropped += 1  # under the handler's lock, as every call of this

    def handle_queued(self, event: Event) -> None:
        """Write one event on the writer's thread, and once there is room again how many were dropped."""
        self._writer.handle(event)
        if self.queue.empty():
            self._tell_dropped()

    def _tell_dropped(self) -> None:
        lost, self._told = self.dropped - self._told, self.dropped
        if lost:
            self._writer.handle(notice(f"{lost:,} lines came faster than they could be written and were dropped."))

    def handleError(self, record: logging.LogRecord) -> None:
        """A line that cannot be formatted says where it stands, instead of a traceback on stderr."""
        trouble = sys.exc_info()[0]
        name = "an error" if trouble is None else trouble.__name__
        self.enqueue(notice(f"The log line at {record.pathname}:{record.lineno} cannot be formatted ({name})."))

    def start(self) -> None:
        """Give birth to the writer's thread."""
        self._thread = _WriterThread(self)
        self._thread.start()

    def stop(self) -> None:
        """Write what is queued, for three seconds at most, and go on without a thread."""
        thread, self._thread = self._thread, None
        if thread is not None and thread.finish():
            self._drain()
            self._tell_dropped()

    def close(self) -> None:
        """Another handler takes over, or the interpreter ends."""
        self.stop()
        self._writer.close()
        super().close()

    def _drain(self) -> None:
        """What was put between the thread's last look and its end."""
        while True:
            try:
                event = self.queue.get_nowait()
            except Empty:
                return
            if event is not None:
                self._writer.handle(event)


class _WriterThread(QueueListener):
    """The library's listener, whose own `stop` waits for ever where a disk hangs, and raises where its queue is full."""

    def __init__(self, handler: LogHandler) -> None:
        super().__init__(handler.queue)
        self._handler = handler

    def handle(self, event: Event) -> None:  # type: ignore[override]  # ours is not a LogRecord any more
        self._handler.handle_queued(event)

    def finish(self) -> bool:
        """End after what is queued; whether that came about in time."""
        assert self._thread is not None
        try:
            self.queue.put(None, timeout=FLUSH_SECONDS)  # type: ignore[attr-defined]  # a Queue, which the library's stubs widen
        except Full:
            return False
        self._thread.join(FLUSH_SECONDS)
        return not self._thread.is_alive()


def notice(message: str) -> Event:
    """A line of the logs about themselves."""
    record = logging.LogRecord(OWN_NAME, logging.WARNING, __file__, 0, message, (), None)
    return event_of(record)
