"""The figures of every index over its own bars: the ladder of averages, momentum, volatility; each a series over all sessions."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.averages import sma_own
from dashboard.indicators.drawdown import drawdown_own
from dashboard.indicators.momentum import macd_own, roc_own, rsi_own
from dashboard.indicators.own_bars import OwnBars
from dashboard.indicators.percentile import percentile
from dashboard.indicators.ranges import atr_own, directional_own
from dashboard.indicators.volatility import ewma_com_own, realised_own
from dashboard.indicators.warm_up import WARM_UP_ADX, WARM_UP_ATR, WARM_UP_RSI
from dashboard.market.bars import FloatArray
from dashboard.sections.index import windows as at
from dashboard.sections.index.extremes import highest_own

Figures = dict[str, FloatArray]


def figures_of(bars: OwnBars) -> tuple[Figures, list[Figures]]:
    """Every figure by name: on the panel's sessions, float64 [T, N], and of each index's own bars, N times float64 [n bars]."""
    own = [_of_one(bars.high[part], bars.low[part], bars.close[part]) for part in map(bars.symbol, range(bars.count))]
    return {name: bars.spread(np.concatenate([one[name] for one in own])) for name in own[0]}, own


def _of_one(high: FloatArray, low: FloatArray, close: FloatArray) -> Figures:
    return {"close": close, **ladder(close), **momentum(high, low, close), **risk(high, low, close)}


def ladder(close: FloatArray) -> Figures:
    """Each average, the close that would flip its side at the next bar, and its slope in percent a session.

    A close c lies above the SMA(n) that includes it when c > (S + c) / n, S the sum of the n − 1 before: when c > S / (n − 1).
    So the close that flips is SMA(n − 1) of today.
    """
    figures = {}
    for n in at.SMA_WINDOWS:
        average = sma_own(close, n)
        figures[f"sma_{n}"] = average
        figures[f"flip_{n}"] = np.where(np.isnan(average), np.nan, sma_own(close, n - 1))
        figures[f"slope_{n}"] = 100.0 * roc_own(average, at.SLOPE) / at.SLOPE
    return figures


def momentum(high: FloatArray, low: FloatArray, close: FloatArray) -> Figures:
    """Returns, oscillators and directional movement, each from its warm-up on."""
    line, signal, histogram = macd_own(close, 12, 26, 9)
    adx, plus, minus = directional_own(high, low, close, at.ADX)
    return {
        **{f"roc_{n}": roc_own(close, n) for n in at.ROC_WINDOWS},
        "rsi": _from_bar(rsi_own(close, at.RSI), WARM_UP_RSI),
        "macd_line": line,
        "macd_signal": signal,
        "macd_histogram": histogram,
        "adx": _from_bar(adx, WARM_UP_ADX),
        "plus_di": _from_bar(plus, WARM_UP_ADX),
        "minus_di": _from_bar(minus, WARM_UP_ADX),
    }


def risk(high: FloatArray, low: FloatArray, close: FloatArray) -> Figures:
    """Ranges, drawdown and volatility; sigma is the volatility that time-series momentum is scaled by."""
    volatility = realised_own(close, at.VOLATILITY)
    return {
        "atr": _from_bar(atr_own(high, low, close, at.ATR), WARM_UP_ATR),
        "drawdown": drawdown_own(close),
        "high_52w": highest_own(high, at.YEAR),
        "low_52w": -highest_own(-low, at.YEAR),
        "volatility": volatility,
        "volatility_percentile": percentile(volatility, at.YEAR),
        "sigma": _from_bar(ewma_com_own(close, at.TSMOM_CENTRE_OF_MASS), at.TSMOM_RETURN + 1),
    }


def _from_bar(values: FloatArray, first: int) -> FloatArray:
    """The values from the first-th bar on, NaN before it."""
    values[: first - 1] = np.nan
    return values
