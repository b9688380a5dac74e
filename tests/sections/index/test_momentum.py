"""Momentum against TA-Lib and pandas, bar for bar on real indices; and what is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import talib
from index_markets import century, indices, us, walk
from shared_data import needs_shared

from dashboard.market.panel import Panel, frozen
from dashboard.sections.index.compute import index
from dashboard.sections.index.momentum_view import momentum_of, tsmom

EXACT = {"rtol": 1e-9, "atol": 1e-9}


def expected(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> dict[str, np.ndarray]:
    """What TA-Lib and pandas make of one index's own bars."""
    line, signal, histogram = talib.MACD(close, 12, 26, 9)
    returns = pd.Series(np.log(close)).diff()
    volatility = returns.rolling(20).std() * np.sqrt(252)
    rank = volatility.rolling(252).apply(lambda year: 100 * (year <= year[-1]).mean(), raw=True)
    mean = {n: talib.SMA(close, n) for n in (20, 50, 100, 200)}
    return {
        **{f"sma_{n}": values for n, values in mean.items()},
        **{f"roc_{n}": talib.ROCP(close, n) for n in (21, 63, 126, 252)},
        "rsi": from_bar(talib.RSI(close, 14), 150), "atr": from_bar(talib.ATR(high, low, close, 14), 150),
        "macd_line": line, "macd_signal": signal, "macd_histogram": histogram,
        "high_52w": pd.Series(high).rolling(252).max().to_numpy(), "low_52w": pd.Series(low).rolling(252).min().to_numpy(),
        "drawdown": close / np.maximum.accumulate(close) - 1, "volatility": volatility.to_numpy(),
        "volatility_percentile": rank.to_numpy(),
        "sigma": from_bar((returns.ewm(com=60).std(bias=True) * np.sqrt(252)).to_numpy(), 253),
    }  # fmt: skip


def from_bar(values: np.ndarray, first: int) -> np.ndarray:
    return np.where(np.arange(len(values)) < first - 1, np.nan, values)


def assert_agrees(panel: Panel, places: list[int]) -> None:
    result = index(panel, None)
    for s in places:
        column = panel.column(result.detail.symbols[s])
        own = ~np.isnan(panel.close[:, column])
        high, low, close = (
            np.ascontiguousarray(values[own, column]) for values in (panel.high, panel.low, panel.close)
        )
        for name, values in expected(high, low, close).items():
            np.testing.assert_allclose(result.series[name][own, s], values, **EXACT, err_msg=name)
        directional = {"adx": talib.ADX, "plus_di": talib.PLUS_DI, "minus_di": talib.MINUS_DI}
        for name, function in directional.items():
            values = from_bar(function(high, low, close, 14), 250)
            np.testing.assert_allclose(result.series[name][own, s], values, rtol=1e-6, atol=1e-6, err_msg=name)
        assert np.isnan(result.series["close"][~own, s]).all()


@needs_shared
def test_every_figure_of_every_index_is_talibs_on_a_decade() -> None:
    assert_agrees(us(), list(range(5)))


@needs_shared
def test_every_figure_is_talibs_on_half_a_century_where_an_index_begins_late() -> None:
    assert_agrees(century(), [0, 1])


def test_an_index_with_gaps_runs_over_its_own_bars() -> None:
    closes = walk(400, 3)
    holes = closes.copy()
    holes[np.random.default_rng(1).choice(np.arange(5, 395), 40, replace=False)] = np.nan
    assert_agrees(indices({"A": closes, "B": holes}), [0, 1])


def test_a_session_without_a_bar_is_missing_with_its_reason() -> None:
    closes = walk(300, 3)
    holes = closes.copy()
    holes[-1] = np.nan
    row = momentum_of(index(indices({"A": closes, "B": holes}), None), 299, "B")
    assert row["rsi"] is row["close"] is row["roc"]["21"] is row["tsmom"]["position"] is None
    assert row["reasons"]["rsi"] == row["reasons"]["tsmom.sign"] == "did_not_trade"


def test_before_its_warm_up_a_figure_is_missing_and_the_bars_are_counted() -> None:
    result = index(indices({"A": walk(260, 2)}), None)
    row = momentum_of(result, 148, "A")
    assert (row["rsi"], row["reasons"]["rsi"], row["bars"]) == (None, "warm_up", 149)
    assert momentum_of(result, 149, "A")["rsi"] is not None
    assert momentum_of(result, 248, "A")["adx"] is None
    assert momentum_of(result, 249, "A")["adx"] is not None
    assert momentum_of(result, 251, "A")["tsmom"] == {"sign": None, "position": None, "sigma": None}
    assert momentum_of(result, 252, "A")["tsmom"]["sign"] in (-1, 1)


def test_an_index_of_closes_alone_has_no_ranges_but_has_the_rest() -> None:
    panel = indices({"A": walk(300, 2)})
    nothing = frozen(np.full_like(panel.close, np.nan))
    row = momentum_of(index(replace(panel, high=nothing, low=nothing), None), 299, "A")
    assert row["atr"] is row["adx"] is row["range_52w"] is None
    assert row["reasons"]["atr"] == row["reasons"]["range_52w"] == row["reasons"]["adx"] == "no_high_or_low"
    assert row["rsi"] is not None


def test_a_flat_index_has_no_rsi_and_no_position() -> None:
    row = momentum_of(index(indices({"A": [50.0] * 300}, spread=0.0), None), 299, "A")
    assert row["rsi"] is row["range_52w"] is row["tsmom"]["position"] is None
    assert row["reasons"]["rsi"] == row["reasons"]["tsmom.position"] == "flat"
    assert (row["tsmom"]["sign"], row["drawdown_pct"], row["volatility"]) == (0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("year", "sigma", "sign", "position"), [(0.1, 0.2, 1, 2.0), (-0.3, 0.5, -1, -0.8), (0.0, 0.2, 0, 0.0)]
)
def test_time_series_momentum_is_scaled_to_forty_percent(year: float, sigma: float, sign: int, position: float) -> None:
    assert tsmom(year, sigma) == {"sign": sign, "position": pytest.approx(position), "sigma": sigma}


def test_the_place_in_the_years_range_is_read_from_highs_and_lows() -> None:
    closes = [100.0] * 200 + [150.0] * 50 + [120.0] * 10
    row = momentum_of(index(indices({"A": closes}, spread=0.1), None), 259, "A")
    assert (row["high_52w"], row["low_52w"]) == (pytest.approx(165.0), pytest.approx(90.0))
    assert row["range_52w"] == pytest.approx((120 - 90) / (165 - 90))
    assert row["drawdown_pct"] == pytest.approx(-20.0)
