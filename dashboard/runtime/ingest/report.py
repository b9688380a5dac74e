"""What became of every file and row of an import, and how far one has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come. fraction: of the whole folder, 0 to 1, by bytes. step: "reading", "checking", "storing", "done"."""

    path: str
    step: str
    fraction: float
    files_done: int
    files: int
    rows: int


OnProgress = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class FileReport:
    """One file's rows. quarantined: by reason, including those noted (stored without the value that was wrong).

    read = stored + unchanged + kept aside. refused: the sentence why the file could not be read. skipped: it is as it was at
    the last import, and was not read.
    """

    path: str
    read: int = 0
    stored: int = 0
    unchanged: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    noted: int = 0
    refused: str | None = None
    skipped: bool = False

    @property
    def kept_aside(self) -> int:
        """Rows that were read and not stored."""
        return sum(self.quarantined.values()) - self.noted


@dataclass(slots=True)
class ImportReport:
    """A whole import. notes: sentences on what was assumed. special_sessions: days that became sessions by it."""

    files: list[FileReport] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    special_sessions: tuple[np.datetime64, ...] = ()
    seconds: float = 0.0
    dry_run: bool = False

    @property
    def read(self) -> int:
        """Rows read from all files."""
        return sum(file.read for file in self.files)

    @property
    def stored(self) -> int:
        """Rows inserted or changed."""
        return sum(file.stored for file in self.files)

    @property
    def unchanged(self) -> int:
        """Rows that the store held already, equal in every value."""
        return sum(file.unchanged for file in self.files)

    @property
    def quarantined(self) -> int:
        """Rows kept aside and not stored."""
        return sum(file.kept_aside for file in self.files)

    @property
    def quarantined_by_reason(self) -> dict[str, int]:
        """Rows kept aside or noted, by reason, most first."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.quarantined)
        return dict(sorted(((reason, n) for reason, n in total.items() if n), key=lambda item: (-item[1], item[0])))

    @property
    def refused(self) -> list[FileReport]:
        """The files that could not be read."""
        return [file for file in self.files if file.refused is not None]

    @property
    def skipped(self) -> int:
        """How many files are as they were at the last import."""
        return sum(file.skipped for file in self.files)

    @property
    def rows_per_second(self) -> float:
        """Rows read per second, checks and storing included."""
        return self.read / self.seconds if self.seconds > 0 else 0.0
