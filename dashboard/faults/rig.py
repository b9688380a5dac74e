"""The rig: a whole application on a market of its own, whose clock and jobs are in the hands of whoever tries a fault on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dashboard.faults import folder
from dashboard.market.sessions import open_calendar
from dashboard.runtime.board import Entry
from dashboard.runtime.desk import Desk
from dashboard.runtime.runner import attempt
from dashboard.section import Endpoint, Result, Section

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

OpenApp = Callable[..., "Flask"]
"""The composition root: open_app(config, now=…, sections=…)."""

START = datetime(2018, 2, 8, 15, 0, tzinfo=UTC)  # a Thursday half an hour after the open; the market ends on Wednesday
LAST, NEXT = np.datetime64("2018-02-07"), np.datetime64("2018-02-08")
SESSIONS = 320
PAGES = ("/", "/health", "/api/health", "/api/pulse", "/api/logs", "/livez")
STEP_SECONDS = 3.0  # as often as the store is looked at
INTAKE_SECONDS = 60.0
HASTY_MILLISECONDS = 20  # how long a rig's connection waits for a lock, instead of half a minute


@dataclass
class Time:
    """A wall clock and a monotonic one that move only when told."""

    wall: datetime = START
    seconds: float = 0.0

    def now(self) -> datetime:
        """The wall clock."""
        return self.wall

    def monotonic(self) -> float:
        """Seconds since the rig was opened."""
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let that much time pass."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


Wrapper = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass
class Rig:
    """One desk that is kept going by hand. computes, views: what stands in for a section's functions while it is broken.

    crashes: what escaped from jobs. runs: computations so far. borrowed: what is given back when the rig is closed.
    """

    place: Path
    app: Flask
    time: Time
    computes: dict[str, Wrapper]
    views: dict[str, Wrapper]
    crashes: list[str] = field(default_factory=list)
    runs: int = 0
    borrowed: ExitStack = field(default_factory=ExitStack)
    _due: dict[str, float] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The application's desk."""
        return cast(Desk, self.app.extensions["desk"])

    @property
    def client(self) -> FlaskClient:
        """A browser on this machine."""
        return self.app.test_client()

    @property
    def market(self) -> Path:
        """The market folder that is followed."""
        return self.place / "market"

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and do what the scheduler would have done in it."""
        end = self.time.seconds + seconds
        while self.time.seconds < end:
            self.step()

    def step(self, seconds: float = STEP_SECONDS) -> None:
        """Some seconds: a look at the store, the jobs that are due, and the sections that have something to compute or to try again."""
        self.time.advance(seconds)
        self.do("watch", self.desk.watch)
        if self._is_due("intake", INTAKE_SECONDS):
            self.do("intake", self.desk.take_in)
        for name, interval, job in self.desk.jobs:
            if self._is_due(name, interval):
                self.do(name, job)
        for section in self.desk.sections:
            self._attend(section)

    def do(self, name: str, job: Callable[[], object]) -> None:
        """Run a job; what escapes from it would be a crash in the scheduler's log."""
        _, error = attempt(job)
        if error is not None:
            self.crashes.append(f"The job {name} raised {type(error).__name__}: {error}")

    def refresh(self, key: str) -> None:
        """Compute a section now, as after newer bars."""
        self.do(key, lambda: self._count(self.desk.refresh(key, fresh_input=True)))

    def _attend(self, section: Section) -> None:
        entry = self.desk.board[section.key]
        if entry.failure:
            self.do(section.key, lambda: self._count(self.desk.refresh(section.key)))
        elif self._waits(entry):
            self.refresh(section.key)
        elif section.refresh_seconds and self._is_due(section.key, section.refresh_seconds):
            self.do(section.key, lambda: self._count(self.desk.refresh(section.key)))

    def _waits(self, entry: Entry) -> bool:
        newest = self.desk.newest_input(entry.key)
        return newest is not None and (entry.restored or entry.input_revision != newest)

    def _count(self, outcome: object) -> None:
        self.runs += outcome is not None

    def _is_due(self, name: str, seconds: float) -> bool:
        if self.time.seconds < self._due.get(name, 0.0):
            return False
        self._due[name] = self.time.seconds + seconds
        return True


@contextmanager
def open_rig(open_app: OpenApp, sections: tuple[Section, ...], template: Path, place: Path) -> Iterator[Rig]:
    """A rig on a copy of the template's market and database, its figures computed."""
    shutil.copytree(template, place)
    time = Time()
    computes: dict[str, Wrapper] = {}
    views: dict[str, Wrapper] = {}
    breakable = tuple(_breakable(section, computes, views) for section in sections)
    app = open_app(_config(place), now=time.now, sections=breakable)
    rig = Rig(place, app, time, computes, views)
    rig.desk.clock = rig.desk.runner.clock = time.monotonic
    for source in rig.desk.sources:
        source.breaker.clock = time.monotonic
    try:
        rig.pass_time(2 * STEP_SECONDS)
        yield rig
    finally:
        rig.borrowed.close()
        rig.desk.stop()
        app.extensions["logs"].stop()


def make_template(open_app: OpenApp, sections: tuple[Section, ...], path: Path) -> None:
    """Take the market in once; every rig begins with a copy of what came of it."""
    days = open_calendar("XNYS", path / "instance" / "cache").sessions(LAST - np.timedelta64(2 * SESSIONS, "D"), LAST)
    folder.write(path / "market", days[-SESSIONS:])
    app = open_app(_config(path), now=Time().now, sections=sections)
    desk = cast(Desk, app.extensions["desk"])
    desk.take_in()
    for section in desk.sections:
        desk.refresh(section.key, fresh_input=True)
    for page in PAGES:
        app.test_client().get(page)  # compiled templates are copied too
    desk.stop()
    app.extensions["logs"].stop()


def _config(place: Path) -> Any:
    from config import Config

    database = f"sqlite:///{place / 'market.db'}"
    given = {"DASHBOARD_INSTANCE": str(place / "instance"), "MARKET": str(place / "market"), "DATABASE_URL": database}
    return Config.from_environment(given | {"INTAKE_SECONDS": str(INTAKE_SECONDS), "DISK_WARNING_MB": "0"})


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def _breakable(section: Section, computes: dict[str, Wrapper], views: dict[str, Wrapper]) -> Section:
    """The section with functions that can be taken over while the application runs."""

    def compute(panel: Any, previous: Result | None) -> Result:
        real = section.compute
        return cast(Result, computes.get(section.key, _as_it_is)(real)(panel, previous))

    endpoints = tuple(_breakable_view(section.key, endpoint, views) for endpoint in section.endpoints)
    return replace(section, compute=compute, endpoints=endpoints)


def _breakable_view(key: str, endpoint: Endpoint, views: dict[str, Wrapper]) -> Endpoint:
    def data(result: Result, where: Any) -> Any:
        real: Callable[..., Any] = endpoint.data
        return views.get(key, _as_it_is)(real)(result, where)

    return replace(endpoint, data=data)
