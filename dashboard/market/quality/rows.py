"""Rows that contradict themselves: no price, a price of zero, a high below the low, a close the day never traded at."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.quality.docket import BoolArray, Docket

ROUNDING = (
    2e-4  # of the price: float32 noise is 1e-7, adjusting and rounding to four digits 1e-4; real errors start at 1e-3
)
HIGHEST_FACTOR = 1e10  # adj_close/close or its inverse: fourteen years of a decaying fund's reverse splits come to 3e8
PRICES = ("open", "high", "low")


def judge_rows(docket: Docket) -> None:
    """Set aside rows whose own prices can't be right; where only open, high, low or volume is bad, keep the bar without it."""
    nameless = np.array([not symbol for symbol in docket.bars.symbols], dtype=bool)
    docket.set_aside(_rows(docket, nameless[docket.bars.code]), "no_symbol", "no symbol")
    _judge_close(docket)
    _judge_zero_prices(docket)
    _judge_missing_prices(docket)
    _judge_range(docket)
    _judge_volume(docket)


def judge_adjusted(docket: Docket) -> None:
    """A symbol that has adjusted closes is computed on them, so a row without a sane one would mix two price bases."""
    bars = docket.bars
    has = np.isfinite(bars.adj_close) & docket.given
    if not has.any():
        return
    adjusted = np.bincount(bars.code, weights=has, minlength=len(bars.symbols)) > 0
    factor = bars.adj_close / bars.close
    sane = (factor > 1 / HIGHEST_FACTOR) & (factor < HIGHEST_FACTOR)
    rows = _rows(docket, adjusted[bars.code] & ~sane)
    phrases = [
        f"adjusted close {a:g} beside close {c:g}" for a, c in zip(bars.adj_close[rows], bars.close[rows], strict=True)
    ]
    docket.set_aside(rows, "bad_adj_close", phrases)


def _judge_close(docket: Docket) -> None:
    bars = docket.bars
    docket.set_aside(_rows(docket, ~np.isfinite(bars.close)), "no_price", "no close")
    negative = bars.close <= 0
    for column in PRICES:
        negative |= getattr(bars, column) < 0
    rows = _rows(docket, negative)
    docket.set_aside(
        rows, "not_positive", [f"open {o:g}, high {h:g}, low {w:g}, close {c:g}" for o, h, w, c in _ohlc(docket, rows)]
    )


def _judge_zero_prices(docket: Docket) -> None:
    """Some sources write 0 for "not known"; a zero low would be a 100 % fall, so the zeros go and the close stays."""
    zero = np.zeros(len(docket.bars), dtype=bool)
    for column in PRICES:
        values = getattr(docket.bars, column)
        zero |= (values == 0) | np.isinf(values)
    rows = _rows(docket, zero)
    docket.note(
        rows,
        "zero_prices",
        [f"open {o:g}, high {h:g}, low {w:g} beside close {c:g}" for o, h, w, c in _ohlc(docket, rows)],
    )
    for column in PRICES:
        values = getattr(docket.bars, column)
        docket.strike(rows[(values[rows] == 0) | np.isinf(values[rows])], (column,))


def _judge_missing_prices(docket: Docket) -> None:
    """A note only where the symbol's other rows have what this one lacks: a source of closes alone is no defect."""
    bars = docket.bars
    lacks = np.isnan(bars.open) | np.isnan(bars.high) | np.isnan(bars.low)
    if not lacks.any():
        return
    rows_of = np.bincount(bars.code)
    mostly_complete = np.bincount(bars.code, weights=lacks) * 2 < rows_of
    rows = _rows(docket, lacks & mostly_complete[bars.code])
    docket.note(rows, "missing_prices", [_missing(values) for values in _ohlc(docket, rows)])


def _judge_range(docket: Docket) -> None:
    bars, high, low = docket.bars, docket.value("high"), docket.value("low")
    rows = _rows(docket, high < low * (1 - ROUNDING))
    docket.set_aside(rows, "high_below_low", [f"high {h:g} below low {w:g}" for _, h, w, _ in _ohlc(docket, rows)])
    rows = _rows(docket, _outside(bars.close, high, low))
    docket.set_aside(
        rows, "close_outside", [f"close {c:g} outside low {w:g} and high {h:g}" for _, h, w, c in _ohlc(docket, rows)]
    )
    rows = _rows(docket, _outside(docket.value("open"), high, low))
    phrases = [f"open {o:g} outside low {w:g} and high {h:g}" for o, h, w, _ in _ohlc(docket, rows)]
    docket.note(rows, "open_outside", phrases, strike=("open",))


def _judge_volume(docket: Docket) -> None:
    volume = docket.bars.volume
    rows = _rows(docket, (volume < 0) | np.isinf(volume))
    docket.note(rows, "bad_volume", [f"volume {v:g}" for v in volume[rows]], strike=("volume",))


def _outside(price: FloatArray, high: FloatArray, low: FloatArray) -> BoolArray:
    """Whether the price is above the high or below the low by more than rounding; False where one is missing."""
    outside: BoolArray = (price > high * (1 + ROUNDING)) | (price < low * (1 - ROUNDING))
    return outside


def _rows(docket: Docket, charged: BoolArray) -> IntArray:
    return np.flatnonzero(charged & docket.standing)


def _ohlc(docket: Docket, rows: IntArray) -> list[tuple[float, ...]]:
    bars = docket.bars
    return list(zip(*(column[rows].tolist() for column in (bars.open, bars.high, bars.low, bars.close)), strict=True))


def _missing(values: tuple[float, ...]) -> str:
    return "without " + ", ".join(name for name, value in zip(PRICES, values, strict=False) if np.isnan(value))
