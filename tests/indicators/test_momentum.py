"""RSI, MACD and ROC against TA-Lib and by hand."""

from __future__ import annotations

import numpy as np
import talib

from dashboard.indicators.momentum import macd, roc, rsi

NAN = np.nan


def test_rsi_of_a_rise_a_fall_and_a_gap_by_hand():
    close = np.array([10.0, 12.0, NAN, 11.0, 11.0, 14.0])
    # changes 2, −1, 0, 3: averages of 2 start at (1, .5), then (.5, .25), then (1.75, .125)
    np.testing.assert_allclose(rsi(close, 2), [NAN, NAN, NAN, 100 / 1.5, 100 / 1.5, 100 * 1.75 / 1.875])


def test_a_price_that_never_moved_has_no_rsi():
    assert np.isnan(rsi(np.full(40, 7.0))).all()


def test_roc_is_measured_over_own_bars():
    np.testing.assert_allclose(roc(np.array([10.0, NAN, 8.0, 12.0, 12.0]), 2), [NAN, NAN, NAN, 0.2, 0.5])


def test_macd_begins_when_all_three_are_known_as_in_talib():
    close = 100 + np.cumsum(np.random.default_rng(1).normal(size=80))
    for ours, theirs in zip(macd(close), talib.MACD(close), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
