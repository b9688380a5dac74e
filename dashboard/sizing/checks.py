"""Whether what came in is a number at all: files and forms bring text, True, NaN and infinity."""

from __future__ import annotations

from math import isfinite
from numbers import Real


def is_number(value: object) -> bool:
    """Whether it is a finite number, and neither text nor a truth value."""
    if type(value) is float:  # nearly always, and asking an abstract class takes longer than all the rest
        return isfinite(value)
    return type(value) is not bool and isinstance(value, Real) and isfinite(value)
