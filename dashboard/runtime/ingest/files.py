"""One file on its way in: whether it changed, its rows read and judged, and one series under two names found across files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from os import SEEK_END
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import UnreadableFile
from dashboard.market.bars import VALUE_COLUMNS, Bars, Quarantined, SessionArray, joined
from dashboard.market.panel import Kind
from dashboard.store.imports import Source, StoredImport

RULES = 1  # of reading and checking; raise it when they change, and every file is read again
BLOCK_BYTES = 1 << 20
SAME_SERIES = "same_series"
TEXTS = (".csv", ".txt")
TORN = "it is shorter than when it was last taken in and ends in the middle of a line, so it is read when it is whole"


class Calendar(Protocol):
    """What the checks ask of an exchange's calendar."""

    def holds(self, days: SessionArray) -> NDArray[np.bool_]:
        """Whether each day was a session."""


class Check(Protocol):
    """`quality.check`."""

    def __call__(
        self,
        bars: Bars,
        calendar: Calendar,
        today: np.datetime64,
        kinds: Mapping[str, Kind],
        context: Bars | None = None,
    ) -> tuple[Bars, Quarantined]: ...


@dataclass(frozen=True, slots=True)
class WithSpecial:
    """An exchange's calendar and the special sessions that are known."""

    calendar: Calendar
    special: SessionArray

    def holds(self, days: SessionArray) -> NDArray[np.bool_]:
        """Whether each day was a session, special ones included."""
        return self.calendar.holds(days) | np.isin(days, self.special)


@dataclass(frozen=True, slots=True)
class Judged:
    """A file's rows after the checks. read: how many it held. prints: the fingerprint of each clean symbol's series."""

    source: Source
    read: int
    clean: Bars
    aside: Quarantined
    prints: Mapping[str, str | None]
    refused: str | None = None

    def by_reason(self) -> dict[str, int]:
        """How many rows are kept aside or noted for each reason."""
        return dict(Counter(self.aside.reason.tolist()))


def breaks_off(file: Path, source: Source, previous: StoredImport | None) -> bool:
    """Whether a text is shorter than it was and ends in the middle of a line: its last number may be a part of one."""
    if previous is None or source.size >= previous.source.size or file.suffix.lower() not in TEXTS or not source.size:
        return False
    with file.open("rb") as text:
        text.seek(-1, SEEK_END)
        return text.read(1) not in b"\r\n"


def is_unchanged(file: Path, previous: StoredImport | None) -> bool:
    """Whether the file has the size and the time of change that it had when it was last taken in, under the same rules."""
    if previous is None or previous.source.rules != RULES:
        return False
    found = file.stat()
    return (found.st_size, found.st_mtime_ns) == (previous.source.size, previous.source.modified_ns)


def source_of(file: Path, path: str) -> Source:
    """The file as it stands; UnreadableFile where it cannot be opened."""
    digest = sha256()
    try:
        with file.open("rb") as content:
            while block := content.read(BLOCK_BYTES):
                digest.update(block)
        found = file.stat()
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened ({error.strerror})") from error
    return Source(path, "file", found.st_size, found.st_mtime_ns, digest.hexdigest(), RULES)


def refused(source: Source, sentence: str) -> Judged:
    """A file that could not be read, as a file without rows."""
    return Judged(source, 0, NOTHING, Quarantined(NOTHING, _texts([]), _texts([])), {}, sentence)


def judged(
    source: Source,
    read: int,
    parted: tuple[Bars, Quarantined],
    fingerprint: Callable[[Bars], str | None],
    seen: Mapping[str, str],
) -> Judged:
    """The file's rows, without the symbols whose series the store holds under another name (`seen`: fingerprint → symbol)."""
    clean, aside = parted
    prints = {clean.symbols[code]: fingerprint(clean.take(rows)) for code, rows in _own_rows(clean)}
    twins = {
        symbol: seen[each] for symbol, each in prints.items() if each is not None and seen.get(each, symbol) != symbol
    }
    for symbol, other in twins.items():
        clean, aside = _moved_aside(clean, aside, symbol, other)
        prints.pop(symbol)
    return Judged(source, read, clean, aside, prints)


def _own_rows(bars: Bars) -> list[tuple[int, NDArray[np.int64]]]:
    """The rows of each symbol of bars that are sorted by symbol."""
    if not len(bars):
        return []
    codes, starts = np.unique(bars.code, return_index=True)
    ends = [*starts[1:].tolist(), len(bars)]
    return [(int(code), np.arange(start, end)) for code, start, end in zip(codes, starts.tolist(), ends, strict=True)]


def _moved_aside(clean: Bars, aside: Quarantined, symbol: str, other: str) -> tuple[Bars, Quarantined]:
    own = clean.code == clean.symbols.index(symbol)
    twin = clean.take(own)
    detail = f"the same closes as {other}, which another file brought"
    return clean.take(~own), Quarantined(
        joined(aside.bars, twin),
        np.concatenate([aside.reason, _texts([SAME_SERIES] * len(twin))]),
        np.concatenate([aside.detail, _texts([detail] * len(twin))]),
    )


def _texts(texts: list[str]) -> NDArray[np.object_]:
    return np.array(texts, dtype=object)


_NO_VALUES = {name: np.array([], np.float64) for name in VALUE_COLUMNS}
_NO_NUMBERS = np.array([], np.int64)
NOTHING = Bars(symbols=(), code=_NO_NUMBERS, session=np.array([], "datetime64[D]"), line=_NO_NUMBERS, **_NO_VALUES)
