"""Hours and weeks of the jobs in seconds: the real scheduler, desk, runner and breaker on a clock that only the test moves."""

from __future__ import annotations

import heapq
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job
from apscheduler.schedulers.base import BaseScheduler
from builders import Clock, mean_close, panel, section
from house import WEEK, House

from dashboard.errors import ComputeFailed
from dashboard.market.panel import Panel
from dashboard.runtime.scheduler import Scheduler
from dashboard.section import Result
from dashboard.signals import bars_changed

HOUR, DAY = 3600.0, 86400.0
SEED_INTERVALS = {"regime": 1800, "timeframe": 300, "breadth": 900, "index": 300}
JITTER = 0.05  # share of its interval by which a run may be late


class Engine(BaseScheduler):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler without its thread: the test does the waiting."""

    def wakeup(self) -> None:
        """Nobody sleeps."""

    def shutdown(self, wait: bool = True) -> None:
        """Abstract in APScheduler, with everything that there is to do."""
        super().shutdown(wait)

    def due(self) -> float | None:
        """Hand out what is due, as the thread would on waking; the seconds that it would sleep then."""
        seconds: float | None = self._process_jobs()
        return seconds


class Hands(BaseExecutor):  # type: ignore[misc]
    """Runs jobs on the test's clock: each begins when it is handed out, takes its seconds, and has its effect at its end."""

    def __init__(self, clock: Clock, seconds: Callable[[str], float]) -> None:
        super().__init__()
        self._clock, self._seconds = clock, seconds
        self._at_work: list[tuple[float, int, Job, Any]] = []
        self._order = count()
        self.began: dict[str, list[float]] = defaultdict(list)
        self.at_once: dict[str, int] = defaultdict(int)

    def _do_submit_job(self, job: Job, run_times: Any) -> None:
        self.began[job.id].append(self._clock.seconds)
        end = self._clock.seconds + self._seconds(job.id)
        heapq.heappush(self._at_work, (end, next(self._order), job, run_times))
        mine = sum(1 for _, _, other, _ in self._at_work if other.id == job.id)
        self.at_once[job.id] = max(self.at_once[job.id], mine)

    def next_end(self) -> float:
        """When the first of the jobs at work ends, in seconds of the test's clock."""
        return self._at_work[0][0] if self._at_work else float("inf")

    def finish(self) -> None:
        """End every job whose seconds are over."""
        while self.next_end() <= self._clock.seconds:
            _, _, job, run_times = heapq.heappop(self._at_work)
            self._run_job_success(job.id, run_job(job, job._jobstore_alias, run_times, "simulated"))


class Simulation:
    """A scheduler whose hours pass as fast as its jobs allow."""

    def __init__(self, clock: Clock, seconds: Callable[[str], float] = lambda _: 0.001) -> None:
        self.clock = clock
        self.hands = Hands(clock, seconds)
        self.scheduler = Scheduler(clock.now, elapsed=clock.monotonic, engine=self._engine, executor=self.hands)

    def _engine(self, **options: Any) -> Engine:
        self.engine = Engine(**options)
        return self.engine

    def run(self, seconds: float) -> None:
        """Let that much time pass. Only the monotonic clock decides: the wall clock may be set by a job."""
        end = self.clock.seconds + seconds
        while True:
            self.hands.finish()
            wait = self.engine.due()
            upcoming = min(float("inf") if wait is None else self.clock.seconds + wait, self.hands.next_end())
            if upcoming > end:
                self.clock.advance(end - self.clock.seconds)
                return
            self.clock.advance(max(upcoming - self.clock.seconds, 1e-6))

    def runs(self, job_id: str) -> list[float]:
        """When the job began, in seconds of the clock."""
        return self.hands.began[job_id]


@pytest.fixture
def simulate() -> Iterator[Callable[..., Simulation]]:
    made: list[Simulation] = []

    def make(**options: Any) -> Simulation:
        made.append(Simulation(Clock(), **options))
        return made[-1]

    yield make
    for one in made:
        one.scheduler.stop()


def five(simulation: Simulation, watch: float = 60.0) -> None:
    """The seed's sections by their intervals, position without one, beside the watch and the intake."""
    simulation.scheduler.every("watch", watch, lambda: None)
    simulation.scheduler.every("intake", 60, lambda: None)
    for key, seconds in (SEED_INTERVALS | {"position": 0}).items():
        simulation.scheduler.section(section(key=key, refresh_seconds=seconds), lambda **_: None)
    simulation.scheduler.start()


