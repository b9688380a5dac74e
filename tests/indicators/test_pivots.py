"""Pivots against a naive look at every window, on ties and flat stretches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.indicators.pivots import pivots_own

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile

NAN = np.nan
few_levels = arrays(np.float64, st.integers(0, 40), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN]))


def is_high(values, p, left, right):
    """The definition, spelled out: the greatest of its window, and the first of the greatest."""
    if p < left or p + right >= len(values):
        return False
    window = list(values[p - left : p + right + 1])
    return not np.isnan(window).any() and window.index(max(window)) == left


@kernels
@given(few_levels, few_levels, st.integers(1, 5), st.integers(1, 5))
def test_pivots_agree_with_a_naive_search(highs, lows, left, right):
    n = min(len(highs), len(lows))
    highs, lows = highs[:n], lows[:n]
    high_at, low_at = pivots_own(highs, lows, left, right)
    for t in range(n):
        found = [p for p in range(t - right + 1) if is_high(highs, p, left, right)]
        assert high_at[t] == (found[-1] if found else -1)
        found = [p for p in range(t - right + 1) if is_high(-lows, p, left, right)]
        assert low_at[t] == (found[-1] if found else -1)


@kernels
@given(few_levels, st.integers(0, 40))
def test_a_pivot_is_never_known_before_its_right_side(values, t):
    for whole, part in zip(
        pivots_own(values, values, 2, 3), pivots_own(values[:t].copy(), values[:t].copy(), 2, 3), strict=True
    ):
        np.testing.assert_array_equal(whole[:t], part)


@pytest.mark.parametrize(
    ("highs", "pivots"),
    [
        (
            [1, 2, 5, 2, 1, 2, 1],
            {2, 5},
        ),  # 5 is confirmed two bars later; then the 2 at bar 5 is not: one bar follows it
        ([1, 2, 5, 5, 2, 1, 1], {2}),  # a flat top counts once, at its first bar
        ([3, 3, 3, 3, 3, 3, 3], set()),  # a flat stretch has no pivot
        ([1, 2, 5, 3, 5, 2, 1], {2}),  # equal highs within the window are one
        ([1, 2, 5, 3, 3, 5, 2, 1], {2, 5}),  # farther apart they are two
        ([9, 8, 7, 6, 5, 4, 3], set()),  # a fall has none
    ],
)
def test_ties_and_flat_stretches(highs, pivots):
    values = np.array(highs, dtype=float)
    high_at, _ = pivots_own(values, values, 2, 2)
    confirmed = {p for p in pivots if p + 2 < len(values)}
    assert set(high_at.tolist()) - {-1} == confirmed
    assert all(p <= t - 2 for t, p in enumerate(high_at) if p >= 0)
