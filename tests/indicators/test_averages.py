"""Moving averages of own bars, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.averages import ema, sma, wilder

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile

NAN = np.nan
FALL_GAP_TIE_FLAT = np.array([9.0, 6.0, NAN, 3.0, 3.0, 3.0, 3.0, NAN, 6.0])


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        (sma, [NAN, NAN, NAN, 6.0, 4.0, 3.0, 3.0, NAN, 4.0]),
        (ema, [NAN, NAN, NAN, 6.0, 4.5, 3.75, 3.375, NAN, 4.6875]),
        (wilder, [NAN, NAN, NAN, 6.0, 5.0, 13 / 3, 35 / 9, NAN, 124 / 27]),
    ],
)
def test_an_average_of_three_over_a_fall_a_gap_and_a_flat_stretch_by_hand(average, expected):
    np.testing.assert_allclose(average(FALL_GAP_TIE_FLAT, 3), expected)


@kernels
@given(st.floats(0.01, 1e4), st.integers(1, 60), st.floats(0.01, 1e4))
def test_a_flat_close_equals_its_simple_average_to_the_last_bit(price, n, before):
    values = np.r_[np.full(n + 3, before), np.full(n, price)]
    assert sma(values, n)[-1] == price


@kernels
@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=80), st.integers(1, 20))
def test_a_simple_average_is_as_exact_as_summing_every_window_afresh(values, n):
    values = np.array(values)
    expected = [np.sum(values[t - n + 1 : t + 1]) / n if t >= n - 1 else NAN for t in range(len(values))]
    np.testing.assert_allclose(sma(values, n), expected, rtol=1e-14)


def test_a_huge_value_that_has_left_the_window_leaves_nothing_behind():
    np.testing.assert_array_equal(sma(np.array([1e17, 1.0, 2.0, 3.0, 4.0]), 2)[2:], [1.5, 2.5, 3.5])
