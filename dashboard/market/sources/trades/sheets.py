"""A file's sheets of cells: all visible ones of a workbook, one of a text; which of the two it is, its bytes say."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.content import as_text, decoded, read_content
from dashboard.market.sources.scans.workbook import ZIPPED, sheets_of_workbook
from dashboard.market.sources.trades.sheet import Cells

LARGEST = 32 << 20  # bytes; a lifetime of swing trades is a hundredth of it
MOST_ROWS = 200_000
DEEPEST = 40  # lines looked at for the delimiter: a statement's first ones may hold none
DELIMITERS = ",;\t|"


def sheets_of(path: Path) -> list[Cells]:
    """The cells of every sheet. UnreadableFile when it cannot be opened or is no table."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened ({error.strerror})") from error
    if size > LARGEST:
        raise UnreadableFile("it is larger than 32 MB, which no record of trades is")
    raw = read_content(path)
    return sheets_of_workbook(raw) if raw.startswith(ZIPPED) else [cells_of_text(raw)]


def cells_of_text(raw: bytes) -> Cells:
    """The rows of a delimited text, row i being the text's line i + 1."""
    text = decoded(as_text(raw))
    delimiter = max(DELIMITERS, key="\n".join(text.split("\n", DEEPEST)[:DEEPEST]).count)
    cells: Cells = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row in reader:
            cells += [[] for _ in range(reader.line_num - len(cells) - 1)]  # a cell that holds line ends
            cells.append(list(row))
            if len(cells) > MOST_ROWS:
                raise UnreadableFile(f"it has more than {MOST_ROWS:,} lines, which no record of trades has")
    except csv.Error as error:
        raise UnreadableFile(f"its text breaks off or is damaged ({error}), so export it again") from error
    return cells
