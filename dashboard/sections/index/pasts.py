"""The past of each figure of one index, of the one that leads where none is named; and the own bars that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.section import Input, Inputs, Result, Trace
from dashboard.sections.index.record import record_of
from dashboard.sections.index.windows import CROSS, TSMOM_RETURN, TSMOM_TARGET


def symbols(result: Result) -> Sequence[str]:
    """The indices of the market."""
    return record_of(result).symbols


def place_of(result: Result, of: str | None) -> int:
    """The place of the index, of the one that leads without a name."""
    record = record_of(result)
    return record.lead if of is None else record.symbols.index(of)


def figure(name: str, scale: float = 1.0) -> Trace:
    """A series of the index."""

    def trace(result: Result, t: int, of: str | None) -> FloatArray:
        values = result.series[name][: t + 1, place_of(result, of)]
        return values if scale == 1.0 else scale * values

    return trace


def _of(make: Callable[..., FloatArray], *names: str) -> Trace:
    """A figure made of several series of the index."""

    def trace(result: Result, t: int, of: str | None) -> FloatArray:
        s = place_of(result, of)
        with np.errstate(invalid="ignore", divide="ignore"):
            made = make(*(result.series[name][: t + 1, s] for name in names))
        return np.where(np.isfinite(made), made, np.nan)

    return trace


def distance(n: int) -> Trace:
    """Close against SMA(n), in percent."""
    return _of(lambda close, average: 100.0 * (close / average - 1.0), "close", f"sma_{n}")


apart = _of(lambda short, long: 100.0 * (short / long - 1.0), *(f"sma_{n}" for n in CROSS))
atr_pct = _of(lambda ranges, close: 100.0 * ranges / close, "atr", "close")
range_52w = _of(lambda close, low, high: (close - low) / (high - low), "close", "low_52w", "high_52w")
position = _of(lambda year, sigma: np.sign(year) * TSMOM_TARGET / sigma, f"roc_{TSMOM_RETURN}", "sigma")


def bars(n: int) -> Inputs:
    """The last n own bars of the index."""

    def inputs(result: Result, t: int, of: str | None) -> list[Input]:
        s = place_of(result, of)
        own = np.flatnonzero(~np.isnan(result.series["close"][: t + 1, s]))
        used, symbol = own[-n:], record_of(result).symbols[s]
        if not len(used) or own[-1] != t:
            last = None if not len(used) else result.labels[int(own[-1])]
            return [
                Input(f"own bars of {symbol}", None, last, min(len(own), n), n, missing="it did not trade this session")
            ]
        missing = None if len(own) >= n else f"{len(own)} of {n} bars so far"
        return [
            Input(f"own bars of {symbol}", result.labels[int(used[0])], result.labels[t], len(used), n, missing=missing)
        ]

    return inputs


def judged(result: Result, t: int, _of: str | None) -> list[Input]:
    """Every index with its distance to the longer average: those that the trend is made of, and those that lack an average."""
    short, long = CROSS
    made = []
    for symbol in symbols(result):
        (own,) = bars(long)(result, t, symbol)
        values = [float(distance(n)(result, t, symbol)[-1]) for n in (short, long)]
        missing = own.missing or ("warm_up" if any(np.isnan(values)) else None)
        made.append(
            Input(
                f"{symbol} to SMA {long}, %",
                own.first,
                own.last,
                own.valid,
                own.members,
                None if missing else values[1],
                missing,
            )
        )
    return made
