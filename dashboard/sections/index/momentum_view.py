"""Momentum at one session: returns, oscillators, range, drawdown, volatility and the time-series position of every index."""

from __future__ import annotations

from math import isnan
from typing import Any

from dashboard.section import Result
from dashboard.sections.index.plain import number, over, scaled
from dashboard.sections.index.reasons import reasons_of
from dashboard.sections.index.record import record_of
from dashboard.sections.index.selection import place_of
from dashboard.sections.index.windows import NEEDS, ROC_WINDOWS, TSMOM_RETURN, TSMOM_TARGET

PLAIN = ("rsi", "adx", "plus_di", "minus_di", "atr")
Row = dict[str, Any]


def momentum(result: Result, t: int) -> Row:
    """Every index at session t."""
    return {"indices": [row_of(result, t, s) for s in range(len(record_of(result).symbols))], "needs": NEEDS}


def face(result: Result, t: int) -> Row:
    """Of `momentum`, what the closed card reads."""
    rates = result.series["rsi"][t]
    return {"indices": [{"symbol": name, "rsi": number(rates[s])} for s, name in enumerate(record_of(result).symbols)]}


def momentum_of(result: Result, t: int, symbol: str) -> Row:
    """One index at session t."""
    return row_of(result, t, place_of(result, symbol))


def row_of(result: Result, t: int, s: int) -> Row:
    """Index s at session t."""
    record = record_of(result)
    now = {name: float(values[t, s]) for name, values in result.series.items() if values.ndim == 2}
    reach = now["high_52w"] - now["low_52w"]
    row: Row = {
        "symbol": record.symbols[s],
        "name": record.names[s],
        "close": number(now["close"]),
        "bars": int(record.bars[t, s]),
        "roc": {str(n): number(now[f"roc_{n}"]) for n in ROC_WINDOWS},
        "macd": {name: number(now[f"macd_{name}"]) for name in ("line", "signal", "histogram")},
        **{name: number(now[name]) for name in PLAIN},
        "atr_pct": over(100.0 * now["atr"], now["close"]),
        "drawdown_pct": scaled(now["drawdown"], 100.0),
        "range_52w": over(now["close"] - now["low_52w"], reach),
        "high_52w": number(now["high_52w"]),
        "low_52w": number(now["low_52w"]),
        "volatility": number(now["volatility"]),
        "volatility_percentile": number(now["volatility_percentile"]),
        "tsmom": tsmom(now[f"roc_{TSMOM_RETURN}"], now["sigma"]),
    }
    return {**row, "reasons": reasons_of(record, t, s, row)}


def tsmom(year: float, sigma: float) -> Row:
    """Moskowitz, Ooi, Pedersen (2012): long after a year's gain, short after a loss, scaled to 40 % volatility a year.

    position: in units of the capital, for the next session; sigma: a year, known at this close.
    """
    sign = None if isnan(year) else (year > 0) - (year < 0)
    scale = over(TSMOM_TARGET, sigma)
    position = None if sign is None or scale is None else sign * scale
    return {"sign": sign, "position": position, "sigma": number(sigma)}


def momentum_table(result: Result, t: int) -> dict[str, list[Any]]:
    """The same as columns, one row for each index, nested names dotted."""
    rows = [dict(_flat(row)) for row in momentum(result, t)["indices"]]
    columns: dict[str, list[Any]] = {"session": [result.labels[t]] * len(rows)}
    return columns | {name: [row[name] for row in rows] for name in rows[0]}


def _flat(row: Row, prefix: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in row.items():
        if name == "reasons":
            continue
        pairs += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return pairs
