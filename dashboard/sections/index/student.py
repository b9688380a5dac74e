"""Student's t: how likely a mean this far from zero is when nothing is behind it."""

from __future__ import annotations

from math import atan, cos, pi, sin, sqrt


def two_sided(t: float, degrees: int) -> float:
    """P(|T| >= |t|) for T with that many degrees of freedom, at least 1. Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = atan(abs(t) / sqrt(degrees))
    within = _odd(angle, degrees) if degrees % 2 else _even(angle, degrees)
    return min(max(1.0 - within, 0.0), 1.0)


def _odd(angle: float, degrees: int) -> float:
    term, total = cos(angle), 0.0
    for k in range(1, degrees - 1, 2):
        total += term
        term *= cos(angle) ** 2 * (k + 1) / (k + 2)
    return 2.0 / pi * (angle + sin(angle) * total)


def _even(angle: float, degrees: int) -> float:
    term, total = 1.0, 0.0
    for k in range(0, degrees - 1, 2):
        total += term
        term *= cos(angle) ** 2 * (k + 1) / (k + 2)
    return sin(angle) * total
