"""Which job this thread is at: set where jobs run, read where a line is logged, so that the two need not know each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """name: the scheduler's id of the job, as `breadth:retry`. section: the key of the section that is being refreshed."""

    name: str | None = None
    section: str | None = None


NO_JOB = Job()
_current: ContextVar[Job] = ContextVar("job", default=NO_JOB)


def current_job() -> Job:
    """The job that this thread is at; an empty one outside of jobs."""
    return _current.get()


@contextmanager
def at_job(name: str | None = None, section: str | None = None) -> Iterator[None]:
    """Be at this job for the while; what is not given stays as it was around it."""
    around = _current.get()
    token = _current.set(Job(name or around.name, section or around.section))
    try:
        yield
    finally:
        _current.reset(token)
