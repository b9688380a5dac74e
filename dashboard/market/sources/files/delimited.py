r"""Bars in delimited text: comma, semicolon, tab or bar, quoted or not, with whatever stands above the header.

1. Find the header: the first of the first lines that names a date and a close, under the delimiter that makes it so.
2. Read the columns typed, off the interpreter's lock. That is nearly every file.
3. Else read the same columns as text, a piece of the file at a time; `rows` finds out how they are written.
4. Where lines of a piece are ragged, blank or quoted across, split them one by one: a stray quote costs one line, not the rest.
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
from dashboard.market.bars import Bars, IntArray
from dashboard.market.sources.files.columns import Layout, missing, names_the_index, recognise, recognise_stacked
from dashboard.market.sources.files.content import PIECE, decoded, excerpt, pieces
from dashboard.market.sources.files.numbers import CSV_MISSING
from dashboard.market.sources.files.rows import Columns, bars_of

DELIMITERS = (",", ";", "\t", "|")
DEEPEST_HEADER = 20  # lines; some vendors put titles and disclaimers above the header
LONGEST_HEADER = 1 << 18  # bytes looked through
BLOCK = 1 << 20  # bytes parsed at a time

_NEWLINE = ord("\n")
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
    columns = _plain_columns(text, header) or _piece_by_piece(text, header)
    return bars_of(columns, header.layout, file_symbol)


def find_header(text: bytes) -> Header:
    """The header of a table of bars; UnreadableFile says what the first line holds where there is none."""
    head = text[:LONGEST_HEADER].split(b"\n")[: DEEPEST_HEADER + 2]
    for number in range(min(DEEPEST_HEADER, len(head))):
        for delimiter in DELIMITERS:
            rows = [_cells(decoded(line), delimiter) for line in head[number : number + 3]]
            layout, deep = (recognise_stacked(*rows), 3) if len(rows) == 3 else (None, 3)
            if layout is None:
                layout, deep = recognise(rows[0]), 2 if len(rows) > 1 and names_the_index(rows[1]) else 1
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


def _plain_columns(text: bytes, header: Header) -> Columns | None:
    """The typed columns in one go; None where they are not plain or the lines not all alike."""
    body = pa.py_buffer(text).slice(header.size)
    lines = _line_count(text, header.size)
    table = _parse(body, header, plain=True) if lines else None
    if table is None or table.num_rows != lines:
        return None
    return Columns(_arrays(table, header), np.arange(lines, dtype=np.int64) + header.lines + 1)


def _line_count(text: bytes, start: int) -> int:
    """How many lines stand behind `start`; newlines at the very end open no further line."""
    end = len(text)
    while end > start and text[end - 1] == _NEWLINE:
        end -= 1
    return sum(text.count(b"\n", at, min(at + PIECE, end)) for at in range(start, end, PIECE)) + (end > start)


def _piece_by_piece(text: bytes, header: Header) -> Columns:
    """The columns as text, where a piece of lines that are not all alike is split line by line."""
    chunks: dict[int, list[pa.Array]] = {at: [] for at in header.wanted}
    numbers: list[IntArray] = []
    first = header.lines + 1
    for piece in pieces(text, header.size):
        count = piece.count(b"\n")
        table = _parse(pa.py_buffer(piece), header, plain=False)
        if table is not None and table.num_rows == count + (not piece.endswith(b"\n")):
            columns = Columns(_arrays(table, header), np.arange(table.num_rows, dtype=np.int64) + first)
        else:
            columns = _split(piece, header, first)
        for at, array in columns.arrays.items():
            chunks[at].append(array)
        numbers.append(columns.line)
        first += count
    if not sum(map(len, numbers)):
        raise UnreadableFile("it has a header but no rows, so there is nothing to read")
    return Columns({at: _one(pa.chunked_array(arrays)) for at, arrays in chunks.items()}, np.concatenate(numbers))


def _parse(body: pa.Buffer, header: Header, plain: bool) -> pa.Table | None:
    """The wanted columns, numbers and ISO days typed if `plain`, else as text; None where they are not so."""
    types = {str(at): pa.float64() if plain else pa.string() for at in header.values}
    types[str(header.layout.date)] = pa.date32() if plain and _opens_iso(body, header) else pa.string()
    if header.layout.symbol is not None:
        types[str(header.layout.symbol)] = pa.dictionary(pa.int32(), pa.string())
    columns = [str(at) for at in range(header.width)]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(body),
            read_options=arrow_csv.ReadOptions(column_names=columns, block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(delimiter=header.delimiter),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=list(CSV_MISSING),
                strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _arrays(table: pa.Table, header: Header) -> dict[int, pa.Array]:
    return {at: _one(table.column(str(at))) for at in header.wanted}


def _opens_iso(body: pa.Buffer, header: Header) -> bool:
    """Whether the first row's date is a bare YYYY-MM-DD."""
    line = body.slice(0, min(4096, body.size)).to_pybytes().split(b"\n", 1)[0]
    cells = line.split(header.delimiter.encode())
    return len(cells) > header.layout.date and bool(_ISO.match(cells[header.layout.date]))


def _one(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return array.chunk(0) if isinstance(array, pa.ChunkedArray) else array


def _split(piece: bytes, header: Header, first: int) -> Columns:
    """Every line on its own: blank ones skipped, short ones filled, and one with too many cells left without its numbers."""
    rows: list[list[str]] = []
    lines: list[int] = []
    shifted: list[tuple[int, int]] = []
    for number, line in enumerate(piece.split(b"\n"), start=first):
        if not line.strip():
            continue
        cells = _cells(decoded(line), header.delimiter)
        if len(cells) > header.width and any(cell.strip() for cell in cells[header.width :]):
            shifted.append((number, len(cells)))
            cells = ["" if at in header.values else cell for at, cell in enumerate(cells)]
        rows.append(cells)
        lines.append(number)
    _refuse_shifted(shifted, len(rows), header)
    arrays = {at: pa.array([row[at] if at < len(row) else "" for row in rows], pa.string()) for at in header.wanted}
    if header.layout.symbol is not None:
        arrays[header.layout.symbol] = arrays[header.layout.symbol].dictionary_encode()
    return Columns(arrays, np.array(lines, dtype=np.int64))


def _refuse_shifted(shifted: Sequence[tuple[int, int]], rows: int, header: Header) -> None:
    side_by_side = len(header.layout.blocks) > 1  # an empty line is a hole there, so a shifted one would get lost
    if 2 * len(shifted) > rows or (shifted and side_by_side):
        number, cells = shifted[0]
        raise UnreadableFile(
            f"its line {number} has {cells} cells where the header has {header.width}, so it cannot be told which is which; "
            f'put quotes around values that hold a "{excerpt(header.delimiter)}"'
        )
