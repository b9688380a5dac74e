"""Why a figure of an index is missing: one short reason for each figure that is null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.sections.index.record import Record
from dashboard.sections.index.windows import FABER_MONTHS, NEEDS

NO_BARS, NO_BAR, WARM_UP, FLAT, NO_RANGE = "no_bars", "did_not_trade", "warm_up", "flat", "no_high_or_low"
NO_CROSS, MONTH_CLOSED = "no_cross_yet", "month_closed"
_RANGED = ("atr", "atr_pct", "adx", "plus_di", "minus_di", "range_52w", "high_52w", "low_52w")
_LIKE = {"atr_pct": "atr", "high_52w": "range_52w", "low_52w": "range_52w"}


def reasons_of(record: Record, t: int, s: int, row: dict[str, Any]) -> dict[str, str]:
    """Dotted name of each figure of index s's row that is None -> its reason."""
    bars = int(record.bars[t, s])
    traded = bars > (int(record.bars[t - 1, s]) if t else 0)
    return {path: NO_BARS if bars == 0 else _reason(path, bars, traded, row) for path in _missing(row)}


def _reason(path: str, bars: int, traded: bool, row: dict[str, Any]) -> str:
    if path.startswith("faber"):
        return _of_faber(path, traded, row)
    if path in ("crosses.golden", "crosses.death", "crosses.last"):
        return NO_CROSS if bars >= NEEDS["crosses"] else WARM_UP
    if not traded:
        return NO_BAR
    if bars < need(path):
        return WARM_UP
    return NO_RANGE if path.rpartition(".")[2] in (*_RANGED, "distance_atr") else FLAT


def _of_faber(path: str, traded: bool, row: dict[str, Any]) -> str:
    if path == "faber.forming" and row["faber"]["closed_months"] >= FABER_MONTHS - 1:
        return MONTH_CLOSED if traded else NO_BAR
    return WARM_UP


def need(path: str) -> int:
    """How many own bars the figure of that dotted name needs."""
    parts = path.split(".")
    if parts[0] == "sma":
        return {
            "distance_atr": max(NEEDS["atr"], NEEDS[f"sma.{parts[1]}"]),
            "slope_pct": NEEDS[f"slope.{parts[1]}"],
        }.get(parts[2], NEEDS[f"sma.{parts[1]}"])
    name = _LIKE.get(parts[0], parts[0])
    return NEEDS.get(".".join(parts[:2]), NEEDS.get(name, 1))


def _missing(data: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Dotted names of the figures that are None, through nested objects."""
    for key, value in data.items():
        if value is None:
            yield prefix + key
        elif isinstance(value, dict):
            yield from _missing(value, f"{prefix}{key}.")
