"""Bar files: one file of daily bars, in whatever layout it came, becomes Bars, or one sentence that says why not.

1. content: unzip, tell Parquet from text, refuse what is no table (a workbook, a web page, an API's error).
2. delimited, parquet: find the columns by name (columns) and read them off the interpreter's lock.
3. rows: dates become the exchange's own days (dates), texts become numbers (numbers), names become symbols (symbols).

Nothing is judged here: duplicates, holes and absurd prices stay in, in file order, for `quality` to judge. A row whose date
is no date has the session NaT; one of several symbols' file that names none has the symbol "".
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars
from dashboard.market.sources.files.content import PARQUET, as_text, read_content
from dashboard.market.sources.files.delimited import read_delimited
from dashboard.market.sources.files.parquet import read_parquet
from dashboard.market.sources.files.symbols import symbol_of_file


def read_bars(path: Path) -> Bars:
    """The rows of one bar file. UnreadableFile, and nothing else, when it cannot be read; its sentence does not name the file."""
    raw = read_content(path)
    try:
        if raw.startswith(PARQUET):
            return read_parquet(raw, symbol_of_file(path))
        return read_delimited(as_text(raw), symbol_of_file(path))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeError) as error:
        raise UnreadableFile("it holds data that no column of bars can have, so it cannot be read") from error


__all__ = ["read_bars"]
