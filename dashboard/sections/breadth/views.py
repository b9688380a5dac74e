"""The three answers of breadth, each a slice of the result."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.section import Result
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.labels import label_of, labels_of
from dashboard.sections.breadth.plain import count, counts, number, plain
from dashboard.sections.breadth.reasons import missing, reasons
from dashboard.sections.breadth.record import Record, record_of
from dashboard.sections.breadth.tables import movers, sectors
from dashboard.sections.breadth.thrust_view import zweig_at

CHANGES = (1, 5, 20)
FACE_CHANGE = "5"
_WHOLE = ("advances", "declines", "unchanged", "new_highs", "new_lows")
_PLAIN = (
    "ad_pct", "ad_line", "trin", "up_volume", "down_volume", "record_high_pct", "high_low_index", "mcclellan", "summation",
    "volume_breadth_pct", "score", "score_percentile",
)  # fmt: skip
_TODAYS_LIST = "The universe is today's list of symbols: those that left it earlier are missing, so the past looks better than it was."
_LISTING_DATES = "Each session counts the symbols that were listed then."


def current(result: Result, t: int) -> dict[str, Any]:
    """Everything about session t."""
    record, series = record_of(result), result.series
    score = series["score"]
    since = int(record.label_since[t])
    data: dict[str, Any] = {
        **{name: count(series[name][t]) for name in _WHOLE},
        **{name: number(series[name][t]) for name in _PLAIN},
        **_averages(result, record, t),
        "members": int(result.members[t]),
        "rsi_bands": {
            "overbought": count(series["rsi_overbought"][t]), "oversold": count(series["rsi_oversold"][t]),
            "median": number(series["rsi_median"][t]), "valid": int(record.total[t, at.VALID_RSI]),
        },
        "zweig": zweig_at(result, record.thrusts, t),
        "sectors": sectors(record, t),
        "movers": movers(record, t),
        "label": label_of(score[t]),
        "label_since": result.labels[since] if since >= 0 else None,
        "score_change": {str(k): number(_change(score, t, k)) for k in CHANGES},
        "universe": {"basis": "listing_dates", "note": _LISTING_DATES} if record.knows_listings else (
            {"basis": "todays_list", "note": _TODAYS_LIST}
        ),
    }  # fmt: skip
    return {**data, "reasons": reasons(record, t, data)}


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `current`, what the closed card reads."""
    record, series = record_of(result), result.series
    data: dict[str, Any] = {
        **{name: count(series[name][t]) for name in _WHOLE},
        "score": number(series["score"][t]),
        "label": label_of(series["score"][t]),
        "score_change": {FACE_CHANGE: number(_change(series["score"], t, int(FACE_CHANGE)))},
        "above_sma_pct": dict(zip(map(str, at.SMA_WINDOWS), plain(series["above_sma_pct"][t]), strict=True)),
    }
    return {**data, "reasons": missing(record, t, data)}


def _averages(result: Result, record: Record, t: int) -> dict[str, Any]:
    """The shares above the four averages, with their coverage, changes and percentiles, keyed by window."""
    share, ranked = result.series["above_sma_pct"], result.series["above_sma_percentile"]
    keys = [str(n) for n in at.SMA_WINDOWS]
    return {
        "above_sma_pct": dict(zip(keys, plain(share[t]), strict=True)),
        "valid": dict(zip(keys, record.total[t, list(at.VALID_SMA)].tolist(), strict=True)),
        "above_sma_change": {
            key: {str(k): number(_change(share[:, column], t, k)) for k in CHANGES} for column, key in enumerate(keys)
        },
        "above_sma_percentile": dict(zip(keys, plain(ranked[t]), strict=True)),
    }


def _change(figures: Any, t: int, sessions: int) -> float:
    """The change over that many sessions; NaN where either end is missing."""
    return float(figures[t] - figures[t - sessions]) if t >= sessions else float("nan")


def sma(result: Result, rows: slice) -> dict[str, Any]:
    """The shares above SMA 20, 50, 100 and 200 with their coverage, over the rows."""
    share, valid = result.series["above_sma_pct"][rows], record_of(result).total[rows, list(at.VALID_SMA)]
    keys = [str(n) for n in at.SMA_WINDOWS]
    return {
        "session": result.labels[rows],
        "above_sma_pct": {key: np.ascontiguousarray(share[:, column]) for column, key in enumerate(keys)},
        "valid": {key: np.ascontiguousarray(valid[:, column]) for column, key in enumerate(keys)},
        "members": np.ascontiguousarray(result.members[rows]),
    }


def history(result: Result, rows: slice) -> dict[str, Any]:
    """Every other series, and the label, over the rows."""
    series = result.series
    floats = {name: series[name][rows] for name in (*_PLAIN, "zweig", "rsi_median")}
    whole = {name: counts(series[name][rows]) for name in (*_WHOLE, "rsi_overbought", "rsi_oversold")}
    return {
        "session": result.labels[rows],
        **whole,
        **floats,
        "label": labels_of(series["score"][rows]),
        "valid": np.ascontiguousarray(result.valid[rows]),
        "members": np.ascontiguousarray(result.members[rows]),
    }
