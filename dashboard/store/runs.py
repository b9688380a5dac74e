"""The record of every run of every section: when, how long, how it ended, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from sqlalchemy import delete, insert, select

from dashboard.store.engine import Store
from dashboard.store.schema import section_runs

KEPT = 500  # runs of each section: five days of one every quarter of an hour
SLOW_TIMES = 3.0
SLOW_LEAST_SECONDS = 1.0  # nobody waits for less, however many times the usual it is
RUNS_TO_KNOW = 5

Outcome = Literal["ok", "failed", "timed_out"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a section. started_at: ISO, UTC. reason: one sentence when it was not ok.

    revision: the market's that it computed on, if it got so far.
    """

    section: str
    started_at: str
    seconds: float
    outcome: Outcome
    reason: str | None = None
    revision: str | None = None


def record_run(store: Store, run: Run) -> None:
    """Enter a run, and forget the section's oldest beyond the last KEPT."""
    with store.write() as connection:
        connection.execute(insert(section_runs).values(**asdict(run)))
        of_section = select(section_runs.c.id).where(section_runs.c.section == run.section)
        oldest_kept = connection.scalar(of_section.order_by(section_runs.c.id.desc()).limit(1).offset(KEPT - 1))
        if oldest_kept is not None:
            connection.execute(
                delete(section_runs).where(section_runs.c.section == run.section, section_runs.c.id < oldest_kept)
            )


def slow_after(good_seconds: Sequence[float], limit: float) -> float:
    """Seconds beyond which a good run counts as slow: three times the median of those before, at least one second, at most half the limit.

    With fewer than five runs to go by it is half the limit.
    """
    half = limit / 2
    if len(good_seconds) < RUNS_TO_KNOW:
        return half
    return min(max(SLOW_TIMES * float(np.median(good_seconds)), SLOW_LEAST_SECONDS), half)


def recent_runs(store: Store, section: str, limit: int = 50) -> list[Run]:
    """The section's last runs, newest first."""
    columns = [column for column in section_runs.c if column.name != "id"]
    query = select(*columns).where(section_runs.c.section == section).order_by(section_runs.c.id.desc()).limit(limit)
    with store.read() as connection:
        return [Run(**row) for row in connection.execute(query).mappings()]