def assert_on_the_grid(times: list[float], interval: float) -> None:
    """The k-th run is due at k intervals and late by the jitter at most: whatever the number of runs, nothing adds up."""
    late = [time - number * interval for number, time in enumerate(times)]
    assert min(late) >= -0.001
    assert max(late) <= JITTER * interval + 0.001


def test_two_hours_of_every_job(simulate: Callable[..., Simulation]) -> None:
    two_hours = simulate()
    five(two_hours, watch=3.0)
    two_hours.run(2 * HOUR - 1)
    counts = {
        key: len(two_hours.runs(key))
        for key in ("regime", "timeframe", "breadth", "index", "position", "watch", "intake")
    }
    assert counts == {
        "regime": 4,
        "timeframe": 24,
        "breadth": 8,
        "index": 24,
        "position": 0,
        "watch": 2400,
        "intake": 120,
    }
    for key, interval in SEED_INTERVALS.items():
        assert_on_the_grid(two_hours.runs(key), interval)


def test_a_week_drifts_by_nothing(simulate: Callable[..., Simulation]) -> None:
    week = simulate()
    for key, seconds in SEED_INTERVALS.items():
        week.scheduler.section(section(key=key, refresh_seconds=seconds), lambda **_: None)
    week.scheduler.start()
    week.run(7 * DAY - 1)
    assert {key: len(week.runs(key)) for key in SEED_INTERVALS} == {
        "regime": 336, "timeframe": 2016, "breadth": 672, "index": 2016,
    }  # fmt: skip
    for key, interval in SEED_INTERVALS.items():
        assert_on_the_grid(week.runs(key), interval)


def test_sections_of_one_interval_do_not_run_in_step(simulate: Callable[..., Simulation]) -> None:
    hours = simulate()
    five(hours)
    hours.run(2 * HOUR)
    together = set(hours.runs("timeframe")[1:]) & set(hours.runs("index")[1:])
    assert not together


def test_a_run_longer_than_its_interval_never_meets_itself_and_the_next_waits_for_its_turn(
    simulate: Callable[..., Simulation],
) -> None:
    slow = simulate(seconds=lambda job_id: 700.0 if job_id == "index" else 0.0)
    five(slow)
    slow.run(2 * HOUR)
    assert slow.hands.at_once["index"] == 1
    assert all(later - earlier >= 700.0 for earlier, later in pairwise(slow.runs("index")))
    assert len(slow.runs("index")) == 8  # every third turn of 24: the two between fall into a run
    assert len(slow.runs("timeframe")) == 24  # and its neighbour of the same interval never notices


@pytest.mark.parametrize("jump", [HOUR, 30 * DAY, 3650 * DAY])
def test_a_clock_set_forward_makes_one_run_of_what_was_missed(simulate: Callable[..., Simulation], jump: float) -> None:
    lid = simulate()
    five(lid)
    lid.run(HOUR)
    before = {key: len(lid.runs(key)) for key in lid.hands.began}
    lid.clock.wall += timedelta(seconds=jump)
    lid.run(1.0)
    assert {key: len(lid.runs(key)) - count for key, count in before.items()} == dict.fromkeys(before, 1)
    lid.run(2 * HOUR + JITTER * 1800)
    assert len(lid.runs("regime")) - before["regime"] == 1 + 4


def test_a_clock_set_back_stops_nothing(simulate: Callable[..., Simulation]) -> None:
    """Without its own time, a scheduler waits until the wall clock has caught up: here a day without a look at the store."""
    ntp = simulate()
    five(ntp)
    ntp.run(HOUR)
    ntp.clock.wall -= timedelta(days=1)
    ntp.run(HOUR - 1)
    assert {key: len(ntp.runs(key)) for key in SEED_INTERVALS} == {
        "regime": 4,
        "timeframe": 24,
        "breadth": 8,
        "index": 24,
    }
    for key, interval in SEED_INTERVALS.items():
        assert_on_the_grid(ntp.runs(key), interval)


def test_the_next_run_is_told_by_the_wall_clock_even_after_it_was_set_back(simulate: Callable[..., Simulation]) -> None:
    ntp = simulate()
    five(ntp)
    ntp.run(600.0)
    ntp.clock.wall -= timedelta(days=1)
    ntp.run(60.0)
    upcoming = ntp.scheduler.next_run("regime")
    assert upcoming is not None
    seconds = (upcoming - ntp.clock.wall).total_seconds()
    assert 1140.0 <= seconds <= 1140.0 + JITTER * 1800


