"""What became of breadth between two sessions: its label, thrusts that fired, and shares above an average that crossed a line."""

from __future__ import annotations

import numpy as np

from dashboard.section import Change, Result
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.glance import LEANING
from dashboard.sections.breadth.labels import LABELS, codes_of
from dashboard.sections.breadth.record import record_of

LINES = (20.0, 50.0, 80.0)


def changes(result: Result, then: int, now: int) -> list[Change]:
    """Label and lines as they stand at the two sessions: what went and came back between them is no change. Every thrust between."""
    found = [*_label(result, then, now), *_lines(result, then, now), *_thrusts(result, then, now)]
    return sorted(found, key=lambda change: change.session)


def _label(result: Result, then: int, now: int) -> list[Change]:
    codes = codes_of(result.series["score"][then : now + 1])
    before, after = int(codes[0]), int(codes[-1])
    if before < 0 or after < 0 or before == after:
        return []
    since = then + int(np.flatnonzero(codes != after)[-1]) + 1
    words = f"Breadth went from {_words(before)} to {_words(after)}, score {result.series['score'][now]:.1f} %"
    return [Change(result.labels[since], words, LEANING[LABELS[after]])]


def _words(code: int) -> str:
    return LABELS[code].replace("_", " ")


def _lines(result: Result, then: int, now: int) -> list[Change]:
    """Of each average the outermost line that its share crossed: 15 % to 55 % is told once."""
    found = []
    for column, window in enumerate(at.SMA_WINDOWS):
        share = result.series["above_sma_pct"][then : now + 1, column]
        crossed = [
            line for line in LINES if not np.isnan(share[[0, -1]]).any() and (share[0] < line) != (share[-1] < line)
        ]
        if crossed:
            rose = bool(share[-1] > share[0])
            found.append(_crossing(result, then, share, window, crossed[-1] if rose else crossed[0], rose))
    return found


def _crossing(result: Result, then: int, share: np.ndarray, window: int, line: float, rose: bool) -> Change:
    known = ~np.isnan(share)
    since = then + int(np.flatnonzero(known & ((share < line) == rose))[-1]) + 1
    way = "over" if rose else "below"
    words = f"Stocks above their SMA {window} went {way} {line:.0f} %: {share[0]:.1f} % to {share[-1]:.1f} %"
    return Change(result.labels[since], words, "up" if rose else "down")


def _thrusts(result: Result, then: int, now: int) -> list[Change]:
    thrusts = record_of(result).thrusts
    inside = [k for k, row in enumerate(thrusts.rows.tolist()) if then < row <= now]
    return [
        Change(
            result.labels[thrusts.rows[k]], f"A breadth thrust fired, armed on {result.labels[thrusts.armed_rows[k]]}", "up"
        )
        for k in inside
    ]  # fmt: skip
