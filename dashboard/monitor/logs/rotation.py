"""A file of lines that several processes append to, each line whole, and that is put aside when it is full.

One file for all processes, so that `tail -f` and the reader have one order, and so that its size is bounded for all of them together (a
file per process would leave one behind at every restart). A lock beside it, which the kernel gives back when its holder dies, keeps
appending and putting aside apart; it costs tens of microseconds, off the way of requests. What could not be written whole is taken back.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

TRIES = 100
PAUSE_SECONDS = 0.01
OWNER_ONLY = 0o600


class RotatedFile:
    """Appends lines to `path`; `path.1` is the one before, up to `files` in all of `most_bytes` each (the last line may go over)."""

    def __init__(self, path: Path, most_bytes: int, files: int) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._files = files
        self._file: int | None = None

    def append(self, line: bytes) -> None:
        """Write one line that ends with a newline, whole or not at all. Raises OSError."""
        with self._locked():
            size = self._follow()
            if size and size + len(line) > self._most_bytes:
                self.close()
                self._put_aside()
                size = self._follow()
            self._write(line, size)

    def close(self) -> None:
        """Let go of the file; the next line opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock. A holder that was stopped in the middle must not stop everybody: TimeoutError after a second."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            _take(lock)
            yield
        finally:
            os.close(lock)

    def _follow(self) -> int:
        """Open the file that bears the name now, which another process may have put there; its size."""
        if self._file is None or not self._is_current(self._file):
            self.close()
            self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, OWNER_ONLY)
            _end_torn_line(self._file)
        return os.fstat(self._file).st_size

    def _is_current(self, file: int) -> bool:
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(file))
        except FileNotFoundError:
            return False

    def _put_aside(self) -> None:
        """Shift every file by one, the oldest out; a gap that a killed process left is no obstacle."""
        for path, number in aside(self.path):
            if number >= self._files - 1:
                path.unlink(missing_ok=True)
        for number in range(self._files - 1, 0, -1):
            with suppress(FileNotFoundError):
                os.replace(_numbered(self.path, number - 1), _numbered(self.path, number))
        if self._files == 1:
            self.path.unlink(missing_ok=True)

    def _write(self, line: bytes, size: int) -> None:
        assert self._file is not None
        written = os.write(self._file, line)
        if written < len(line):  # the disk is full: half a line would spoil the next one
            os.ftruncate(self._file, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def aside(path: Path) -> list[tuple[Path, int]]:
    """The files that were put aside, with their numbers, the newest first."""
    numbered = ((each, each.name.removeprefix(f"{path.name}.")) for each in path.parent.glob(f"{path.name}.*"))
    return sorted(((each, int(number)) for each, number in numbered if number.isdecimal()), key=lambda pair: pair[1])


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}") if number else path


def _take(lock: int) -> None:
    for _ in range(TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sleep(PAUSE_SECONDS)
        else:
            return
    raise TimeoutError(errno.ETIMEDOUT, "another process does not let go of it")


def _end_torn_line(file: int) -> None:
    """A process that was killed while writing left half a line; what comes next begins a line of its own."""
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        os.write(file, b"\n")
