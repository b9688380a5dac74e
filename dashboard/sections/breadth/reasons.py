"""Why a figure is missing: one short reason for each figure of a session that is null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.coverage import compared, covered
from dashboard.sections.breadth.record import Record

INSUFFICIENT_COVERAGE, NO_VOLUME, WARM_UP = "insufficient_coverage", "no_volume", "warm_up"
NO_SECTORS, NO_BENCHMARK, NO_EARLIER_VALUE = "no_sectors", "no_benchmark", "no_earlier_value"

# Which coverage each figure depends on, and why it is missing when that coverage is there.
_NEEDS: dict[str, tuple[str, str]] = {
    "advances": ("compared", INSUFFICIENT_COVERAGE),
    "declines": ("compared", INSUFFICIENT_COVERAGE),
    "unchanged": ("compared", INSUFFICIENT_COVERAGE),
    "ad_pct": ("compared", INSUFFICIENT_COVERAGE),
    "ad_line": ("compared", INSUFFICIENT_COVERAGE),
    "mcclellan": ("compared", WARM_UP),
    "summation": ("compared", WARM_UP),
    "zweig.value": ("compared", WARM_UP),
    "up_volume": ("with_volume", INSUFFICIENT_COVERAGE),
    "down_volume": ("with_volume", INSUFFICIENT_COVERAGE),
    "trin": ("with_volume", "zero_divisor"),
    "new_highs": ("range", INSUFFICIENT_COVERAGE),
    "new_lows": ("range", INSUFFICIENT_COVERAGE),
    "record_high_pct": ("range", "no_new_highs_or_lows"),
    "high_low_index": ("range", WARM_UP),
    "rsi_bands.overbought": ("rsi", INSUFFICIENT_COVERAGE),
    "rsi_bands.oversold": ("rsi", INSUFFICIENT_COVERAGE),
    "rsi_bands.median": ("rsi", INSUFFICIENT_COVERAGE),
    "volume_breadth_pct": ("volume", INSUFFICIENT_COVERAGE),
    "above_sma_pct": ("sma", INSUFFICIENT_COVERAGE),
    "above_sma_percentile": ("sma", WARM_UP),
    "above_sma_change": ("sma", NO_EARLIER_VALUE),
    "score": ("score", INSUFFICIENT_COVERAGE),
    "label": ("score", INSUFFICIENT_COVERAGE),
    "label_since": ("score", INSUFFICIENT_COVERAGE),
    "score_percentile": ("score", WARM_UP),
    "score_change": ("score", NO_EARLIER_VALUE),
}


def reasons(record: Record, t: int, data: dict[str, Any]) -> dict[str, str]:
    """As `missing`, and what the market as a whole does not have."""
    return missing(record, t, data) | _absent(record, data)


def missing(record: Record, t: int, data: dict[str, Any]) -> dict[str, str]:
    """Dotted name of each figure in `data` that is None -> its reason."""
    coverage = _coverage(record, t)
    silent = record.total[t, at.TRADED] > 0 and record.total[t, at.WITH_VOLUME] == 0
    why = {}
    for path in _missing(data):
        name = next((known for known in (path, path.split(".")[0]) if known in _NEEDS), None)
        if name is None:
            continue
        need, otherwise = _NEEDS[name]
        if need == "sma":
            need += path.split(".")[1]
        if need in ("with_volume", "volume") and silent:
            why[path] = NO_VOLUME
        else:
            why[path] = otherwise if coverage[need] else INSUFFICIENT_COVERAGE
    return why


def _coverage(record: Record, t: int) -> dict[str, bool]:
    total, members = record.total[t], record.sector_members[t].sum()
    valid = {
        "compared": compared(total), "with_volume": total[at.WITH_VOLUME], "range": total[at.VALID_RANGE],
        "rsi": total[at.VALID_RSI], "volume": total[at.VALID_VOLUME],
        **{f"sma{n}": total[k] for n, k in zip(at.SMA_WINDOWS, at.VALID_SMA, strict=True)},
    }  # fmt: skip
    enough = {name: bool(covered(count, members)) for name, count in valid.items()}
    return enough | {"score": enough["sma20"] and enough["sma50"] and enough["sma200"]}


def _missing(data: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Dotted names of the figures that are None, through nested objects but not lists."""
    for key, value in data.items():
        if value is None:
            yield prefix + key
        elif isinstance(value, dict):
            yield from _missing(value, f"{prefix}{key}.")


def _absent(record: Record, data: dict[str, Any]) -> dict[str, str]:
    """What the market as a whole does not have."""
    why = {} if record.sectors else {"sectors": NO_SECTORS}
    return why if data["zweig"]["benchmark"] else why | {"zweig.thrusts.forward_pct": NO_BENCHMARK}
