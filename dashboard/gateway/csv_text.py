"""Columnar figures as CSV text: nested columns get dotted names, missing is an empty cell, dates are ISO."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any

import numpy as np


def to_csv(columns: Mapping[str, Any]) -> bytes:
    """CSV of {"session": [...], name: [...] or {key: [...]}}; all columns have one length."""
    flat = dict(_flattened(columns))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(flat)
    writer.writerows(zip(*flat.values(), strict=True))
    return text.getvalue().encode()


def _flattened(columns: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    for name, values in columns.items():
        if isinstance(values, Mapping):
            yield from _flattened(values, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", [_cell(value) for value in _plain(values)]


def _plain(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _cell(value: Any) -> Any:
    """Missing is empty; text that a spreadsheet would run as a formula is quoted (CSV injection)."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1]:
        return f"'{value}"
    return value