def test_a_job_that_was_asked_for_later_comes_when_it_was_asked_for_though_the_clock_is_set_back(
    simulate: Callable[..., Simulation],
) -> None:
    one = simulate()
    one.scheduler.soon("mean:retry", lambda: None, delay=30.0)
    one.scheduler.start()
    one.run(10.0)
    one.clock.wall -= timedelta(hours=5)
    one.run(100.0)
    assert one.runs("mean:retry") == [pytest.approx(30.0, abs=0.01)]


class Patient:
    """A desk with one section, run by the simulated scheduler; the section fails while it is ill."""

    def __init__(self, instance: Path, interval: int = 300) -> None:
        self.ill = False
        self.tried: list[float] = []
        self.house = House(
            instance, section(self.compute, refresh_seconds=interval), WATCH_SECONDS="3600", INTAKE_SECONDS="86400"
        )
        self.clock, self.desk = self.house.clock, self.house.desk
        self.simulation = Simulation(self.clock)
        self.desk.runner.clock = self.clock.monotonic
        self.desk.scheduler = self.simulation.scheduler
        self.house.hold(panel(WEEK))
        self.simulation.scheduler.section(self.desk.sections[0], lambda **given: self.desk.refresh("mean", **given))
        self.simulation.scheduler.start()

    def compute(self, a_panel: Panel, previous: Result | None) -> Result:
        self.tried.append(self.clock.seconds)
        if self.ill:
            raise ComputeFailed("The patient is ill.")
        return mean_close(a_panel, previous)

    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.tried)]


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Patient]:
    one = Patient(tmp_path / "instance")
    logging.getLogger("dashboard.runtime.runner").setLevel(logging.CRITICAL)
    yield one
    logging.getLogger("dashboard.runtime.runner").setLevel(logging.NOTSET)
    one.house.close()


def test_retries_come_at_the_doubled_backoff_within_its_jitter_and_stay_at_the_longest(patient: Patient) -> None:
    patient.ill = True
    patient.simulation.run(2 * HOUR)
    expected = [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]
    for gap, backoff in zip(patient.gaps(), expected, strict=False):
        assert 0.8 * backoff <= gap <= 1.2 * backoff + 0.1
    assert all(0.8 * 300 - 0.1 <= gap <= 1.2 * 300 + 300 * (1 + JITTER) for gap in patient.gaps()[len(expected) :])
    assert len(patient.tried) < 45  # not the retries beside the interval's runs: the breaker lets one of them through


def test_an_open_breaker_lets_one_probe_through_and_its_success_ends_the_incident(patient: Patient) -> None:
    patient.ill = True
    patient.simulation.run(100.0)
    breaker = patient.desk.runner.breaker("mean")
    assert (breaker.state, breaker.failures) == ("open", 6)
    patient.ill = False
    tried = len(patient.tried)
    patient.simulation.run(breaker.retry_at - patient.clock.seconds + 0.1)
    assert (len(patient.tried), breaker.state) == (tried + 1, "closed")
    patient.simulation.run(HOUR)
    assert len(patient.tried) - tried - 1 in (11, 12)  # the interval's runs alone: no retry is left over
    assert patient.desk.board["mean"].failure is None


def test_new_bars_cure_at_once_what_the_backoff_would_have_kept_waiting(patient: Patient) -> None:
    patient.ill = True
    patient.simulation.run(200.0)
    patient.ill = False
    patient.simulation.run(1.0)
    tried = len(patient.tried)
    bars_changed.send("market", revision="r2", first_session=None)
    patient.simulation.run(0.1)
    assert len(patient.tried) == tried + 1
    assert patient.desk.runner.breaker("mean").state == "closed"


@pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "forward"])
def test_a_jump_of_the_clock_during_an_incident_loses_no_retry(patient: Patient, jump: float) -> None:
    patient.ill = True
    patient.simulation.run(40.0)
    patient.clock.wall += timedelta(seconds=jump)
    patient.simulation.run(1.0)
    patient.ill = False
    retry_at = patient.desk.runner.breaker("mean").retry_at
    patient.simulation.run(max(retry_at - patient.clock.seconds, 0.0) + 10.0)
    assert patient.desk.runner.breaker("mean").state == "closed"
