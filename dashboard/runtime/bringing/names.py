"""File names from elsewhere: which of them may become a path inside a folder of ours, and the sentence for those that may not."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dashboard.errors import BadBody

MOST_PARTS = 4  # a market folder is read one folder deep
LONGEST_PART = 200  # bytes in UTF-8; file systems end at 255, and the temporary name needs some of it
UNFIT = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")  # a backslash and a colon lead elsewhere on Windows
SHOWN = 60


def path_inside(name: str) -> PurePosixPath:
    """The relative path that a name is; BadBody for one that leads out, is hidden, too deep, too long or no text."""
    parts = name.split("/")
    if len(parts) > MOST_PARTS:
        raise _bad(name, f"lies more than {MOST_PARTS - 1} folders deep")
    for part in parts:
        _refuse_part(name, part)
    return PurePosixPath(*parts)


def folder_name(name: str) -> str:
    """The name of one folder; BadBody as for a path."""
    if "/" in name:
        raise _bad(name, "is not the name of one folder")
    _refuse_part(name, name)
    return name


def _refuse_part(name: str, part: str) -> None:
    if UNFIT.search(part):
        raise _bad(name, "has signs that file names cannot have")
    if not part.strip():
        raise _bad(name, "is absolute, or has an empty part")
    if part.startswith("."):
        raise _bad(name, "is hidden, or leads out of its folder")
    if part.endswith((" ", ".")):
        raise _bad(name, "ends with a blank or a dot")
    if len(part.encode()) > LONGEST_PART:
        raise _bad(name, f"is longer than {LONGEST_PART} bytes")


def _bad(name: str, why: str) -> BadBody:
    shown = name if len(name) <= SHOWN else name[: SHOWN - 1] + "…"
    return BadBody(f"The file name {ascii(shown) if UNFIT.search(shown) else repr(shown)} {why}, so it was not taken.")
