"""The ladder at one session: every index against its averages, its crosses, Faber's state; and the trend over all of them."""

from __future__ import annotations

from math import isnan
from typing import Any

from dashboard.section import Result
from dashboard.sections.index.plain import number, over
from dashboard.sections.index.reasons import reasons_of
from dashboard.sections.index.record import Record, record_of
from dashboard.sections.index.selection import place_of
from dashboard.sections.index.trend import LABELS, TIE
from dashboard.sections.index.windows import CROSS, FABER_MONTHS, NEEDS, SMA_WINDOWS


def sma(result: Result, t: int) -> dict[str, Any]:
    """Every index at session t, and the trend."""
    record = record_of(result)
    rows = [ladder(result, t, s) for s in range(len(record.symbols))]
    return {"indices": rows, "trend": trend(result, t), "needs": NEEDS}


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `sma`, what the closed card reads."""
    record = record_of(result)
    told = trend(result, t)
    return {
        "indices": [_row(result, t, s) for s in range(len(record.symbols))],
        "trend": {name: told[name] for name in ("label", "since", "reason")},
    }


def _row(result: Result, t: int, s: int) -> dict[str, Any]:
    close = float(result.series["close"][t, s])
    rungs = {n: _rung(result, t, s, n, close) for n in CROSS}
    return {
        "symbol": record_of(result).symbols[s],
        "name": record_of(result).names[s],
        "close": number(close),
        "sma": {str(n): {name: rung[name] for name in ("distance_pct", "above")} for n, rung in rungs.items()},
    }


def sma_of(result: Result, t: int, symbol: str) -> dict[str, Any]:
    """One index at session t."""
    return ladder(result, t, place_of(result, symbol))


def ladder(result: Result, t: int, s: int) -> dict[str, Any]:
    """Index s against its averages."""
    record, series = record_of(result), result.series
    close = float(series["close"][t, s])
    row: dict[str, Any] = {
        "symbol": record.symbols[s],
        "name": record.names[s],
        "close": number(close),
        "bars": int(record.bars[t, s]),
        "sma": {str(n): _rung(result, t, s, n, close) for n in SMA_WINDOWS},
        "crosses": crosses(result, t, s),
        "faber": faber(result, t, s, close),
    }
    return {**row, "reasons": reasons_of(record, t, s, row)}


def _rung(result: Result, t: int, s: int, n: int, close: float) -> dict[str, Any]:
    series = result.series
    value, flip = float(series[f"sma_{n}"][t, s]), float(series[f"flip_{n}"][t, s])
    known = not isnan(value)
    return {
        "value": number(value),
        "distance_pct": number(100.0 * (close / value - 1.0)) if known else None,
        "distance_atr": over(close - value, float(series["atr"][t, s])),
        "slope_pct": number(series[f"slope_{n}"][t, s]),
        "above": close > value * (1.0 + TIE) if known else None,
        "flip_close": number(flip),
        "flip_pct": number(100.0 * (flip / close - 1.0)) if known else None,
    }


def crosses(result: Result, t: int, s: int) -> dict[str, Any]:
    """The last golden and death cross known at session t, the newer of them as `last`, and how far the averages lie apart."""
    record, series = record_of(result), result.series
    short, long = (float(series[f"sma_{n}"][t, s]) for n in CROSS)
    rows = {"golden": int(record.golden[t, s]), "death": int(record.death[t, s])}
    made = {
        kind: {"session": result.labels[row], "age_sessions": t - row} if row >= 0 else None
        for kind, row in rows.items()
    }
    newer = max(rows, key=lambda kind: rows[kind])
    apart = 100.0 * (short / long - 1.0)
    last = {"kind": newer, **(made[newer] or {})} if rows[newer] >= 0 else None
    return {**made, "last": last, "distance_pct": number(apart), "above": None if isnan(apart) else short > long}


def faber(result: Result, t: int, s: int, close: float) -> dict[str, Any]:
    """The state at the last closed month, and what the running month would make of it at today's close."""
    record, months = record_of(result), record_of(result).months[s]
    k = int(months.rows.searchsorted(t, side="right")) - 1
    known = k >= 0 and not isnan(months.average[k])
    return {
        "state": ("above" if months.above[k] else "below") if known else None,
        "since": result.labels[months.rows[months.since[k]]] if known else None,
        "months": int(k - months.since[k]) + 1 if known else None,
        "closed": {
            "session": result.labels[months.rows[k]],
            "close": number(months.close[k]),
            "value": number(months.average[k]),
        }
        if k >= 0
        else None,
        "closed_months": k + 1,
        "forming": _forming(result, record, t, k, months, close),
    }


def _forming(result: Result, record: Record, t: int, k: int, months: Any, close: float) -> dict[str, Any] | None:
    """The running month as session t had it; None on the session that closed one, and without a close or nine months before."""
    if k < 0 or result.labels[t] == str(record.closes_on[t]) or isnan(close) or k + 2 < FABER_MONTHS:
        return None
    flip = float(months.last_nine[k])
    return {
        "close": close,
        "value": ((FABER_MONTHS - 1) * flip + close) / FABER_MONTHS,
        "above": close > flip,
        "flip_close": flip,
        "closes_on": str(record.closes_on[t]),
    }


def trend(result: Result, t: int) -> dict[str, Any]:
    """The label over all indices, from those that have both averages; a missing index counts as missing."""
    record, series = record_of(result), result.series
    code, since = float(series["trend"][t]), int(record.trend_since[t])
    known = not isnan(code)
    judged = [s for s in range(len(record.symbols)) if all(not isnan(series[f"sma_{n}"][t, s]) for n in CROSS)]
    return {
        "label": LABELS[int(code)] if known else None,
        "since": result.labels[since] if known else None,
        "score": number(series["trend_score"][t]),
        "valid": int(series["trend_judged"][t]),
        "members": len(record.symbols),
        "missing": [record.symbols[s] for s in range(len(record.symbols)) if s not in judged],
        "above": {str(n): int(series[f"trend_above_{n}"][t]) if known else None for n in CROSS},
        "mean_distance_pct": {str(n): number(series[f"trend_distance_{n}"][t]) for n in CROSS},
        "reason": None if known else "insufficient_coverage",
    }


def ladder_table(result: Result, t: int) -> dict[str, list[Any]]:
    """The ladder as columns, one row for each index and average."""
    rows = [(row, n, rung) for row in sma(result, t)["indices"] for n, rung in row["sma"].items()]
    columns: dict[str, list[Any]] = {
        "session": [result.labels[t]] * len(rows),
        "symbol": [row["symbol"] for row, _, _ in rows],
        "close": [row["close"] for row, _, _ in rows],
        "sma": [int(n) for _, n, _ in rows],
    }
    names = ("value", "distance_pct", "distance_atr", "slope_pct", "above", "flip_close", "flip_pct")
    return columns | {name: [rung[name] for _, _, rung in rows] for name in names}
