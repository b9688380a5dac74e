"""Averages and percentiles of a series over its own values, against TA-Lib and counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.indicators.averages import exponential, simple
from dashboard.indicators.percentile import percentile

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile

NAN = np.nan
ragged = arrays(
    np.float64, st.integers(0, 60), elements=st.one_of(st.just(NAN), st.floats(-1e3, 1e3).map(lambda x: round(x, 3)))
)


def own(values):
    return values[~np.isnan(values)]


def test_an_average_skips_a_missing_value_and_has_none_there():
    values = np.array([4.0, NAN, 8.0, 2.0, NAN, NAN, 6.0])
    np.testing.assert_allclose(exponential(values, 0.5, 2), [NAN, NAN, 6.0, 4.0, NAN, NAN, 5.0])
    np.testing.assert_allclose(simple(values, 2), [NAN, NAN, 6.0, 5.0, NAN, NAN, 4.0])


def test_a_seed_of_one_is_the_first_value():
    np.testing.assert_allclose(exponential(np.array([NAN, 10.0, 0.0, 10.0]), 0.1, 1), [NAN, 10.0, 9.0, 9.1])


@kernels
@given(ragged)
def test_an_exponential_average_agrees_with_talib_on_the_values_that_are_there(values):
    averages = exponential(values, 2 / 11, 10)
    np.testing.assert_array_equal(np.isnan(averages) | ~np.isnan(values), True)
    if len(own(values)) >= 10:
        np.testing.assert_allclose(averages[~np.isnan(values)], talib.EMA(own(values), 10), rtol=1e-9, atol=1e-9)
    else:
        assert np.isnan(averages).all()


@kernels
@given(ragged)
def test_a_simple_average_is_the_mean_of_the_last_own_values(values):
    expected = [np.mean(own(values)[i - 4 : i + 1]) if i >= 4 else NAN for i in range(len(own(values)))]
    np.testing.assert_allclose(simple(values, 5)[~np.isnan(values)], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 2.0, 3.0, 4.0], [NAN, NAN, 100.0, 100.0]),
        ([4.0, 3.0, 2.0, 1.0], [NAN, NAN, 100 / 3, 100 / 3]),
        ([5.0, 5.0, 5.0, 5.0], [NAN, NAN, 100.0, 100.0]),
        ([9.0, NAN, 1.0, 1.0, 5.0], [NAN, NAN, NAN, 200 / 3, 100.0]),
    ],
)
def test_a_percentile_counts_the_last_values_at_or_below_itself_included(values, expected):
    np.testing.assert_allclose(percentile(np.array(values), 3), expected)


@kernels
@given(ragged, st.integers(0, 60))
def test_the_past_does_not_depend_on_the_future(values, t):
    for function in (lambda x: exponential(x, 0.1, 3), lambda x: simple(x, 4), lambda x: percentile(x, 6)):
        np.testing.assert_array_equal(function(values)[:t], function(values[:t].copy()))
