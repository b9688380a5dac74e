"""What a file holds, told by its bytes and never by its name: unzipped, as UTF-8 text, or refused for being no table."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.errors import UnreadableFile

PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"
LARGEST = 2 << 30  # bytes, unpacked; a zip bomb must not take the machine down
PIECE = 1 << 20  # unpacked at a time, so that no single call holds the interpreter for long
QUOTED = 60  # characters of the file that a sentence may quote

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose little-endian mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (
    (
        b"PK\x03\x04",
        "it is an Excel workbook or a zip archive, so save the sheet as CSV (or unpack it) and import that",
    ),
    (b"\xd0\xcf\x11\xe0", "it is an old Excel workbook, so save the sheet as CSV and import that"),
    (b"%PDF", "it is a PDF document, so export the prices as CSV and import that"),
    (b"SQLite format 3\x00", "it is a SQLite database, so export its bars as CSV or Parquet and import that"),
)
_HTML = re.compile(rb"\s*<(?:!doctype|!--|\?xml|html|head|body|script|div|table|meta|title|error)", re.IGNORECASE)


def read_content(path: Path) -> bytes:
    """The file's bytes, unzipped when they are gzip. UnreadableFile when it cannot be opened, is too large or breaks off."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile("it is larger than 2 GB, so split it by year or by symbol")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise UnreadableFile(f"it cannot be opened ({reason}), so it was left out") from error
    return _unzip(raw) if raw.startswith(GZIP) else raw


def _unzip(raw: bytes) -> bytes:
    pieces, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            while piece := stream.read(PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST:
                    raise UnreadableFile("it unpacks to more than 2 GB, so split it by year or by symbol")
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile("its gzip data is broken or breaks off, so download it again") from error
    return b"".join(pieces)


def as_text(raw: bytes) -> bytes:
    r"""The bytes as text without a byte order mark, lines ended by \n; UTF-8 unless they are in some 8-bit code.

    UnreadableFile with the sentence for what it is when it is no table: empty, a workbook, HTML, JSON, binary data.
    """
    for magic, sentence in _OTHER_FORMATS:
        if raw.startswith(magic):
            raise UnreadableFile(sentence)
    text = _one_byte_text(raw)
    if b"\0" in text:
        raise UnreadableFile("it holds binary data, so it cannot be read as text; export it as CSV or Parquet")
    text = _unix_lines(text)
    _refuse_documents(text)
    return text


def _one_byte_text(raw: bytes) -> bytes:
    if raw.startswith(codecs.BOM_UTF8):
        return raw[len(codecs.BOM_UTF8) :]
    codec = next((codec for mark, codec in _MARKS if raw.startswith(mark)), None) or _unmarked_utf16(raw[:400])
    if codec is None:
        return raw
    try:
        return raw.decode(codec).encode()
    except UnicodeError as error:
        raise UnreadableFile(f"it begins like {codec.upper()} text but is not, so save it as UTF-8") from error


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 saved without its mark: every second byte of a table of numbers is then zero."""
    half = len(head) // 2
    if half < 4:
        return None
    if head[1::2].count(0) > 0.9 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.9 * half else None


def _unix_lines(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    return b"".join(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n") for piece in pieces(text))


def pieces(text: bytes, start: int = 0) -> Iterator[bytes]:
    """The text in pieces of whole lines, a megabyte or so each: what one call may do without holding up other threads."""
    while start < len(text):
        end = text.find(b"\n", start + PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def _refuse_documents(text: bytes) -> None:
    head = text[:20_000].lstrip()
    if not head:
        raise UnreadableFile("it is empty, so there is nothing to read")
    if _HTML.match(head):
        title = re.search(rb"<title[^>]*>([^<]*)", head, re.IGNORECASE)
        named = f' titled "{excerpt(title[1])}"' if title and title[1].strip() else ""
        raise UnreadableFile(f"it holds a web page{named} instead of a table, so download it again")
    if head[:1] in b"{[":
        raise UnreadableFile(
            f'it holds an answer in JSON ("{_message(head)}") instead of a table, so download it again'
        )


def _message(head: bytes) -> str:
    """The longest text in a JSON answer, which is where an interface puts its complaint; else how the file begins."""
    try:
        answer: Any = json.loads(head)
    except (ValueError, RecursionError):
        return excerpt(head)
    texts = [value for value in answer.values() if isinstance(value, str)] if isinstance(answer, dict) else []
    return excerpt(max(texts, key=len).encode(errors="replace")) if texts else excerpt(head)


def decoded(piece: bytes) -> str:
    """Text of a piece: UTF-8, or Latin-1 (which every byte string is) where it is not."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return piece.decode("latin-1")


def excerpt(piece: bytes | str) -> str:
    """The beginning of a piece on one line, printable, short enough to quote in a sentence."""
    text = decoded(piece[: 4 * QUOTED]) if isinstance(piece, bytes) else piece[: 4 * QUOTED]
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
