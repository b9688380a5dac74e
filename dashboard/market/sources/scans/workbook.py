"""The cells of a scan that was saved as an Excel workbook: its first sheet, as last calculated; no formula is ever run.

A workbook is a zip of XML, and either can be built to take the machine down: a few kilobytes that unpack to gigabytes, or one
cell in the last row and column, for which the reader would make room for 17 thousand million. So it is unpacked here first,
counting, and the place of every cell is looked at before the reader sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from dashboard.errors import UnreadableFile
from dashboard.market.sources.scans.table import MOST_COLUMNS, MOST_ROWS, Cells

ZIPPED = b"PK\x03\x04"
LARGEST = 64 << 20  # bytes, unpacked
MOST_PARTS = 500
MOST_SHEETS = 20
PIECE = 1 << 20

_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)(\d*)[^"']*["']""")
_BROKEN = "it is a workbook that breaks off or is damaged, so save it again"
_TOO_LARGE = "it unpacks to more than any scan holds, so it was left out"


def cells_of_workbook(raw: bytes) -> Cells:
    """The rows of cells of the first visible sheet; UnreadableFile when it is no workbook, is locked, or is made to do harm."""
    return sheets_of_workbook(raw, most=1)[0]


def sheets_of_workbook(raw: bytes, most: int = MOST_SHEETS) -> list[Cells]:
    """The rows of cells of the first `most` visible sheets, at least one; UnreadableFile as for `cells_of_workbook`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _refuse_harm(raw)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        visible = [
            place
            for place, sheet in enumerate(workbook.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not visible:
            raise UnreadableFile("it is a workbook without a sheet, so there is nothing to read")
        sheets = [workbook.get_sheet_by_index(place) for place in visible[:most]]
        return [[list(row) for row in sheet.to_python(skip_empty_area=False)] for sheet in sheets]
    except CalamineError as error:
        raise UnreadableFile(_BROKEN) from error


def _refuse_harm(raw: bytes) -> None:
    """UnreadableFile for a zip that is broken, unpacks to too much, or holds a cell where no scan has one."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
                raise UnreadableFile(_TOO_LARGE)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _refuse_far_cells(_unpacked(packed, part))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile(_BROKEN) from error


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part's bytes; what it unpacks to beyond the size that it declares, zipfile does not unpack, and then misses its checksum."""
    pieces = []
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_far_cells(xml: bytes) -> None:
    if b"\0" in xml or b"<!DOCTYPE" in xml[:PIECE].upper():
        raise UnreadableFile("it is a workbook that no spreadsheet program writes, so it was left out")
    for place in _PLACE.finditer(xml) if b"sheetData" in xml else ():
        letters, number = place[1].decode().upper(), place[2]
        if len(letters) > 3 or _column(letters) > MOST_COLUMNS or (number and int(number[:9]) > MOST_ROWS):
            raise UnreadableFile(_TOO_LARGE)


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column
