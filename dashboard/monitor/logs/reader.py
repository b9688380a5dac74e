"""The reader: the lines of all files from the newest backwards, or from the oldest on, a block at a time and never a whole file.

Files are opened the newest first and told apart by what they are, not by their name: one that is put aside meanwhile is met again under its
next name and passed over, and none is missed. A place in them, `<file>-<offset>`, stays valid while lines are added and files move on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from dashboard.monitor.logs.rotation import aside

BLOCK = 64 * 1024
IDENTIFYING_BYTES = 256


@dataclass(frozen=True, slots=True)
class Segment:
    """One open file as it was when it was opened. name: hex, the same wherever the file is moved. size: in bytes."""

    name: str
    descriptor: int
    size: int

    def block(self, start: int, stop: int) -> bytes:
        """The bytes of that span."""
        return os.pread(self.descriptor, stop - start, start)


@dataclass(frozen=True, slots=True)
class Line:
    """One line where it stands. end: the offset behind its newline."""

    segment: Segment
    start: int
    text: bytes

    @property
    def place(self) -> str:
        """What names the line, and the point before it."""
        return f"{self.segment.name}-{self.start}"


@contextmanager
def opened(path: Path) -> Iterator[list[Segment]]:
    """The files of the log, the newest first, closed in the end; what cannot be opened is passed over."""
    found: list[Segment] = []
    try:
        for each in (path, *(old for old, _ in aside(path))):
            segment = _segment(each, {known.name for known in found})
            if segment is not None:
                found.append(segment)
        yield found
    finally:
        for segment in found:
            os.close(segment.descriptor)


def backwards(segments: list[Segment], before: str | None = None) -> Iterator[tuple[Segment, int, bytes]]:
    """Blocks of whole lines, the last ones first, each with the offset where it begins; all before the place, where one is given.

    Nothing at all for a place whose file is gone: what stood before it is gone as well.
    """
    stop: int | None = None
    if before is not None:
        name, _, offset = before.rpartition("-")
        names = [segment.name for segment in segments]
        if name not in names:
            return
        segments, stop = segments[names.index(name) :], int(offset)
    for segment in segments:
        yield from _blocks_backwards(segment, segment.size if stop is None else min(stop, segment.size))
        stop = None


def lines_backwards(segment: Segment, start: int, block: bytes) -> Iterator[Line]:
    """The lines of a block, the last one first."""
    end = len(block)
    while end > 0:
        begin = block.rfind(b"\n", 0, end - 1) + 1
        yield Line(segment, start + begin, block[begin:end])
        end = begin


def forwards(segments: list[Segment]) -> Iterator[bytes]:
    """Blocks of whole lines, the oldest first; a line that is torn at a file's end is left out."""
    for segment in reversed(segments):
        rest, at = b"", 0
        while at < segment.size:
            block = segment.block(at, min(at + BLOCK, segment.size))
            if not block:
                break  # cut short by someone else meanwhile
            at += len(block)
            whole, newline, torn = (rest + block).rpartition(b"\n")
            rest = torn
            if newline:
                yield whole + newline


def _blocks_backwards(segment: Segment, stop: int) -> Iterator[tuple[Segment, int, bytes]]:
    """What follows the last newline before `stop` is torn; what precedes a block's first newline belongs to the block before it."""
    rest, torn = b"", True
    while stop > 0:
        start = max(0, stop - BLOCK)
        block = segment.block(start, stop) + rest
        if torn:
            block = block[: block.rfind(b"\n") + 1]
        torn = torn and not block
        cut = 0 if start == 0 else block.find(b"\n", 0, len(block) - 1) + 1
        rest, whole = (block[:cut], block[cut:]) if cut or start == 0 else (block, b"")
        if whole:
            yield segment, start + cut, whole
        stop = start


def _segment(path: Path, known: set[str]) -> Segment | None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    size = os.fstat(descriptor).st_size
    first = os.pread(descriptor, min(size, IDENTIFYING_BYTES), 0).partition(b"\n")[0]
    name = f"{os.fstat(descriptor).st_ino:x}{crc32(first):08x}"  # file numbers are used again, first lines are not
    if size == 0 or name in known:
        os.close(descriptor)
        return None
    return Segment(name, descriptor, size)
