"""The time that jobs run by: the wall clock's, except that it never goes back, and a grid of runs that neither drifts nor bursts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from math import floor
from random import Random

from apscheduler.triggers.base import BaseTrigger

JITTER_SHARE = 0.05
SET_BACK = timedelta(seconds=1)  # less is the two clocks being read one after the other


class JobTime(tzinfo):
    """A time zone whose present is the jobs' time: `datetime.now(its timezone)` is the one way that APScheduler asks for the time.

    Every moment of a job stays in this zone, where `astimezone` to it has nothing to convert.
    Where the wall clock is set back, the jobs go on by the seconds that pass: otherwise every job, the watch on the store among
    them, would stand still until the wall clock has caught up. Set forward, as after a laptop's sleep, it is followed.
    now: the wall clock, aware. elapsed: monotonic seconds.
    """

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._now, self._elapsed = now, elapsed
        self._ahead = timedelta(0)
        self._last = (now(), elapsed())
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The jobs' time."""
        with self._lock:
            wall, seconds = self._now(), self._elapsed()
            expected = self._last[0] + timedelta(seconds=seconds - self._last[1])
            if expected - wall > SET_BACK:
                self._ahead += expected - wall
            self._last = (wall, seconds)
            return (wall + self._ahead).astimezone(UTC).replace(tzinfo=self)

    def on_the_wall(self, moment: datetime) -> datetime:
        """What the wall clock will show at a moment of the jobs' time."""
        return (moment - self._ahead).replace(tzinfo=UTC)

    def fromutc(self, _: datetime) -> datetime:
        """The jobs' time: the argument is the machine's present, asked for by `datetime.now`."""
        return self.now()

    def utcoffset(self, _: datetime | None) -> timedelta:
        """None: jobs' times are in UTC."""
        return timedelta(0)

    def dst(self, _: datetime | None) -> timedelta:
        """Never."""
        return timedelta(0)

    def tzname(self, _: datetime | None) -> str:
        """A name for the log."""
        return "UTC"


class Grid(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Runs at start, start + interval, start + 2 intervals, …, each a little late by chance so that jobs do not run in step.

    APScheduler's own interval adds its jitter to the last run, so that a half-hourly job is 20 minutes late after a day; and after
    a jump of the clock it walks through every run that was missed.
    """

    def __init__(self, start: datetime, seconds: float, seed: str) -> None:
        self._start, self._seconds = start, seconds
        self._dice = Random(seed)  # noqa: S311  (jitter, not secrecy)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next moment of the grid, at least half an interval away: after a jump of the clock one run makes up for all."""
        after = now if previous_fire_time is None else max(previous_fire_time, now)
        steps = floor((after - self._start).total_seconds() / self._seconds + 0.5) + 1
        jitter = self._dice.uniform(0, JITTER_SHARE * self._seconds)
        return self._start + timedelta(seconds=steps * self._seconds + jitter)
