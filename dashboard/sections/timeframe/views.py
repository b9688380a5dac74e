"""The answers of timeframe, each a slice of the result or one symbol's own bars worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.errors import BadQuery
from dashboard.section import Result
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.alignment_view import alignment_of, own_record, table
from dashboard.sections.timeframe.one import One, one
from dashboard.sections.timeframe.patterns import NAMES as PATTERN_NAMES
from dashboard.sections.timeframe.patterns import aligned, patterns_of
from dashboard.sections.timeframe.period_view import NAMES, figures, period_view
from dashboard.sections.timeframe.plain import number, scores
from dashboard.sections.timeframe.record import Record, record_of
from dashboard.sections.timeframe.scans_view import scans_at

FACE_REASONS = ("score", "forming", "flip_close")
SERIES = (
    "daily",
    "weekly",
    "monthly",
    "weekly_forming",
    "monthly_forming",
    "score",
    "agreement",
    "aligned_up_pct",
    "aligned_down_pct",
    "scan_long",
    "scan_short",
)


def column_of(record: Record, symbol: str | None) -> int | None:
    """The column of the symbol, the benchmark's without one; BadQuery names an unknown symbol."""
    if symbol is None:
        return record.benchmark
    try:
        return record.panel.column(symbol)
    except KeyError:
        raise BadQuery(f"symbol={symbol!r} is not in this market; write it as the universe has it.") from None


def everything(result: Result, t: int, symbol: str | None = None) -> dict[str, Any]:
    """The three periods of the benchmark and its alignment, every index, and the scans; of a symbol its own periods and alignment."""
    record = record_of(result)
    column = column_of(record, symbol)
    whole = None if column is None else one(record.panel, record.calendar, column, t)
    return {
        "symbol": None if column is None else record.panel.symbols[column],
        "name": None if column is None else record.panel.instruments[column].name,
        "traded": whole is not None and whole.traded,
        "periods": {} if whole is None else {name: period(record, whole, k) for k, name in enumerate(NAMES)},
        "alignment": None if whole is None else alignment_of(record, whole),
        **({} if symbol is not None else _of_market(record, t)),
        "reasons": {} if whole is not None else {"periods": "no_benchmark"},
    }


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `everything`, what the closed card reads: the benchmark's periods and its alignment."""
    record = record_of(result)
    if record.benchmark is None:
        return {"periods": {}, "alignment": None}
    whole = one(record.panel, record.calendar, record.benchmark, t)
    told = alignment_of(record, whole)
    return {
        "periods": {name: _of_face(figures(record, whole, k)) for k, name in enumerate(NAMES)},
        "alignment": {name: told[name] for name in ("pattern", "score", "sentence", "reasons")},
    }


def _of_face(found: dict[str, Any]) -> dict[str, Any]:
    forming, flip = found["forming"], found["flip"]
    return {
        "closed": {"score": found["score"]}, "forming": None if forming is None else {"score": forming["score"]},
        "flip_close": found["flip_close"], "flip": {name: flip[name] for name in ("direction", "distance_pct")},
        "reasons": {name: why for name, why in found["reasons"].items() if name in FACE_REASONS},
    }  # fmt: skip


def _of_market(record: Record, t: int) -> dict[str, Any]:
    """What concerns no symbol by itself."""
    scans = scans_at(record.readings, t, record.panel.stocks > 0)
    return {"indices": [_index(record, k, t) for k in record.indices], "scans": scans}


def period(record: Record, whole: One, k: int) -> dict[str, Any]:
    """Closed and forming of one period beside each other."""
    found = figures(record, whole, k)
    closed = {name: found[name] for name in ("score", "votes", "since", "closed_on")}
    rest = {name: found[name] for name in ("forming", "closes_on", "flip_close", "flip", "history", "reasons")}
    return {"closed": closed, **rest}


def _index(record: Record, column: int, t: int) -> dict[str, Any]:
    """One index: its three periods and its alignment."""
    whole = one(record.panel, record.calendar, column, t)
    instrument = record.panel.instruments[column]
    periods = {}
    for k, name in enumerate(NAMES):
        found = figures(record, whole, k)
        forming = found["forming"]
        periods[name] = {"closed": found["score"], "forming": None if forming is None else forming["score"],
                         "flip_close": found["flip_close"], "flip_distance_pct": found["flip"]["distance_pct"]}  # fmt: skip
    return {**alignment_of(record, whole), "name": instrument.name, "traded": whole.traded, "periods": periods}


