"""The cells of a scan that was saved as text: comma, semicolon or tab, in whatever encoding."""

from __future__ import annotations

import csv
import io

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.content import as_text, decoded
from dashboard.market.sources.scans.table import MOST_ROWS, Cells

_DELIMITERS = ",;\t|"


def cells_of_text(raw: bytes) -> Cells:
    """The rows of cells; UnreadableFile for what is no text table (a web page, binary data, a quote that never closes)."""
    text = decoded(as_text(raw))
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=head.count)
    cells: Cells = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells.append(list(row))
            if len(cells) > MOST_ROWS:
                raise UnreadableFile(f"it has more than {MOST_ROWS:,} rows, which no scan has")
    except csv.Error as error:
        raise UnreadableFile(f"its text breaks off or is damaged ({error}), so save it again") from error
    return cells
