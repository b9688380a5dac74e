"""Divergences a second time, plainly: every session looks at nothing but the closes until then, and replays what it would have said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import talib

from dashboard.market.panel import Panel


@dataclass
class One:
    kind: str
    direction: str
    symbol: str
    earlier: int
    pivot: int
    known: int
    swing: float
    extreme: float | None
    against: tuple[str, ...] = ()
    levels: tuple[float, ...] = ()

    def status(self, closes: dict[str, np.ndarray], t: int) -> tuple[str, int]:
        """Status at session t, and the session it dates from, walking from the session it became known."""
        sign = 1 if self.direction == "bullish" else -1
        good = set()
        for now in range(self.known, min(t, self.known + 63) + 1):
            close = closes[self.symbol][now]
            if sign * close > sign * self.swing:
                return "confirmed", now
            if self.extreme is not None and sign * close < sign * self.extreme:
                return "failed", now
            if now > self.known:
                good |= {
                    s
                    for s, level in zip(self.against, self.levels, strict=True)
                    if -sign * closes[s][now] > -sign * level
                }
            if self.against and good == set(self.against):
                return "failed", now
        return ("expired", self.known + 63) if t >= self.known + 63 else ("open", self.known)


def pivots(values: np.ndarray, sign: int) -> list[int]:
    """Bars whose sign · value exceeds the five before and is not exceeded by the five after."""
    windows = np.lib.stride_tricks.sliding_window_view(sign * values, 11)
    middle = windows[:, 5:6]
    return (np.flatnonzero((middle > windows[:, :5]).all(axis=1) & (middle >= windows[:, 6:]).all(axis=1)) + 5).tolist()


def all_of(panel: Panel, symbols: tuple[str, ...], share: np.ndarray | None) -> list[One]:
    closes = {symbol: panel.close[:, panel.column(symbol)] for symbol in symbols}
    found: list[One] = []
    for symbol in symbols:
        rows = np.flatnonzero(~np.isnan(closes[symbol]))
        close = np.ascontiguousarray(closes[symbol][rows])
        rsi = np.where(np.arange(len(close)) < 149, np.nan, talib.RSI(close, 14))
        histogram = talib.MACD(close, 12, 26, 9)[2]
        for name, oscillator in (("rsi", rsi), ("macd", histogram)):
            found += against_oscillator(name, symbol, rows, close, oscillator)
        found += dow(panel, symbol, symbols, closes)
        if share is not None:
            found += breadth(symbol, rows, close, share[rows])
    return found


def levels(close: np.ndarray, direction: str, p: int, q: int) -> tuple[float, float]:
    if direction == "bearish":
        return close[p : q + 1].min(), close[q - 5 : q + 6].max()
    return close[p : q + 1].max(), close[q - 5 : q + 6].min()


def against_oscillator(
    name: str, symbol: str, rows: np.ndarray, close: np.ndarray, oscillator: np.ndarray
) -> Iterator[One]:
    for direction, at in (("bearish", pivots(oscillator, 1)), ("bullish", pivots(oscillator, -1))):
        for p, q in pairwise(at):
            if not 5 <= q - p <= 60:
                continue
            price, other = np.sign(close[q] - close[p]), np.sign(oscillator[q] - oscillator[p])
            if price * other != -1:
                continue
            further = price == (1 if direction == "bearish" else -1)
            kind = f"{name}_{'regular' if further else 'hidden'}"
            yield One(kind, direction, symbol, rows[p], rows[q], rows[q + 5], *levels(close, direction, p, q))


def yearly_pivots(close: np.ndarray, sign: int) -> list[int]:
    return [p for p in pivots(close, sign) if p >= 251 and (sign * close[p] >= sign * close[p - 251 : p + 1]).all()]


def breadth(symbol: str, rows: np.ndarray, close: np.ndarray, share: np.ndarray) -> Iterator[One]:
    for direction, sign in (("bearish", 1), ("bullish", -1)):
        at = yearly_pivots(close, sign)
        for q in at:
            before = [p for p in at if rows[p] <= rows[q] - 20]
            if not before:
                continue
            p = before[-1]
            if not sign * close[q] > sign * close[p]:
                continue
            there, here = (sign * share[m - 5 : m + 6] for m in (p, q))
            if np.isnan(there).all() or np.isnan(here).all() or not np.nanmax(here) < np.nanmax(there):
                continue
            yield One("breadth", direction, symbol, rows[p], rows[q], rows[q + 5], *levels(close, direction, p, q))


def dow(panel: Panel, leader: str, symbols: tuple[str, ...], closes: dict[str, np.ndarray]) -> Iterator[One]:
    rows = np.flatnonzero(~np.isnan(closes[leader]))
    close = closes[leader][rows]
    for direction, sign in (("bearish", 1), ("bullish", -1)):
        every = pivots(close, sign)
        for q in yearly_pivots(close, sign):
            before = [p for p in every if p < q]
            if not before:
                continue
            known, lagging = rows[q + 5], {}
            for other in symbols:
                level = lags(closes[other], sign, rows[q], known)
                if other != leader and level is not None:
                    lagging[other] = level
            if lagging:
                swing = levels(close, direction, before[-1], q)[0]
                names, missed = tuple(lagging), tuple(lagging.values())
                yield One(
                    "dow_non_confirmation",
                    direction,
                    leader,
                    rows[before[-1]],
                    rows[q],
                    known,
                    swing,
                    None,
                    names,
                    missed,
                )


def lags(close: np.ndarray, sign: int, pivot: int, known: int) -> float | None:
    """The extreme that the index fell short of, None when it did not."""
    own = np.flatnonzero(~np.isnan(close[: known + 1]))
    if len(own) < 252 or own[-1] != known:
        return None
    for k in range(max(251, int(np.searchsorted(own, pivot - 21))), len(own)):
        if sign * close[own[k]] >= (sign * close[own[k - 251 : k + 1]]).max():
            return None
    return float(sign * (sign * close[own[-252:]]).max())
