"""Drawdown on falling prices, by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.drawdown import drawdown

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile

NAN = np.nan


def test_a_drawdown_is_a_share_of_the_peak_and_not_of_the_trough():
    np.testing.assert_allclose(drawdown(np.array([100.0, 80.0, 50.0])), [0.0, -0.2, -0.5])


def test_a_gap_is_skipped_a_tie_with_the_peak_is_0_and_a_new_peak_counts_from_then_on():
    close = np.array([NAN, 50.0, 40.0, NAN, 50.0, 80.0, 20.0])
    np.testing.assert_allclose(drawdown(close), [NAN, 0.0, -0.2, NAN, 0.0, 0.0, -0.75])


@kernels
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=50))
def test_no_price_loses_more_than_all_of_its_peak(prices):
    close = np.array(prices)
    depths = drawdown(close)
    assert ((depths > -1) & (depths <= 0)).all()
    np.testing.assert_allclose(depths, [close[t] / max(prices[: t + 1]) - 1 for t in range(len(close))])
