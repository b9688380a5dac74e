"""Files that go wrong: a market folder that is away, torn or emptied while it is read, and disks without room for logs and caches."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from dashboard.faults import folder
from dashboard.faults.database import ALL_DAY, HEALS, new_session, source_says
from dashboard.faults.fault import Expected, Fault
from dashboard.faults.rig import INTAKE_SECONDS, Rig

FIRST = folder.SYMBOLS[0]
LISTED = 2  # the transaction of an import that begins when it has the list of files


@contextmanager
def folder_away(rig: Rig, _: str) -> Iterator[None]:
    """The folder cannot be read, as when a network drive is not mounted."""
    kept = rig.market.with_name("away")
    rig.market.rename(kept)
    yield
    kept.rename(rig.market)


@contextmanager
def toml_torn(rig: Rig, _: str) -> Iterator[None]:
    """Its description was saved by halves."""
    toml = rig.market / "market.toml"
    text = toml.read_text()
    toml.write_text(text[: len(text) // 2] + '"')
    yield
    toml.write_text(text)


@contextmanager
def file_torn(rig: Rig, _: str) -> Iterator[None]:
    """A file's copy stopped in the middle of a number, and the session that is new in it has not arrived."""
    new_session(rig)
    whole = {path: path.read_bytes() for path in rig.market.glob("*.csv")}
    for path, content in whole.items():
        path.write_bytes(content[: len(content) // 2])
    yield
    for path, content in whole.items():
        path.write_bytes(content)


@contextmanager
def archive_torn(rig: Rig, _: str) -> Iterator[None]:
    """A compressed file whose end is missing, which cannot be read at all."""
    plain = rig.market / f"{FIRST}.csv"
    archive = rig.market / f"{FIRST}.csv.gz"
    whole = plain.read_bytes()
    plain.unlink()
    archive.write_bytes(gzip.compress(whole)[:-40])
    yield
    archive.unlink()
    plain.write_bytes(whole)


@contextmanager
def files_vanish(rig: Rig, _: str) -> Iterator[None]:
    """All but one go away after the folder was listed and before they are read, and come back later."""
    new_session(rig)
    away = rig.market.with_name("vanished")
    away.mkdir()
    transactions = count(1)

    def vanish(_: Any) -> None:
        if next(transactions) == LISTED:
            for path in sorted(rig.market.glob("*.csv"))[1:]:
                shutil.move(path, away / path.name)

    event.listen(rig.desk.store.engine, "begin", vanish)
    rig.do("intake", rig.desk.take_in)
    event.remove(rig.desk.store.engine, "begin", vanish)
    yield
    for path in away.iterdir():
        shutil.move(path, rig.market / path.name)


class FullDisk(type(Path())):  # type: ignore[misc]  # Path chooses its own class by the system
    """A path on a disk without room: folders can be made there, and nothing can be written."""

    def open(self, mode: str = "r", *given: Any, **named: Any) -> Any:
        """Reading goes on; writing is refused as the system does."""
        if set(mode) & set("wax+"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return super().open(mode, *given, **named)


@contextmanager
def cache_full(rig: Rig, _: str) -> Iterator[None]:
    """There is no room for the column cache, while the panel is read from the database as a whole."""
    panels = rig.desk.panels
    kept, panels.cache_folder = panels.cache_folder, FullDisk(rig.place / "full")
    rig.desk.panel = None
    yield
    panels.cache_folder = kept


@contextmanager
def logs_full(rig: Rig, victim: str) -> Iterator[None]:
    """There is no room for a line of the logs, while there is something to log."""
    path = rig.place / "instance" / "logs" / "dashboard.jsonl"
    kept = path.with_suffix(".kept")
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.rename(kept)
    path.symlink_to("/dev/full")  # the system's own disk without room
    with folder_away(rig, victim):
        yield
    path.unlink()
    kept.rename(path)


def cache_is_told(rig: Rig) -> Iterator[str]:
    """Whether the log has the sentence."""
    text = rig.client.get("/api/logs?q=column+cache").text
    if "The column cache cannot be written" not in text or "No space left on device" not in text:
        yield "The log does not tell that the column cache cannot be written."


def logs_say(rig: Rig) -> Iterator[str]:
    """What the log's own page says of it."""
    trouble = rig.app.extensions["logs"].trouble or ""
    if "No space left on device" not in trouble:
        yield f"The logs say {trouble!r} of a disk that is full."


FAULTS = (
    Fault(
        "folder-away",
        "The market folder cannot be found.",
        folder_away,
        Expected("", r"Market folder: nothing could be taken in", HEALS),
        lasts=ALL_DAY,
        probe=source_says("there is no folder"),
    ),
    Fault(
        "folder-description-torn",
        "market.toml was saved by halves.",
        toml_torn,
        Expected("", r"Market folder: nothing could be taken in.*market\.toml", HEALS),
        lasts=ALL_DAY,
    ),
    Fault(
        "file-torn",
        "The copy of every file stopped in the middle of a number.",
        file_torn,
        Expected("", r"Six files of the market folder cannot be read.*middle of a line", HEALS, brings=True),
        lasts=ALL_DAY,
    ),
    Fault(
        "archive-torn",
        "A compressed file has no end.",
        archive_torn,
        Expected("", rf"One file of the market folder cannot be read, {FIRST}\.csv\.gz among them", HEALS),
        lasts=ALL_DAY,
    ),
    Fault(
        "files-vanish",
        "Files vanish while the folder is being read.",
        files_vanish,
        Expected(
            "",
            rf"{len(folder.SYMBOLS)} of {len(folder.SYMBOLS) + 1} symbols have no bar of the last session",
            HEALS,
            brings=True,
            moves=True,
        ),
        lasts=INTAKE_SECONDS / 4,
    ),
    Fault(
        "cache-disk-full",
        "The disk has no room for the column cache.",
        cache_full,
        Expected("", "", HEALS),
        lasts=ALL_DAY,
        probe=cache_is_told,
    ),
    Fault(
        "log-disk-full",
        "The disk has no room for the logs.",
        logs_full,
        Expected("", r"nothing could be taken in", HEALS),
        lasts=ALL_DAY,
        probe=logs_say,
    ),
)
