"""Every indicator against TA-Lib on ten real years: every index and 50 stocks, each on its own bars."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import talib
from shared_data import SHARED, needs_shared

from dashboard.indicators.averages import ema, sma
from dashboard.indicators.momentum import macd, roc, rsi
from dashboard.indicators.ranges import atr, directional
from dashboard.indicators.volatility import ewma, realised

FOLDER = SHARED / "us-2010-2019"
PRICES = ["high", "low", "close"]


@pytest.fixture(scope="module")
def market():
    """High, low, close [T, 55 and more] of every index and 50 stocks drawn with a fixed seed, NaN where there is no bar."""
    stocks, indices = (pd.read_parquet(FOLDER / f"{name}.parquet") for name in ("stocks", "indices"))
    drawn = np.random.default_rng(2010).choice(stocks["symbol"].unique(), 50, replace=False)
    bars = pd.concat([stocks[stocks["symbol"].isin(drawn)], indices]).drop_duplicates(["date", "symbol"])
    return [bars.pivot(index="date", columns="symbol", values=name).to_numpy().copy() for name in PRICES]


def agrees(figure, talib_function, market, arrays, tolerance=1e-9, first=0):
    """Compare a figure [T, N] with TA-Lib's on each symbol's own bars, relative to TA-Lib's, from own bar `first` on."""
    assert market[2].shape[1] > 54
    for s in range(figure.shape[1]):
        traded = ~np.isnan(market[2][:, s])
        theirs = talib_function(*(market[PRICES.index(name)][traded, s] for name in arrays))
        ours = figure[traded, s]
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs))
        np.testing.assert_allclose(ours[first:], theirs[first:], rtol=tolerance, atol=0)
        assert np.isnan(figure[~traded, s]).all()


@needs_shared
@pytest.mark.parametrize("n", [10, 20, 50, 200])
def test_moving_averages(market, n):
    agrees(sma(market[2], n), lambda close: talib.SMA(close, n), market, ["close"])
    agrees(ema(market[2], n), lambda close: talib.EMA(close, n), market, ["close"])


@needs_shared
def test_rsi(market):
    agrees(rsi(market[2]), lambda close: talib.RSI(close, 14), market, ["close"])


@needs_shared
@pytest.mark.parametrize("figure", [0, 1, 2])
def test_macd(market, figure):
    agrees(macd(market[2])[figure], lambda close: talib.MACD(close, 12, 26, 9)[figure], market, ["close"])


@needs_shared
@pytest.mark.parametrize("n", [5, 21, 252])
def test_roc(market, n):
    agrees(100 * roc(market[2], n), lambda close: talib.ROC(close, n), market, ["close"])


@needs_shared
def test_atr(market):
    agrees(atr(*market), lambda *bars: talib.ATR(*bars, 14), market, PRICES)


@needs_shared
@pytest.mark.parametrize("figure", [0, 1, 2])
def test_directional_movement_from_its_first_bar_on(market, figure):
    theirs = (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)[figure]
    agrees(directional(*market)[figure], lambda *bars: theirs(*bars, 14), market, PRICES)


@needs_shared
def test_volatility_against_pandas(market):
    def returns(close):
        return pd.Series(np.log(close)).diff()

    year = np.sqrt(252)
    agrees(realised(market[2]), lambda x: (returns(x).rolling(20).std() * year).to_numpy(), market, ["close"])
    weighted = ewma(market[2])
    agrees(
        weighted,
        lambda x: ((returns(x) ** 2).ewm(alpha=0.06, min_periods=20).mean() ** 0.5 * year).to_numpy(),
        market,
        ["close"],
    )
