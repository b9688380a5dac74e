"""The scheduler: first run at start, retries, and signals that only enqueue."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import section

from dashboard.runtime.scheduler import Scheduler
from dashboard.signals import bars_changed

PATIENCE = 10.0
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    one = Scheduler(lambda: datetime.now(UTC))
    yield one
    one.stop()


class Job:
    """A job that can be waited for, held and counted."""

    def __init__(self) -> None:
        self.calls: list[dict[str, object]] = []
        self.started = threading.Semaphore(0)
        self.release = threading.Event()
        self.release.set()
        self.running = 0
        self.most_at_once = 0

    def __call__(self, **given: object) -> None:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.calls.append(given)
        self.started.release()
        self.release.wait(PATIENCE)
        self.running -= 1

    def ran(self) -> bool:
        return self.started.acquire(timeout=PATIENCE)


def test_a_sections_job_bears_its_key_and_runs_at_the_start_not_after_a_whole_interval(scheduler: Scheduler) -> None:
    job = Job()
    scheduler.section(section(key="mean", refresh_seconds=3600), job)
    scheduler.start()
    assert job.ran()
    upcoming = scheduler.next_run("mean")
    assert upcoming is not None
    assert 0.9 * 3600 < (upcoming - datetime.now(UTC)).total_seconds() < 1.1 * 3600


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the niceness of a single thread")
def test_jobs_and_what_they_start_give_way_to_requests(scheduler: Scheduler) -> None:
    claims: dict[str, int] = {}
    ended = threading.Event()

    def claim(who: str) -> None:
        claims[who] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def job() -> None:
        claim("job")
        inner = threading.Thread(target=claim, args=("its thread",))
        inner.start()
        inner.join(PATIENCE)
        ended.set()

    claim("request")
    scheduler.soon("work", job)
    scheduler.start()
    assert ended.wait(PATIENCE)
    assert claims["job"] == claims["its thread"] > claims["request"]
    claim("request")
    assert claims["job"] > claims["request"]


def test_a_section_without_an_interval_waits_for_its_signal(scheduler: Scheduler) -> None:
    job = Job()
    scheduler.section(section(refresh_seconds=0), job)
    scheduler.start()
    assert scheduler.next_run("mean") is None
    bars_changed.send("market", revision="r2", first_session=None)
    assert job.ran()
    assert job.calls == [{"fresh_input": True}]


def test_a_receiver_only_enqueues_so_the_sender_neither_waits_nor_fails(scheduler: Scheduler) -> None:
    def boom(**_: object) -> None:
        raise ValueError("boom")

    good = Job()
    scheduler.section(section(key="bad", refresh_seconds=0), boom)
    scheduler.section(section(key="good", refresh_seconds=0), good)
    scheduler.start()
    caller = threading.current_thread()
    bars_changed.send("market", revision="r2", first_session=None)
    assert good.ran()
    assert threading.current_thread() is caller


def test_many_signals_before_the_run_make_one_run(scheduler: Scheduler) -> None:
    job = Job()
    scheduler.section(section(refresh_seconds=0), job)
    for _ in range(20):
        bars_changed.send("market", revision="r", first_session=None)
    scheduler.start()
    assert job.ran()
    scheduler.stop()
    assert len(job.calls) == 1


def test_what_is_asked_for_while_it_runs_is_not_lost(scheduler: Scheduler) -> None:
    job = Job()
    job.release.clear()
    scheduler.section(section(refresh_seconds=0), job)
    scheduler.start()
    for _ in range(2):
        bars_changed.send("market", revision="r", first_session=None)
        assert job.ran()
    job.release.set()


def test_after_the_stop_no_signal_reaches_it(scheduler: Scheduler) -> None:
    receivers = len(bars_changed.receivers)
    scheduler.section(section(refresh_seconds=0), Job())
    assert len(bars_changed.receivers) == receivers + 1
    scheduler.stop()
    assert len(bars_changed.receivers) == receivers


def test_asking_again_moves_the_retry_instead_of_adding_one(scheduler: Scheduler) -> None:
    job: Callable[[], None] = lambda: None  # noqa: E731
    scheduler.soon("mean:retry", job, delay=100)
    scheduler.soon("mean:retry", job, delay=200)
    scheduler.start()
    upcoming = scheduler.next_run("mean")
    assert upcoming is not None
    assert 150 < (upcoming - datetime.now(UTC)).total_seconds() < 250


def test_a_job_that_raises_does_not_end_the_scheduler(scheduler: Scheduler, caplog: pytest.LogCaptureFixture) -> None:
    def boom() -> None:
        raise ValueError("boom")

    job = Job()
    scheduler.soon("bad", boom)
    scheduler.start()
    scheduler.soon("good", job)
    assert job.ran()


ENDS_WITHOUT_A_STOP = """
import atexit, logging, time
from datetime import UTC, datetime
from dashboard.runtime.scheduler import Scheduler
logging.basicConfig()
scheduler = Scheduler(lambda: datetime.now(UTC))
scheduler.every("tick", 0.01, lambda: None)
scheduler.start()
atexit.register(scheduler.stop)
atexit.register(time.sleep, 0.2)  # runs first: thread pools are closed already, and jobs fall due
"""


def test_a_job_that_falls_due_while_the_interpreter_ends_is_dropped_in_silence() -> None:
    done = subprocess.run([sys.executable, "-c", ENDS_WITHOUT_A_STOP], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
