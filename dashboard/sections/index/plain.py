"""From arrays to plain JSON values: NaN is missing."""

from __future__ import annotations

from math import isnan


def number(value: float) -> float | None:
    """The value, None for NaN."""
    return None if isnan(value) else float(value)


def scaled(value: float, factor: float) -> float | None:
    """factor · value, None for NaN."""
    return number(factor * value)


def over(part: float, whole: float) -> float | None:
    """part / whole; None where either is missing or whole is 0."""
    return None if isnan(part) or isnan(whole) or whole == 0 else float(part) / float(whole)
