"""Columns that grow at their end: a longer version shares the memory of the one before it, which never sees the new rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOM = 1 / 8  # of the rows so far, kept free behind them: a few hundred sessions
Arrays = Mapping[str, NDArray[Any]]


@dataclass
class Columns:
    """Arrays of one capacity by name, of which the longest version shows the first `used` rows."""

    arrays: dict[str, NDArray[Any]]
    used: int

    def shown(self) -> dict[str, NDArray[Any]]:
        """All rows so far, read-only views."""
        views = {name: array[: self.used] for name, array in self.arrays.items()}
        for view in views.values():
            view.flags.writeable = False
        return views


def appended(before: Columns, rows: int, new: Arrays) -> Columns:
    """The first `rows` rows of before, then the new ones: in place where before ends there and has room, else copied.

    Copying a record of a quarter of a million rows for the hundred of a new session cost more than judging the session.
    """
    added = len(next(iter(new.values())))
    capacity = len(next(iter(before.arrays.values())))
    if before.used != rows or rows + added > capacity:
        before = _copied(before, rows, rows + added)
    for name, array in before.arrays.items():
        array[rows : rows + added] = new[name]
    before.used = rows + added
    return before


def _copied(before: Columns, rows: int, needed: int) -> Columns:
    capacity = needed + int(needed * ROOM) + 1
    arrays = {name: np.empty(capacity, dtype=array.dtype) for name, array in before.arrays.items()}
    for name, array in arrays.items():
        array[:rows] = before.arrays[name][:rows]
    return Columns(arrays, rows)
