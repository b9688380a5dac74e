"""Scan history at one session: long and short counts over the last sessions, of how many of them, and whose scans they were."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.scanner.readings import MISSING, SOURCES, Readings

WINDOWS = (1, 5, 20)
NO_STOCKS = "This market has no stocks that could be scanned, and no scans were imported for these sessions."
NOT_YET = "No stock has the history that the scan needs, and no scans were imported for these sessions."


def scans_at(readings: Readings, t: int, has_stocks: bool) -> dict[str, Any]:
    """Each window's counts; where no session of the longest has one, a sentence that says why."""
    found = [window(readings, t, sessions) for sessions in WINDOWS]
    available = found[-1]["covered"] > 0
    reason = None if available else NOT_YET if has_stocks else NO_STOCKS
    return {"available": available, "reason": reason, "windows": found}


def window(readings: Readings, t: int, sessions: int) -> dict[str, Any]:
    """The sums over those of the last `sessions` sessions up to t that have a count; None where none has.

    covered: how many have one; sources: how many of these by each source.
    """
    rows = slice(max(t + 1 - sessions, 0), t + 1)
    source = readings.source[rows]
    known = source != MISSING
    covered = int(known.sum())
    long, short = (int(counts[rows][known].sum()) if covered else None for counts in (readings.long, readings.short))
    sources = np.bincount(source[known], minlength=len(SOURCES)).tolist()
    return {
        "sessions": sessions,
        "covered": covered,
        "long": long,
        "short": short,
        "sources": {name: sources[k] for k, name in enumerate(SOURCES) if k != MISSING},
    }
