"""The runs of this process: the last ones of every section, and how many ended how, by how long they took."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from dashboard.store.runs import Run

KEPT = 40  # a strip on the health page
BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)  # seconds; a run's time limit is 120

RunOutcome = Literal["ok", "failed", "timed_out"]


@dataclass
class Tally:
    """Runs of one section with one outcome. counts: by bucket, the last one for those beyond all limits. seconds: their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class RunLog:
    """Written by the runner after every run, read by the health page and by /metrics."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[Run]] = {}
        self._tallies: dict[tuple[str, RunOutcome], Tally] = {}
        self._lock = threading.Lock()

    def add(self, run: Run) -> None:
        """Enter a run that has just ended."""
        with self._lock:
            self._recent.setdefault(run.section, deque(maxlen=KEPT)).append(run)
            tally = self._tallies.setdefault((run.section, run.outcome), Tally())
            tally.counts[bisect_left(BUCKETS, run.seconds)] += 1
            tally.seconds += run.seconds

    def remember(self, section: str, earlier: Iterable[Run]) -> None:
        """Put runs of before the restart (newest first) in front of those of this process, as far as there is room."""
        with self._lock:
            known = list(self._recent.get(section, ()))
            begun = known[0].started_at if known else None
            before = [run for run in earlier if begun is None or run.started_at < begun]
            self._recent[section] = deque([*reversed(before), *known], maxlen=KEPT)

    def recent(self, section: str) -> list[Run]:
        """The section's last runs, oldest first."""
        with self._lock:
            return list(self._recent.get(section, ()))

    def tallies(self) -> dict[tuple[str, RunOutcome], Tally]:
        """A copy of the counts since the process began, by section and outcome."""
        with self._lock:
            return {key: Tally(list(tally.counts), tally.seconds) for key, tally in self._tallies.items()}
