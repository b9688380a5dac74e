"""RSI, MACD and rates of change, by hand."""

from __future__ import annotations

import numpy as np
import pytest
import talib

from dashboard.indicators.momentum import macd, roc, rsi

NAN = np.nan


def test_rsi_of_a_rise_a_gap_a_fall_and_a_tie_by_hand():
    close = np.array([10.0, 12.0, NAN, 11.0, 11.0, 14.0])
    # changes 2, −1, 0, 3: averages of 2 start at (1, .5), then (.5, .25), then (1.75, .125)
    np.testing.assert_allclose(rsi(close, 2), [NAN, NAN, NAN, 100 / 1.5, 100 / 1.5, 100 * 1.75 / 1.875])


def test_a_price_that_never_moved_has_no_rsi_where_talib_says_0():
    flat = np.full(40, 7.0)
    assert np.isnan(rsi(flat)).all()
    assert talib.RSI(flat, 14)[-1] == 0.0


def test_a_flat_stretch_keeps_the_rsi_that_the_moves_before_it_left():
    close = np.array([10.0, 12.0, 11.0, 11.0, 11.0, 11.0])
    np.testing.assert_allclose(rsi(close, 2)[2:], np.full(4, 100 / 1.5))


def test_a_price_that_only_falls_has_an_rsi_of_0_and_one_that_only_rises_of_100():
    assert rsi(np.arange(30.0, 10.0, -1.0), 14)[-1] == 0.0
    assert rsi(np.arange(10.0, 30.0), 14)[-1] == 100.0


def test_macd_by_hand_starts_both_averages_together():
    # fast 1: the close itself; slow 2: seeded with (8 + 6) / 2 = 7, alpha 2/3; signal 2: seeded with the mean of two lines
    close = np.array([8.0, 6.0, NAN, 9.0, 9.0, 3.0])
    slow = [7.0, 7 + 2 * 2 / 3, 0.0, 0.0]
    slow[2] = slow[1] + (9 - slow[1]) * 2 / 3
    slow[3] = slow[2] + (3 - slow[2]) * 2 / 3
    lines = np.array([6.0, 9.0, 9.0, 3.0]) - slow
    first = (lines[0] + lines[1]) / 2
    second = first + (lines[2] - first) * 2 / 3
    third = second + (lines[3] - second) * 2 / 3
    line, signal, histogram = macd(close, 1, 2, 2)
    np.testing.assert_allclose(line, [NAN, NAN, NAN, *lines[1:]])
    np.testing.assert_allclose(signal, [NAN, NAN, NAN, first, second, third])
    np.testing.assert_allclose(histogram, [NAN, NAN, NAN, lines[1] - first, lines[2] - second, lines[3] - third])


def test_a_flat_price_has_a_macd_of_0():
    for figure in macd(np.full(60, 8.0)):
        np.testing.assert_array_equal(figure, np.r_[np.full(33, NAN), np.zeros(27)])


@pytest.mark.parametrize(("fast", "slow", "signal"), [(12, 26, 9), (3, 10, 1), (5, 6, 30)])
def test_macd_of_any_spans_agrees_with_talib(fast, slow, signal):
    close = 100 + np.cumsum(np.random.default_rng(1).normal(size=80))
    theirs = talib.MACDEXT(close, fast, 1, slow, 1, signal, 1)  # 1: exponential
    for ours, other in zip(macd(close, fast, slow, signal), theirs, strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-9, atol=1e-12)


def test_the_fast_average_must_be_the_faster():
    with pytest.raises(ValueError, match="fewer bars"):
        macd(np.arange(50.0), 26, 12)


def test_roc_is_measured_over_own_bars_and_is_0_on_a_tie():
    np.testing.assert_allclose(roc(np.array([10.0, NAN, 8.0, 12.0, 12.0, 12.0]), 2), [NAN, NAN, NAN, 0.2, 0.5, 0.0])


@pytest.mark.parametrize("figure", [rsi, roc])
def test_a_window_of_no_bars_is_refused(figure):
    with pytest.raises(ValueError, match="at least 1"):
        figure(np.arange(5.0), 0)
