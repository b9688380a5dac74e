r"""Bars in delimited text: comma, semicolon, tab or bar, quoted or not, with whatever stands above the header.

1. Find the header: the first of the first lines that names a date and a close, under the delimiter that makes it so.
2. Read the columns typed, off the interpreter's lock. That is nearly every file.
3. Where a number or a date is not plain, read the same columns as text; `rows` finds out how they are written.
4. Where lines are ragged, blank or quoted across, split them one by one: a stray quote then costs its own line, not the rest.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars
from dashboard.market.sources.files.columns import Layout, missing, recognise, recognise_stacked
from dashboard.market.sources.files.content import decoded, excerpt
from dashboard.market.sources.files.numbers import CSV_MISSING
from dashboard.market.sources.files.rows import Columns, bars_of

DELIMITERS = (",", ";", "\t", "|")
DEEPEST_HEADER = 20  # lines; some vendors put titles and disclaimers above the header
LONGEST_HEADER = 1 << 18  # bytes looked through
BLOCK = 1 << 20  # bytes parsed at a time

_ISO = re.compile(rb'"?\d{4}-\d{2}-\d{2}"?$')


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what it says: `lines` physical lines (`size` bytes) up to and including it."""

    layout: Layout
    delimiter: str
    width: int
    lines: int
    size: int

    @property
    def values(self) -> set[int]:
        return {at for block in self.layout.blocks for at in block.values.values()}

    @property
    def wanted(self) -> list[int]:
        symbol = set() if self.layout.symbol is None else {self.layout.symbol}
        return sorted({self.layout.date} | symbol | self.values)


def read_delimited(text: bytes, file_symbol: str) -> Bars:
    """The rows of a text without byte order mark and with Unix lines as Bars, `line` being the 1-based physical line."""
    header = find_header(text)
    body = pa.py_buffer(text).slice(header.size)
    if not body.size:
        raise UnreadableFile("it has a header but no rows, so there is nothing to read")
    lines = text.count(b"\n", header.size) + 1
    columns = _whole(body, header, lines) or _line_by_line(text[header.size :], header)
    return bars_of(columns, header.layout, file_symbol)


def find_header(text: bytes) -> Header:
    """The header of a table of bars; UnreadableFile says what the first line holds where there is none."""
    head = text[:LONGEST_HEADER].split(b"\n")[: DEEPEST_HEADER + 2]
    for number in range(min(DEEPEST_HEADER, len(head))):
        for delimiter in DELIMITERS:
            rows = [_cells(decoded(line), delimiter) for line in head[number : number + 3]]
            layout, deep = (recognise_stacked(*rows), 3) if len(rows) == 3 else (None, 3)
            if layout is None:
                layout, deep = recognise(rows[0]), 1
            if layout is not None:
                lines = number + deep
                size = sum(len(line) + 1 for line in head[:lines])
                return Header(layout, delimiter, len(rows[0]), lines, min(size, len(text)))
    raise UnreadableFile(_no_header(head))


def _no_header(head: Sequence[bytes]) -> str:
    first = next((decoded(line) for line in head if line.strip()), "")
    return missing(max((_cells(first, delimiter) for delimiter in DELIMITERS), key=len))


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [""])
    except csv.Error:
        return line.split(delimiter)


def _whole(body: pa.Buffer, header: Header, lines: int) -> Columns | None:
    """The columns in one go, typed if they are plain; None where the lines are not all alike."""
    for plain in (True, False):
        try:
            table = _parse(body, header, plain)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
        if table.num_rows != lines:
            return None
        arrays = {at: _one(table.column(str(at))) for at in header.wanted}
        return Columns(arrays, np.arange(lines, dtype=np.int64) + header.lines + 1)
    return None


def _parse(body: pa.Buffer, header: Header, plain: bool) -> pa.Table:
    types = {str(at): pa.float64() if plain else pa.string() for at in header.values}
    types[str(header.layout.date)] = pa.date32() if plain and _opens_iso(body, header) else pa.string()
    if header.layout.symbol is not None:
        types[str(header.layout.symbol)] = pa.dictionary(pa.int32(), pa.string())
    return arrow_csv.read_csv(
        pa.BufferReader(body),
        read_options=arrow_csv.ReadOptions(column_names=[str(at) for at in range(header.width)], block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(delimiter=header.delimiter),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=list(CSV_MISSING),
            strings_can_be_null=False,
        ),
    )


def _opens_iso(body: pa.Buffer, header: Header) -> bool:
    """Whether the first row's date is a bare YYYY-MM-DD."""
    line = body.slice(0, min(4096, body.size)).to_pybytes().split(b"\n", 1)[0]
    cells = line.split(header.delimiter.encode())
    return len(cells) > header.layout.date and bool(_ISO.match(cells[header.layout.date]))


def _one(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return array.chunk(0) if isinstance(array, pa.ChunkedArray) else array


def _line_by_line(body: bytes, header: Header) -> Columns:
    """Every line on its own: blank ones skipped, short ones filled, and one with too many cells left without its numbers."""
    rows: list[list[str]] = []
    lines: list[int] = []
    shifted: list[tuple[int, int]] = []
    for number, line in enumerate(body.split(b"\n"), start=header.lines + 1):
        if not line.strip():
            continue
        cells = _cells(decoded(line), header.delimiter)
        if len(cells) > header.width and any(cell.strip() for cell in cells[header.width :]):
            shifted.append((number, len(cells)))
            cells = ["" if at in header.values else cell for at, cell in enumerate(cells)]
        rows.append(cells)
        lines.append(number)
    _refuse_shifted(shifted, rows, header)
    arrays = {at: pa.array([row[at] if at < len(row) else "" for row in rows], pa.string()) for at in header.wanted}
    return Columns(arrays, np.array(lines, dtype=np.int64))


def _refuse_shifted(shifted: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]], header: Header) -> None:
    if not rows:
        raise UnreadableFile("it has a header but no rows, so there is nothing to read")
    side_by_side = len(header.layout.blocks) > 1  # an empty line is a hole there, so a shifted one would get lost
    if 2 * len(shifted) > len(rows) or (shifted and side_by_side):
        number, cells = shifted[0]
        raise UnreadableFile(
            f"its line {number} has {cells} cells where the header has {header.width}, so it cannot be told which is which; "
            f'put quotes around values that hold a "{excerpt(header.delimiter)}"'
        )
