"""Sinks: where cleaned lines go. The file as JSON; stderr as words. Neither ever raises: a full disk is one sentence, and heals."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime
from typing import Any, TextIO

import orjson

from dashboard.monitor.logs.rotation import RotatedFile
from dashboard.monitor.logs.text import one_line

COLOURS = {"DEBUG": "2", "WARNING": "33", "ERROR": "31", "CRITICAL": "1;31"}
INDENT = "    "
PRODUCT = "market-dashboard"


class FileSink:
    """Lines to a file. While that cannot be written, they are counted; `trouble` is the sentence that says why."""

    def __init__(self, file: RotatedFile) -> None:
        self._file = file
        self.trouble: str | None = None
        self.missed = 0

    def write(self, document: dict[str, Any]) -> int:
        """Append one line; the number of lines that were missed before it and end with it, 0 as a rule."""
        try:
            self._file.append(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
        except OSError as error:
            self._fails(error)
            return 0
        missed, self.missed, self.trouble = self.missed, 0, None
        return missed

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _fails(self, error: OSError) -> None:
        self.missed += 1
        if self.trouble is None:
            why = error.strerror or error
            self.trouble = (
                f"Logs cannot be written to {self._file.path} ({why}); until they can, they go to stderr alone."
            )
            say(f"{PRODUCT}: {self.trouble}\n")


class StderrSink:
    """Lines for a reader at a terminal or a supervisor's journal: one per message, a traceback indented below it."""

    def write(self, document: dict[str, Any]) -> None:
        """Say one line."""
        say(words(document, coloured=is_terminal(sys.stderr)))


class Tally:
    """How many lines there were of each level, since the process began."""

    def __init__(self) -> None:
        self.by_level: Counter[str] = Counter()

    def write(self, document: dict[str, Any]) -> None:
        """Count one line."""
        self.by_level[document["level"]] += 1


def say(text: str) -> None:
    """To stderr, as far as there still is one."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (
        OSError,
        ValueError,
        AttributeError,
    ):  # a closed pipe, a closed file, none at all under pythonw and the like
        return


def is_terminal(stream: TextIO | None) -> bool:
    """Whether colour is wanted (https://no-color.org)."""
    return stream is not None and not stream.closed and stream.isatty() and not os.environ.get("NO_COLOR")


def words(document: dict[str, Any], *, coloured: bool = False) -> str:
    """`2018-02-07 16:00:00,123 ERROR dashboard.runtime: what happened (request 1f…)`, in local time, with its traceback."""
    when = datetime.fromisoformat(document["time"]).astimezone()
    level = document["level"]
    if coloured and level in COLOURS:
        level = f"\x1b[{COLOURS[level]}m{level}\x1b[0m"
    asked = f" (request {document['request_id']})" if document.get("request_id") else ""
    stamp = f"{when:%Y-%m-%d %H:%M:%S},{when.microsecond // 1000:03d}"
    text = f"{stamp} {level} {document['logger']}: {one_line(document['message'])}{asked}\n"
    failure = document.get("exception")
    return text if failure is None else text + "".join(f"{INDENT}{line}\n" for line in failure["traceback"].split("\n"))
