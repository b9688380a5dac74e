"""The desk: everything one process keeps in memory for its market, and the jobs that keep it fresh."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from dashboard.errors import StoreUnavailable
from dashboard.market.book import NO_BOOK, Book, changed_parts
from dashboard.market.panel import Panel
from dashboard.runtime.announcer import Announcer
from dashboard.runtime.archive import Archive
from dashboard.runtime.board import FIRST_RUN, Board, Status
from dashboard.runtime.book_source import BookSource
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.intake import Intake
from dashboard.runtime.job_context import at_job
from dashboard.runtime.market_state import MarketClock, MarketState
from dashboard.runtime.memory import give_back
from dashboard.runtime.panels import PanelSource
from dashboard.runtime.runner import Outcome, Runner, iso
from dashboard.runtime.source import Source
from dashboard.runtime.warm_up import COMPILING, WarmUp
from dashboard.section import Section
from dashboard.signals import bars_changed, book_changed
from dashboard.store.engine import Store
from dashboard.store.lease import LeaderLease
from dashboard.store.markets import load_market

if TYPE_CHECKING:
    from dashboard.runtime.scheduler import Scheduler

logger = logging.getLogger(__name__)

WARM_START_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between looks: at the store's revision, and at the market folder."""

    watch: float
    intake: float


