"""True range, ATR and directional movement, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.indicators.ranges import atr, directional, true_range_own

NAN = np.nan


def test_a_true_range_reaches_from_the_previous_close_over_a_gap_in_price():
    high, low = np.array([11.0, 15.0, 9.0, 9.0]), np.array([9.0, 14.0, 7.0, 9.0])
    close = np.array([10.0, 14.5, 8.0, 9.0])
    # up over a gap: 15 − 10; down over one: 14.5 − 7; a bar without extent above the close before: 9 − 8
    np.testing.assert_allclose(true_range_own(high, low, close), [NAN, 5.0, 7.5, 1.0])


def test_atr_skips_a_session_without_a_bar_and_measures_from_the_last_own_close():
    high = np.array([11.0, 12.0, NAN, 13.0, 10.0])
    low = np.array([9.0, 10.0, NAN, 12.0, 6.0])
    close = np.array([10.0, 11.0, NAN, 13.0, 7.0])
    # ranges 2, 2 (13 − 11), 7 (13 − 6): mean of two is 2, then (2 + 7) / 2
    np.testing.assert_allclose(atr(high, low, close, 2), [NAN, NAN, NAN, 2.0, 4.5])


def test_a_flat_price_has_an_atr_of_0_and_no_direction():
    flat = np.full(40, 7.0)
    np.testing.assert_array_equal(atr(flat, flat, flat), np.r_[np.full(14, NAN), np.zeros(26)])
    for figure in directional(flat, flat, flat):
        assert np.isnan(figure).all()


def test_a_bar_without_high_and_low_has_no_range_and_spoils_none_after_it():
    high, low = np.array([11.0, NAN, 13.0, 14.0]), np.array([9.0, NAN, 12.0, 12.0])
    close = np.array([10.0, 12.0, 13.0, 13.0])
    np.testing.assert_allclose(atr(high, low, close, 1), [NAN, NAN, 1.0, 2.0])
    adx, plus, minus = directional(high, low, close, 1)
    # 13 against the high of 11, two bars back: up 2 of a range of 1; then up 1 of 2
    np.testing.assert_allclose(plus, [NAN, NAN, 200.0, 50.0])
    np.testing.assert_allclose(minus, [NAN, NAN, 0.0, 0.0])
    np.testing.assert_allclose(adx, [NAN, NAN, 100.0, 100.0])


def test_directional_movement_by_hand():
    high = np.array([10.0, 12.0, NAN, 11.0, 12.0, 13.0])
    low = np.array([8.0, 9.0, NAN, 6.0, 5.0, 7.0])
    close = np.array([9.0, 11.0, NAN, 7.0, 10.0, 12.0])
    # moves (+2, 0); (0, 3); a tie of 1 and 1, which is no movement; (1, 0). Ranges 3, 5 (11 − 6), 7, 6.
    # sums of 2: (2, 0, 3), then half and the new bar: (1, 3, 6.5), (.5, 1.5, 10.25), (1.25, .75, 11.125)
    adx, plus, minus = directional(high, low, close, 2)
    np.testing.assert_allclose(plus[3:], [100 * 1 / 6.5, 100 * 0.5 / 10.25, 100 * 1.25 / 11.125])
    np.testing.assert_allclose(minus[3:], [100 * 3 / 6.5, 100 * 1.5 / 10.25, 100 * 0.75 / 11.125])
    # directional index 50, 50, 25: the mean of two, then half of it and half of the new one
    np.testing.assert_allclose(adx, [NAN, NAN, NAN, NAN, 50.0, 37.5])
    assert np.isnan(plus[:3]).all()


def test_arrays_of_two_shapes_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        atr(np.ones((5, 2)), np.ones((5, 2)), np.ones((5, 3)))
