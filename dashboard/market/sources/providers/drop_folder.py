"""The drop folder: files of bars that a broker's program or a cron job leaves there, in any layout that a market folder may have.

The second provider, and the pattern for a third: it reads, it says what it could not read, and leaves the judging to the house.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dashboard.errors import SourceUnavailable, UnreadableFile
from dashboard.market.bars import Bars, by_symbol, joined
from dashboard.market.panel import Instrument
from dashboard.market.sources.providers import Fetched

KEPT_ROWS = (
    100_000  # of a file, some 9 MB: a week of 5,000 symbols four times over; what is larger is read again each time
)
SUFFIXES = (".csv", ".txt", ".gz", ".parquet")


class DropFolder:
    """All files of a folder, newest last: a later file's row of a session stands for an earlier one's."""

    key = "drop"
    title = "Drop folder"
    batch = 10_000  # files are read once for all symbols

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[tuple[int, int], dict[str, Bars]]] = {}

    def fetch(
        self, instruments: Sequence[Instrument], calendar: str, first: np.datetime64, last: np.datetime64
    ) -> Fetched:
        """What the files hold of the instruments from `first` to `last`; a file that cannot be read is named in `refused`."""
        wanted = {instrument.symbol for instrument in instruments}
        found: dict[str, Bars] = {}
        refused: dict[str, str] = {}
        files = self._files()
        self._read = {file: held for file, held in self._read.items() if file in files}
        for file in files:
            try:
                for symbol, bars in self._bars_of(file).items():
                    if symbol in wanted:
                        found[symbol] = _later(found.get(symbol), _between(bars, first, last))
            except UnreadableFile as error:
                refused[file.name] = str(error)
        return Fetched({symbol: bars for symbol, bars in found.items() if len(bars)}, refused=refused)

    def _bars_of(self, file: Path) -> dict[str, Bars]:
        """Kept while it stands as it is: one sync asks for each group of symbols that end on the same session."""
        try:
            found = file.stat()
        except OSError:
            return _read(file)  # which says that it is gone
        stamp = (found.st_mtime_ns, found.st_size)
        held = self._read.get(file)
        if held is not None and held[0] == stamp:
            return held[1]
        bars = _read(file)
        if sum(len(own) for own in bars.values()) <= KEPT_ROWS:
            self._read[file] = (stamp, bars)
        return bars

    def _files(self) -> list[Path]:
        try:
            files = [file for file in self._folder.iterdir() if file.suffix.lower() in SUFFIXES]
            return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))
        except OSError as error:
            raise SourceUnavailable(f"The folder {self._folder} cannot be read ({error.strerror}).") from error


def _read(file: Path) -> dict[str, Bars]:
    from dashboard.market.sources.files import read_bars

    return by_symbol(read_bars(file))


def _between(bars: Bars, first: np.datetime64, last: np.datetime64) -> Bars:
    return bars.take((bars.session >= first) & (bars.session <= last))


def _later(before: Bars | None, after: Bars) -> Bars:
    """The rows of both in the order of sessions, those of `after` where both have one."""
    if before is not None:
        after = joined(before.take(~np.isin(before.session, after.session)), after)
    return after.take(np.argsort(after.session, kind="stable"))
