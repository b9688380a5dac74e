"""Scan files: what another scanner found, as a workbook or as text, in whatever shape people saved it.

1. names: direction, kind and time, from the file's name and nothing else.
2. workbook, or text: its cells, bounded in every direction; which of the two it is, its bytes say, never its ending.
3. table: the column of tickers, their scores, and the conditions, which are text and stay text.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.errors import UnreadableFile
from dashboard.market.scans import ScanFile
from dashboard.market.sources.scans.names import named_scan
from dashboard.market.sources.scans.table import rows_of_cells
from dashboard.market.sources.scans.text import cells_of_text
from dashboard.market.sources.scans.workbook import ZIPPED, cells_of_workbook

LARGEST = 16 << 20  # bytes; a scan of the whole market is a hundredth of it


def read_scan(path: Path) -> ScanFile:
    """The scan in one file. UnreadableFile, and nothing else, when it cannot be read; its sentence does not name the file."""
    name = named_scan(path.name)
    raw = _content(path)
    cells = cells_of_workbook(raw) if raw.startswith(ZIPPED) else cells_of_text(raw)
    return ScanFile(name.kind, name.direction, name.at, rows_of_cells(cells))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile("it is larger than 16 MB, which no scan is, so it was left out")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened ({error.strerror}), so it was left out") from error


__all__ = ["read_scan"]
