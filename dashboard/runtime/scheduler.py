"""The scheduler: one interval job per section, first run at start, retries after failures, and signals that only enqueue."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from dashboard.runtime.job_context import at_job
from dashboard.runtime.job_time import Grid, JobTime
from dashboard.section import Section

logger = logging.getLogger(__name__)

JOB_THREADS = (
    12  # more than sections and jobs together: those that wait for their kernels must not keep the intake waiting
)
ASKED_AT_ONCE = 3  # asked for while it runs, a job is handed out and not dropped; a lock keeps it from meeting itself
NEVER_MISFIRES = None  # APScheduler's default drops a run that is one second late, as after a laptop's sleep
GIVES_WAY = 5  # niceness: a third of a request's claim to a core while both want it, all of it while nothing else does


def give_way() -> None:
    """Let this thread, and every thread that it starts, give way to those that answer requests.

    Niceness belongs to single threads on Linux alone; elsewhere it would slow the whole process, so nothing happens there.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, thread)  # a process that is nice already must not become less so
        os.setpriority(os.PRIO_PROCESS, thread, niceness + GIVES_WAY)


class JobThreads(ThreadPoolExecutor):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler's threads, which give way to requests and take no job any more once the interpreter ends.

    Python closes thread pools before it runs what `atexit` registered, the scheduler's own stop among it; a job that falls due in
    between would be logged as an error with its traceback.
    """

    def __init__(self, threads: int) -> None:
        super().__init__(threads, {"thread_name_prefix": "job", "initializer": give_way})

    def submit_job(self, job: Job, run_times: list[datetime]) -> None:
        """Hand a job out, or drop it when nothing can run any more."""
        try:
            super().submit_job(job, run_times)
        except RuntimeError as error:
            if "shutdown" not in str(error):
                raise


class Scheduler:
    """Wraps APScheduler 3: jobs never overlap with themselves, missed runs coalesce, and late runs run.

    now, elapsed: the wall clock and monotonic seconds. engine, executor: what waits and what runs, for tests that do neither.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        elapsed: Callable[[], float] = monotonic,
        engine: Callable[..., BaseScheduler] = BackgroundScheduler,
        executor: BaseExecutor | None = None,
    ) -> None:
        self._time = JobTime(now, elapsed)
        self._scheduler = engine(
            executors={"default": JobThreads(JOB_THREADS) if executor is None else executor},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": NEVER_MISFIRES},
            timezone=self._time,
        )
        self._scheduler.add_listener(_log_crash, EVENT_JOB_ERROR)
        self._receivers: list[tuple[Any, Callable[..., None]]] = []

    def every(self, job_id: str, seconds: float, job: Callable[[], Any]) -> None:
        """Run `job` every so often, the first time at once and not after a whole interval, with a little jitter."""
        start = self._time.now()
        self._scheduler.add_job(_named(job_id, job), Grid(start, seconds, job_id), id=job_id, next_run_time=start)

    def soon(self, job_id: str, job: Callable[[], Any], delay: float = 0.0) -> None:
        """Run `job` once, now or after a delay; asking again before it has run moves it instead of adding another."""
        due = self._time.now() + timedelta(seconds=delay)
        self._scheduler.add_job(
            _named(job_id, job), "date", run_date=due, id=job_id, replace_existing=True, max_instances=ASKED_AT_ONCE
        )

    def section(self, section: Section, run: Callable[..., Any]) -> None:
        """The section's interval job, and a receiver per signal of its `refresh_on` that does nothing but enqueue."""
        if section.refresh_seconds:
            self.every(section.key, section.refresh_seconds, run)

        def enqueue(_sender: Any, **_: Any) -> None:
            self.soon(f"{section.key}:now", lambda: run(fresh_input=True))

        for signal in section.refresh_on:
            signal.connect(enqueue, weak=False)  # blinker would drop a closure at once
            self._receivers.append((signal, enqueue))

    def next_run(self, job_id: str) -> datetime | None:
        """When the job runs next by the wall clock, None when it has no further run."""
        times = [
            job.next_run_time
            for job in self._scheduler.get_jobs()
            if job.id in (job_id, f"{job_id}:now", f"{job_id}:retry")
        ]
        upcoming = min((time for time in times if time is not None), default=None)
        return None if upcoming is None else self._time.on_the_wall(upcoming)

    @property
    def running(self) -> bool:
        """Whether jobs are being run."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Start the threads."""
        self._scheduler.start()

    def stop(self) -> None:
        """Disconnect from the signals and stop; jobs that are running end first."""
        for signal, receiver in self._receivers:
            signal.disconnect(receiver)
        self._receivers.clear()
        if self._scheduler.running:
            self._scheduler.pause()
            self._scheduler.get_jobs()  # waits until no job is being handed out: APScheduler 3 loses it when stopped meanwhile
            self._scheduler.shutdown(wait=True)


def _named(job_id: str, job: Callable[..., Any]) -> Callable[..., Any]:
    """The job, knowing its name while it runs, so that what it logs can be found by it."""

    def run() -> Any:
        with at_job(job_id):
            return job()

    return run


def _log_crash(event: JobExecutionEvent) -> None:
    """Once for each: APScheduler's own line, without our names, is switched off."""
    logger.error(
        "Job %s raised outside the error boundary: %r", event.job_id, event.exception,
        exc_info=event.exception, extra={"job": event.job_id},
    )  # fmt: skip
