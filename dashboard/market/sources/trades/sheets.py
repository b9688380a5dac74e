"""A file's sheets of cells: all visible ones of a workbook, one of a text; which of the two it is, its bytes say."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.content import as_text, decoded, read_content
from dashboard.market.sources.scans.workbook import ZIPPED, sheets_of_workbook
from dashboard.market.sources.trades.sheet import Cells

LARGEST = 32 << 20  # bytes; a lifetime of swing trades is a hundredth of it
MOST_ROWS = 200_000
DEEPEST = 40  # lines looked at for the delimiter: a statement's first ones may hold none
DELIMITERS = ",;\t|"

_DECIMAL_COMMA = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+|\d{1,3}(\.\d{3})+,\d+)", re.ASCII)
_DECIMAL_POINT = re.compile(r"[+-]?(\d*\.(\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(,\d{3})+\.\d+)", re.ASCII)
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", re.ASCII)


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
    return cells if delimiter == "," else with_decimal_points(cells)


def with_decimal_points(cells: Cells) -> Cells:
    """Cells in which 12,5 is 12.5, where commas are decimal ones: what a European spreadsheet saves. UnreadableFile where it is open."""
    texts = [cell.strip() for row in cells for cell in row]
    comma = next((text for text in texts if _DECIMAL_COMMA.fullmatch(text)), None)
    point = next((text for text in texts if _DECIMAL_POINT.fullmatch(text)), None)
    either = next((text for text in texts if _EITHER.fullmatch(text)), None)
    if (comma is None) == (point is None) and (comma or either):
        shown = f'"{comma}" and "{point}"' if comma else f'"{either}"'
        raise UnreadableFile(
            f"its numbers ({shown}) may have decimal or thousands commas, so export it with decimal points"
        )
    return cells if comma is None else [[_pointed(cell) for cell in row] for row in cells]


def _pointed(cell: str) -> str:
    return cell.replace(".", "").replace(",", ".") if _WITH_COMMA.fullmatch(cell.strip()) else cell