def daily(result: Result, t: int, symbol: str | None = None) -> dict[str, Any] | None:
    """Days of the benchmark, or of the symbol."""
    return _period(result, t, symbol, at.DAILY)


def weekly(result: Result, t: int, symbol: str | None = None) -> dict[str, Any] | None:
    """Weeks of the benchmark, or of the symbol."""
    return _period(result, t, symbol, at.WEEKLY)


def monthly(result: Result, t: int, symbol: str | None = None) -> dict[str, Any] | None:
    """Months of the benchmark, or of the symbol."""
    return _period(result, t, symbol, at.MONTHLY)


def _period(result: Result, t: int, symbol: str | None, k: int) -> dict[str, Any]:
    record = record_of(result)
    column = column_of(record, symbol)
    if column is None:
        return {"symbol": None, "reasons": {"score": "no_benchmark"}}
    return period_view(record, one(record.panel, record.calendar, column, t), k)


def alignment(result: Result, t: int, symbol: str | None = None) -> dict[str, Any]:
    """Alignment of the benchmark (or the symbol) with its own record; of the universe the record, the shares and every symbol's row."""
    record = record_of(result)
    column = column_of(record, symbol)
    whole = None if column is None else one(record.panel, record.calendar, column, t)
    own = (
        {"symbol": None, "score": None, "agreement": None, "pattern": None, "sentence": None}
        if whole is None
        else alignment_of(record, whole)
    )
    valid = int(record.counts[at.WITH_ALIGNMENT, t])
    return {
        **own,
        "record": None if whole is None else own_record(whole),
        **({} if symbol is not None else {"universe": {
            "record": table(record.followed[t]) if record.panel.stocks else None,
            "valid": valid, "members": int(result.members[t]),
            "up_pct": number(result.series["aligned_up_pct"][t]), "down_pct": number(result.series["aligned_down_pct"][t]),
            "reason": None if not np.isnan(result.series["aligned_up_pct"][t]) else (
                "insufficient_coverage" if record.panel.stocks else "no_stocks"),
        }, "patterns": list(PATTERN_NAMES), "symbols": symbols(result, t)}),
    }  # fmt: skip


def symbols(result: Result, t: int) -> dict[str, list[Any]]:
    """Every listed stock with an alignment at session t as columns, most aligned upwards first."""
    record = record_of(result)
    panel, stocks = record.panel, record.panel.stocks
    d, w, m = (line[:stocks].astype(np.float64) for line in record.pages.at(t))
    mean, agreement = aligned(d, w, m)
    order = np.argsort(-np.where(np.isnan(mean) | ~_listed(record, t), -np.inf, mean), kind="stable")
    order = order[: int((~np.isnan(mean) & _listed(record, t)).sum())]
    chosen = [panel.instruments[s] for s in order.tolist()]
    return {
        "symbol": [instrument.symbol for instrument in chosen],
        "name": [instrument.name for instrument in chosen],
        "sector": [instrument.sector for instrument in chosen],
        "daily": scores(d[order]), "weekly": scores(w[order]), "monthly": scores(m[order]),
        "score": scores(mean[order]), "agreement": scores(agreement[order]),
        "pattern": patterns_of(d[order], w[order], m[order]),
    }  # fmt: skip


def _listed(record: Record, t: int) -> Any:
    """Bool [stocks]: whether each stock is listed at session t."""
    day = record.panel.sessions[t]
    stocks = record.panel.instruments[: record.panel.stocks]
    dates = ((stock.listed or day, stock.delisted or day) for stock in stocks)
    return np.fromiter((first <= day <= last for first, last in dates), dtype=bool, count=len(stocks))


def symbol_table(result: Result, t: int) -> Mapping[str, list[Any]]:
    """The symbols' table as columns."""
    return symbols(result, t)


def history(result: Result, rows: slice) -> dict[str, Any]:
    """The benchmark's scores and alignment, and the shares of stocks aligned up and down, over the rows."""
    counted = record_of(result).counts[at.WITH_ALIGNMENT][rows]
    return {
        "session": result.labels[rows],
        **{name: result.series[name][rows] for name in SERIES},
        "valid": np.ascontiguousarray(counted).astype(np.int64),
        "members": np.ascontiguousarray(result.members[rows]),
    }
