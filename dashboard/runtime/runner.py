"""The runner: runs one section at a time inside THE error boundary, the only broad `except` in the product; sources use it too.

1. The section's breaker says whether an attempt may start.
2. Compute and serialisation run in a thread of their own, given up (not killed: Python cannot) after the section's time limit.
3. Success replaces the board's entry and is persisted; failure keeps the last good figures and records the reason.
4. Going bad and recovering are each logged once; the breaker says when to try again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from time import monotonic
from typing import Literal, TypeVar

from dashboard.errors import ComputeTimedOut, DashboardError, StoreUnavailable
from dashboard.market.panel import Panel
from dashboard.runtime.board import Board, Publication
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.publish import publications
from dashboard.runtime.run_log import RunLog
from dashboard.section import Result, Section
from dashboard.signals import section_failed, section_refreshed
from dashboard.store.runs import Run

logger = logging.getLogger(__name__)

ABANDONED_THREADS = 2
REASON_LENGTH = 240

Published = tuple[Result, Mapping[str, Publication]]
T = TypeVar("T")


def attempt(work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """What the work returned, or what it raised: THE error boundary. A section or a source may fail in any way, and must fail alone."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001
        return None, error


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run ended. retry_in: seconds until the next attempt after a failure, else None."""

    section: str
    started_at: str
    seconds: float
    outcome: Literal["ok", "failed", "timed_out"]
    reason: str | None = None
    retry_in: float | None = None
    changed: bool = False


@dataclass
class Runner:
    """Runs sections against a panel and keeps the board. `persist` and `record` write to the store and may raise StoreUnavailable."""

    board: Board
    now: Callable[[], datetime]
    persist: Callable[[list[Publication], str], None]
    record: Callable[[Outcome], None]
    clock: Callable[[], float] = monotonic
    time_limit: float | None = None
    breakers: dict[str, Breaker] = field(default_factory=dict)
    log: RunLog = field(default_factory=RunLog)
    _busy: dict[str, threading.Lock] = field(default_factory=dict)
    _abandoned: dict[str, list[threading.Thread]] = field(default_factory=dict)
    _unwritten: set[str] = field(default_factory=set)

    def breaker(self, key: str) -> Breaker:
        """The section's breaker; its jitter is seeded by the key, so sections that fail together retry apart."""
        return self.breakers.setdefault(key, Breaker(self.clock, Random(key)))  # noqa: S311

    def run(self, section: Section, panel: Panel, *, fresh_input: bool = False) -> Outcome | None:
        """One attempt; None when the breaker is open or the section is already running."""
        lock = self._busy.setdefault(section.key, threading.Lock())
        if not lock.acquire(blocking=False):
            return None
        try:
            if not self.breaker(section.key).allows(fresh_input=fresh_input):
                return None
            return self._attempt(section, panel)
        finally:
            lock.release()

    def _attempt(self, section: Section, panel: Panel) -> Outcome:
        started_at, started = iso(self.now()), self.clock()
        published, error = attempt(
            lambda: self._within_limit(section, lambda: self._compute(section, panel, started_at))
        )
        if error is not None:
            return self._failed(section, error, started_at, self.clock() - started)
        assert published is not None
        return self._succeeded(section, panel, published, started_at, self.clock() - started)

    def _compute(self, section: Section, panel: Panel, computed_at: str) -> Published:
        entry = self.board[section.key]
        resumable = entry.lineage == panel.lineage and entry.result is not None and entry.result.unavailable is None
        result = section.compute(panel, entry.result if resumable else None)
        return result, publications(section, panel, result, entry.result, computed_at)

    def _within_limit(self, section: Section, work: Callable[[], Published]) -> Published:
        limit = min(section.time_limit, self.time_limit or section.time_limit)
        self._refuse_when_hanging(section.key)
        box: queue.SimpleQueue[tuple[Published | None, BaseException | None]] = queue.SimpleQueue()

        def work_apart() -> None:
            try:
                box.put((work(), None))
            except BaseException as error:  # noqa: BLE001  handed to _attempt, even a section's sys.exit()
                box.put((None, error))

        thread = threading.Thread(
            target=copy_context().run, args=(work_apart,), name=f"section-{section.key}", daemon=True
        )
        thread.start()
        try:
            published, error = box.get(timeout=limit)
        except queue.Empty:
            self._abandoned.setdefault(section.key, []).append(thread)
            raise ComputeTimedOut(f"The computation did not finish within {limit:g} seconds.") from None
        if error is not None:
            raise error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__} was raised: {error}")
        assert published is not None
        return published

    def _refuse_when_hanging(self, key: str) -> None:
        """Threads that were given up still use the machine: no third beside two that hang."""
        alive = [thread for thread in self._abandoned.get(key, ()) if thread.is_alive()]
        self._abandoned[key] = alive
        if len(alive) >= ABANDONED_THREADS:
            raise ComputeTimedOut(
                f"{len(alive)} earlier computations still hang; none is started until one of them ends."
            )

    def _succeeded(
        self, section: Section, panel: Panel, published: Published, started_at: str, seconds: float
    ) -> Outcome:
        result, new = published
        before = self.board[section.key].publications
        fresh = {name: _kept(before.get(name), publication) for name, publication in new.items()}
        changed = any(fresh[name] is not before.get(name) for name in fresh)
        self.board.update(
            section.key, publications=fresh, result=result, input_revision=panel.revision, lineage=panel.lineage, failure=None,
            restored=False, consecutive_failures=0, last_run_at=started_at, last_good_at=started_at, last_seconds=seconds,
        )  # fmt: skip
        if self.breaker(section.key).succeeded():
            logger.info("Section %s has recovered.", section.key)
        outcome = Outcome(section.key, started_at, seconds, "ok", changed=changed)
        self._write(list(fresh.values()) if changed else [], panel.revision, outcome)
        section_refreshed.send(section.key, revision=panel.revision, changed=changed)
        return outcome

    def _failed(self, section: Section, error: Exception, started_at: str, seconds: float) -> Outcome:
        reason = sentence(error)
        breaker = self.breaker(section.key)
        if breaker.failures == 0:
            expected = isinstance(error, DashboardError)
            logger.error("Section %s failed: %s", section.key, reason, exc_info=None if expected else error)
        retry_in = breaker.failed()
        self.board.update(
            section.key,
            failure=reason,
            consecutive_failures=breaker.failures,
            last_run_at=started_at,
            last_seconds=seconds,
        )
        kind: Literal["failed", "timed_out"] = "timed_out" if isinstance(error, ComputeTimedOut) else "failed"
        outcome = Outcome(section.key, started_at, seconds, kind, reason, retry_in)
        self._write([], "", outcome)
        section_failed.send(section.key, reason=reason, consecutive_failures=breaker.failures)
        return outcome

    def _write(self, fresh: list[Publication], revision: str, outcome: Outcome) -> None:
        """Persisting is best effort: the figures are on screen already, and a full disk must not take them away."""
        self.log.add(Run(outcome.section, outcome.started_at, outcome.seconds, outcome.outcome, outcome.reason))
        try:
            if fresh:
                self.persist(fresh, revision)
            self.record(outcome)
        except StoreUnavailable as error:
            self._note_writing(outcome.section, error)
        else:
            self._note_writing(outcome.section, None)

    def _note_writing(self, key: str, error: StoreUnavailable | None) -> None:
        """Going bad and recovering are each logged once, here as well."""
        if error is not None and key not in self._unwritten:
            self._unwritten.add(key)
            logger.warning("Section %s is shown but cannot be written down: %s", key, error)
        elif error is None and key in self._unwritten:
            self._unwritten.discard(key)
            logger.info("Section %s is written down again.", key)


def _kept(before: Publication | None, after: Publication) -> Publication:
    """The old publication when the figures are the same, so that revision, ETag and compressed bytes stay."""
    return before if before is not None and before.digest == after.digest else after


def sentence(error: Exception, what: str = "The computation") -> str:
    """One sentence for the page: an anticipated failure's own, else the type and the beginning of its message."""
    text = (
        str(error)
        if isinstance(error, DashboardError)
        else f"{what} raised {type(error).__name__}: {error}".rstrip(": ")
    )
    text = " ".join(text.split())
    text = text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1] + "…"
    return text if text.endswith((".", "…", "!", "?")) else text + "."


def iso(moment: datetime) -> str:
    """UTC to the second, as on the wire: 2018-02-07T21:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
