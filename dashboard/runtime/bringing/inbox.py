"""The inbox: a folder of the instance into which uploads come, file by file, each under a temporary name until it is whole.

1. An upload has a folder of its own among the hidden ones. Opening one discards those before it: there is one trader.
2. Every file first reserves its bytes in the upload's ledger, so that several at once cannot pass the limit together.
3. Settling makes the upload the market folder of its name. It replaces one that nobody follows, and adds to the one that is followed.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from dashboard.errors import BadBody, CannotImport, TooLarge
from dashboard.runtime.bringing.names import folder_name, path_inside

MEBIBYTE = 1024 * 1024
MOST_FILES = 20_000
UPLOADS, LEDGER, PART, HELD = ".uploads", "ledger", "part-", "held"
ENTRY = struct.Struct("<q")
UPLOAD = re.compile(r"[0-9a-f]{16}")
SETTLED_NS = 60 * 10**9
OVER = "This upload is over, or another one has taken its place; drop the files again."


@dataclass(frozen=True, slots=True)
class Inbox:
    """The uploads and the markets under `folder`. most_bytes: of one upload."""

    folder: Path
    most_bytes: int

    def open(self, market: str) -> str:
        """Begin an upload of a market of that name; the upload's own name. Raises BadBody, CannotImport."""
        name = folder_name(market)
        upload = token_hex(8)
        place = self.folder / UPLOADS / upload
        try:
            self.clear()
            (place / HELD / name).mkdir(parents=True)
            (place / LEDGER).touch()
        except OSError as error:
            raise _unwritable(error) from error
        return upload

    def receive(self, upload: str, name: str, length: int, blocks: Iterable[bytes]) -> None:
        """Keep one file of so many bytes, whole or not at all. Raises BadBody, TooLarge, CannotImport."""
        path = path_inside(name)
        place = self._place(upload)
        self._reserve(place, length)
        part = place / f"{PART}{token_hex(8)}"
        target = self._market(place) / path
        try:
            received = _write(part, blocks)
            if received != length:
                raise BadBody(f"Of {name!r} came {received:,} bytes of {length:,}, so it was not taken; send it again.")
            _date_back(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
        except OSError as error:
            raise CannotImport(OVER) if not place.exists() else _unwritable(error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget every upload that has not become a market."""
        for upload in self._uploads():
            shutil.rmtree(upload, ignore_errors=True)

    def target(self, upload: str) -> Path:
        """The market folder that an upload will become. Raises CannotImport for one that is over, or holds nothing."""
        market = self._market(self._place(upload))
        if not any(market.iterdir()):
            raise CannotImport("No file has come yet, so there is nothing to import.")
        return self.folder / market.name

    def settle(self, upload: str, followed: Path | None) -> None:
        """Make an upload the market folder of its name; what a kill left undone is done by doing it again."""
        try:
            place = self._place(upload)
            market = self._market(place)
        except CannotImport:
            return  # it is settled
        target = self.folder / market.name
        try:
            if target != followed:
                shutil.rmtree(target, ignore_errors=True)
            if target.exists():
                _merge(market, target)
            else:
                market.rename(target)
            shutil.rmtree(place, ignore_errors=True)
        except OSError as error:
            raise _unwritable(error) from error

    def _uploads(self) -> list[Path]:
        folder = self.folder / UPLOADS
        return list(folder.iterdir()) if folder.is_dir() else []

    def _place(self, upload: str) -> Path:
        place = self.folder / UPLOADS / upload
        if not UPLOAD.fullmatch(upload) or not place.is_dir():
            raise CannotImport(OVER)
        return place

    def _market(self, place: Path) -> Path:
        found = next(iter((place / HELD).iterdir()), None) if (place / HELD).is_dir() else None
        if found is None:
            raise CannotImport(OVER)
        return found

    def _reserve(self, place: Path, length: int) -> None:
        try:
            with (place / LEDGER).open("ab") as ledger:
                ledger.write(ENTRY.pack(length))
            entries = [size for (size,) in ENTRY.iter_unpack((place / LEDGER).read_bytes())]
        except OSError as error:
            raise _unwritable(error) from error
        if sum(entries) > self.most_bytes:
            raise TooLarge(
                f"A market that is dropped may have {self.most_bytes // MEBIBYTE:,} MB (UPLOAD_MEGABYTES); name its folder on the "
                "server's machine instead, or raise the setting."
            )
        if len(entries) > MOST_FILES:
            raise TooLarge(f"A market that is dropped may have {MOST_FILES:,} files; name its folder instead.")


def _write(part: Path, blocks: Iterable[bytes]) -> int:
    with part.open("xb") as file:
        return sum(file.write(block) for block in blocks)


def _date_back(part: Path) -> None:
    """It is whole; scans and trades that changed a moment ago are left for the next look, since they might not be."""
    found = part.stat()
    os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns - SETTLED_NS))


def _merge(market: Path, target: Path) -> None:
    for file in sorted(market.rglob("*")):
        if file.is_file():
            place = target / file.relative_to(market)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, place)


def _unwritable(error: OSError) -> CannotImport:
    return CannotImport(f"The file could not be written on the server ({error.strerror}).")