@dataclass
class Desk:
    """One process's working memory. Inert until `start`; every job can also be run by hand, as tests and the CLI do."""

    sections: tuple[Section, ...]
    store: Store
    panels: PanelSource
    lease: LeaderLease
    intake: Intake
    market_clock: MarketClock
    now: Callable[[], datetime]
    intervals: Intervals
    time_limit: float | None = None
    clock: Callable[[], float] = monotonic
    panel: Panel | None = None
    book: Book = NO_BOOK
    board: Board = field(init=False)
    sources: list[Source] = field(init=False)
    archive: Archive = field(init=False)
    runner: Runner = field(init=False)
    announcer: Announcer = field(init=False)
    books: BookSource = field(init=False)
    warm_up: WarmUp = field(default_factory=WarmUp)
    jobs: list[tuple[str, float, Callable[[], object]]] = field(default_factory=list)  # id, seconds, what
    _led: bool = False
    _store_failure: str | None = None
    _watching: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.board = Board(section.key for section in self.sections)
        self.archive = Archive(self.store, self.lease)
        self.runner = Runner(
            self.board, self.now, self.archive.persist, self.archive.record, self.clock, self.time_limit
        )
        self.sources = [self._market_source()]
        self.books = BookSource(self.store)
        self.announcer = Announcer(self.store, self.lease, lambda: iso(self.now()))

    @cached_property
    def scheduler(self) -> Scheduler:
        """The jobs' scheduler, made when it is first needed: APScheduler is imported off the way of the first request."""
        from dashboard.runtime.scheduler import Scheduler

        return Scheduler(self.now)

    # What is known now

    @property
    def newest_revision(self) -> str | None:
        """The revision of the newest bars in memory."""
        return None if self.panel is None else self.panel.revision

    @property
    def leading(self) -> bool:
        """Whether this process holds the leader lease."""
        return self.lease.held

    def market_state(self) -> MarketState | None:
        """Open or closed, and how far the store is behind; None while it holds no market."""
        return self.market_clock.state()

    def status(self, key: str) -> tuple[Status, str | None]:
        """One section's status and reason; a loading one says what it waits for."""
        waiting_for = self._store_failure or self.intake.waiting_for()
        if self.panel is not None:
            waiting_for = COMPILING if self.warm_up.running else FIRST_RUN
        return self.board[key].status(self.newest_input(key), waiting_for)

    def input_of(self, section: Section) -> Panel | None:
        """What the section computes on now: the panel, with the book for those that use it; None while there is no panel."""
        if self.panel is None or not section.uses_book:
            return self.panel
        name = self.book.revision
        revision, lineage = f"{self.panel.revision}+{name}", f"{self.panel.lineage}+{name}"
        return replace(self.panel, book=self.book, revision=revision, lineage=lineage)

    def newest_input(self, key: str) -> str | None:
        """The revision of what the section would compute on now; None while there is no panel."""
        newest = self.newest_revision
        return f"{newest}+{self.book.revision}" if newest is not None and self.section(key).uses_book else newest

    def age_sessions(self, as_of: str) -> int | None:
        """How many sessions of the store lie after `as_of`; None before the panel is loaded."""
        if self.panel is None or not as_of:
            return None
        return len(self.panel.sessions) - 1 - self.panel.row(np.datetime64(as_of, "D"))

    def store_failure(self) -> str | None:
        """The sentence of the store's failure that still lasts, None while it works."""
        return self._store_failure

    def section(self, key: str) -> Section:
        """The section of that key; KeyError if it is not served."""
        return next(section for section in self.sections if section.key == key) if key in self.board else _missing(key)

    # Jobs

    def restore(self) -> None:
        """Put the last good figures of before the restart on the board, as stale."""
        market = load_market(self.store)
        kept = self.archive.publications()
        for section in self.sections:
            mine = kept.get(section.key, {})
            if all(endpoint.name in mine for endpoint in section.endpoints if endpoint.on_card):
                self.board.update(section.key, publications=mine, restored=True)
        if market is not None:
            served = (one for section in self.sections for one in kept.get(section.key, {}).values())
            last = max((one.as_of for one in served if one.as_of), default=None)
            self.market_clock.follow(market, None if last is None else np.datetime64(last, "D"))

    def watch(self) -> None:
        """Look whether the store's bars changed; load or extend the panel and tell the sections.

        Not while this process takes a folder in: between two of its files the market is half there.
        """
        if self.intake.half_done(self.panel is not None):
            return
        with self._watching:
            self._watch()

    def _watch(self) -> None:
        try:
            panel = self.panels.load() if self.panel is None else self.panels.refresh(self.panel)
            self.refresh_book()
        except StoreUnavailable as error:
            self._store_trouble(str(error))
            return
        self._store_trouble(None)
        if panel is None or panel is self.panel:
            return
        before, self.panel = self.panel, panel
        if before is not None and before.market.name != panel.market.name:
            self.board.forget()
        self.market_clock.follow(panel.market, panel.sessions[-1])
        bars_changed.send("market", revision=panel.revision, first_session=_first_new(before, panel))

    def refresh_book(self) -> None:
        """Take the trader's book from the store if it has changed, and tell. Raises StoreUnavailable."""
        before, self.book = self.book, self.books.refresh(self.book)
        changed = changed_parts(before, self.book)
        if changed and before is not NO_BOOK:
            book_changed.send("book", revision=self.book.revision, changed=changed)

    def refresh(self, key: str, *, fresh_input: bool = False) -> Outcome | None:
        """Run one section now; None while there is no panel, its breaker is open, or it is running already.

        Once more where its input has changed meanwhile: whoever came to tell found it running and went away.
        """
        section = self.section(key)
        with at_job(section=key):
            while True:
                computed_on = self.newest_input(key)
                outcome = self._refresh(section, fresh_input)
                if outcome is None or self.newest_input(key) == computed_on:
                    return outcome
                fresh_input = True

    def _refresh(self, section: Section, fresh_input: bool) -> Outcome | None:
        key = section.key
        panel = self.input_of(section)
        if panel is None:
            return None
        outcome = self.runner.run(section, panel, fresh_input=fresh_input)
        result = self.board[key].result
        if outcome is not None and outcome.outcome == "ok" and result is not None:
            self.announcer.refreshed(section, result)
        self._retry(key, outcome)
        upcoming = self.scheduler.next_run(key) if self.scheduler.running else None
        self.board.update(key, next_refresh_at=None if upcoming is None else iso(upcoming))
        return outcome

    def _retry(self, key: str, outcome: Outcome | None) -> None:
        """Have a failed section tried again; a retry that a jump of the wall clock brought before its time is put off, not lost."""
        wait = self.runner.breaker(key).retry_at - self.runner.clock() if outcome is None else outcome.retry_in
        if wait is not None and wait > 0 and self.scheduler.running:
            self.scheduler.soon(f"{key}:retry", lambda: self.refresh(key), wait)

    def take_in(self) -> None:
        """The leader's job: bring the market folder, or the demo market, into the store; again sooner after a failure."""
        if not self.leads():
            return
        (market,) = (source for source in self.sources if source.key == "market")
        market.look(self.intake.look)
        if market.state == "failed":
            self.intake.failed(str(market.reason))
            self._look_again(market)
        self.watch()

    def _look_again(self, market: Source) -> None:
        wait = market.breaker.report().retry_in
        if wait and self.scheduler.running:
            self.scheduler.soon("intake:retry", self.take_in, wait)

    def follow_leader(self) -> None:
        """Take over from a leader that is gone, within one look, and do at once what it had to do."""
        led = self._led
        self._led = self.leads()
        if self._led and not led:
            logger.info("This process leads now: it takes data in, records and alerts.")
            self.scheduler.soon("intake:now", self.take_in)
        elif led and not self._led:
            logger.warning("This process does not lead any more; another one does, or will.")

    def leads(self) -> bool:
        """Whether this process is the leader, or has just become it; a store that is away has none."""
        try:
            return self.lease.acquire()
        except StoreUnavailable as error:
            self._store_trouble(str(error))
            return False

    def _market_source(self) -> Source:
        """A look at a folder costs little, so a broken one never waits for longer than between two looks."""
        folder = self.intake.folder
        breaker = Breaker(self.clock, Random("market"), self.intervals.intake)  # noqa: S311
        title = "Demo market" if folder is None else "Market folder"
        return Source("market", title, None if folder is None else folder.name, breaker, self.now)

    @property
    def started(self) -> bool:
        """Whether the jobs were started, and not stopped since."""
        return "scheduler" in vars(self) and self.scheduler.running

    @property
    def holds_back(self) -> float:
        """Seconds that `start` is worth putting off: with figures of before the restart, the trader reads those first."""
        return WARM_START_SECONDS if any(entry.restored for entry in self.board) else 0.0

    def start(self) -> None:
        """Start the jobs: the only place where this object gives birth to threads."""
        self.scheduler.every("lead", self.intervals.watch, self.follow_leader)
        self.scheduler.every("watch", self.intervals.watch, self.watch)
        self.scheduler.every("intake", self.intervals.intake, self.take_in)
        for section in self.sections:
            self.scheduler.section(section, _runs(self, section.key))
        for job in self.jobs:
            self.scheduler.every(*job)
        self.scheduler.start()

    def stop(self) -> None:
        """End the jobs, the lease and the connections."""
        self.warm_up.end()
        if "scheduler" in vars(self):  # not made yet when a start is ended at once
            self.scheduler.stop()
        self.lease.release()
        self.store.close()

    def _store_trouble(self, sentence: str | None) -> None:
        if (sentence is None) != (self._store_failure is None):
            logger.log(
                logging.INFO if sentence is None else logging.ERROR,
                "The store %s",
                "answers again." if sentence is None else f"failed: {sentence}",
            )
        self._store_failure = sentence


def _runs(desk: Desk, key: str) -> Callable[..., Outcome | None]:
    def run(*, fresh_input: bool = False) -> Outcome | None:
        if desk.panel is not None:
            desk.warm_up.wait_for(key)
        outcome = desk.refresh(key, fresh_input=fresh_input)
        give_back()
        return outcome

    return run


def _missing(key: str) -> Section:
    raise KeyError(key)


def _first_new(before: Panel | None, after: Panel) -> object:
    """The earliest session that is new when the panel was extended, the very first when it was replaced."""
    if before is None:
        return None
    row = len(before.sessions) if before.lineage == after.lineage else 0
    return after.sessions[min(row, len(after.sessions) - 1)].astype(object)
