"""Percentiles of own values, against scipy."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import percentileofscore

from dashboard.indicators.percentile import percentile

kernels = settings(deadline=None, max_examples=60)  # a first call may have to compile


@kernels
@given(arrays(np.float64, st.integers(0, 40), elements=st.sampled_from([1.0, 2.0, 2.5, 7.0, np.nan])))
def test_a_percentile_agrees_with_scipy_over_the_last_own_values(values):
    own = values[~np.isnan(values)]
    expected = [
        percentileofscore(own[t - 9 : t + 1], own[t], kind="weak") if t >= 9 else np.nan for t in range(len(own))
    ]
    np.testing.assert_allclose(percentile(values, 10)[~np.isnan(values)], expected)
    assert np.isnan(percentile(values, 10)[np.isnan(values)]).all()
