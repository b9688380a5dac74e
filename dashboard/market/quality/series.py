"""A docket's standing rows as series: each symbol's own bars in order, their log returns, and how far those usually go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.market.panel import Kind
from dashboard.market.quality.days import Days
from dashboard.market.quality.docket import BoolArray, Docket

MAD_TO_SD = 1.4826  # the median absolute deviation of a normal variable is sd/1.4826
FEWEST_RETURNS = 20
SCALE_FLOOR: Mapping[Kind, float] = {"stock": 0.01, "index": 0.005, "volatility": 0.14}
SCALE_UNKNOWN = 0.03  # where there are too few returns to measure


@dataclass(frozen=True, slots=True)
class Series:
    """Own bars, all arrays of length S, one symbol after the other.

    rows: where each bar stands in the docket. opens: whether it is its symbol's first. start: the index of its symbol's first bar,
    stop: one behind its last. number: the running number of its session. open, high, low, close: on one basis (scaled by
    adj_close/close where the symbol has adjusted closes). volume and turnover (close times volume, as delivered): NaN if unknown.
    moved: log return from the previous own bar, NaN at the first. scale: 1.4826·MAD of the symbol's returns that are not 0, floored.
    volatility, index: whether the symbol is of that kind.
    """

    rows: IntArray
    code: IntArray
    opens: BoolArray
    start: IntArray
    stop: IntArray
    session: SessionArray
    number: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray
    turnover: FloatArray
    moved: FloatArray
    scale: FloatArray
    volatility: BoolArray
    index: BoolArray

    def __len__(self) -> int:
        return len(self.rows)

    def sessions_since(self) -> IntArray:
        """Int64 [S]: sessions from the previous own bar to this one; 0 at a symbol's first."""
        since = np.zeros(len(self), dtype=np.int64)
        since[1:] = self.number[1:] - self.number[:-1]
        since[self.opens] = 0
        return since


def series_of(docket: Docket, days: Days) -> Series:
    """The docket's standing bars as series."""
    rows = np.flatnonzero(docket.standing)
    code = docket.bars.code[rows]
    opens = np.ones(len(rows), dtype=bool)
    opens[1:] = code[1:] != code[:-1]
    first = np.append(np.flatnonzero(opens), len(rows))
    lengths = np.diff(first)
    session = docket.bars.session[rows]
    raw, volume = docket.bars.close[rows], docket.value("volume")[rows]
    factor = _factor(docket, rows, raw)
    close = raw * factor
    moved = np.full(len(rows), np.nan)
    moved[1:] = np.log(close[1:] / close[:-1])
    moved[opens] = np.nan
    kinds: list[Kind] = [docket.kinds.get(docket.bars.symbols[c], "stock") for c in code[opens].tolist()]
    return Series(
        rows=rows,
        code=code,
        opens=opens,
        start=np.repeat(first[:-1], lengths),
        stop=np.repeat(first[1:], lengths),
        session=session,
        number=days.number(session),
        open=docket.value("open")[rows] * factor,
        high=docket.value("high")[rows] * factor,
        low=docket.value("low")[rows] * factor,
        close=close,
        volume=volume,
        turnover=raw * volume,
        moved=moved,
        scale=np.repeat(_scales(moved, first, kinds), lengths),
        volatility=np.repeat(np.array([kind == "volatility" for kind in kinds], dtype=bool), lengths),
        index=np.repeat(np.array([kind == "index" for kind in kinds], dtype=bool), lengths),
    )


def window(series: Series, at: IntArray, before: int, after: int) -> IntArray:
    """Int64 [len(at), before+after]: the own bars around each bar, itself left out, -1 beyond the symbol's ends."""
    offsets = np.concatenate([np.arange(-before, 0), np.arange(1, after + 1)])
    places = at[:, None] + offsets
    inside = (places >= series.start[at][:, None]) & (places < series.stop[at][:, None])
    return np.where(inside, places, -1)


def typical(values: FloatArray, places: IntArray, fewest: int = 1) -> FloatArray:
    """The median over each row of `places` (as from `window`); NaN where fewer than `fewest` values are known."""
    return median_of_rows(np.where(places >= 0, values[np.maximum(places, 0)], np.nan), fewest)


def median(values: FloatArray) -> float:
    """The upper median of one or more known values; a third of the cost of np.median on a few thousand."""
    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])


def median_of_rows(values: FloatArray, fewest: int = 1) -> FloatArray:
    """The median of each row's known values; NaN where fewer than `fewest` are known."""
    ordered = np.sort(values, axis=1)  # NaN last
    known = np.sum(~np.isnan(ordered), axis=1)
    row = np.arange(len(ordered))
    middle = (
        ordered[row, np.maximum(known - 1, 0) // 2] + ordered[row, np.minimum(known // 2, values.shape[1] - 1)]
    ) / 2
    return np.where(known >= max(fewest, 1), middle, np.nan)


def _factor(docket: Docket, rows: IntArray, raw: FloatArray) -> FloatArray | float:
    """adj_close/close where the symbol has adjusted closes (then every standing row has one), else 1."""
    adjusted = docket.bars.adj_close[rows]
    known = ~np.isnan(adjusted)
    return np.where(known, adjusted / raw, 1.0) if known.any() else 1.0


def _scales(moved: FloatArray, first: IntArray, kinds: list[Kind]) -> FloatArray:
    """One scale per symbol. Returns of 0 are left out: a series that mostly stands still would have a MAD of 0."""
    scales = np.empty(len(kinds))
    for place, kind in enumerate(kinds):
        returns = moved[first[place] + 1 : first[place + 1]]
        scales[place] = max(_scale(returns[returns != 0]), SCALE_FLOOR[kind])
    return scales


def _scale(returns: NDArray[np.float64]) -> float:
    if len(returns) < FEWEST_RETURNS:
        return SCALE_UNKNOWN
    return MAD_TO_SD * median(np.abs(returns - median(returns)))
