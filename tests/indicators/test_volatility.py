"""Volatility of own closes, against pandas and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators.volatility import ewma, ewma_com_own, realised

NAN = np.nan
YEAR = np.sqrt(252)


@pytest.fixture(scope="module")
def close():
    return 50 * np.exp(np.cumsum(np.random.default_rng(4).normal(0, 0.02, size=300)))


def returns_of(close):
    return pd.Series(np.log(close)).diff()


def test_realised_volatility_agrees_with_pandas(close):
    np.testing.assert_allclose(realised(close), returns_of(close).rolling(20).std() * YEAR, rtol=1e-9)


def test_realised_volatility_of_a_fall_and_a_gap_by_hand():
    returns = np.log(
        [0.5, 1.0, 4.0]
    )  # halved, tied, quadrupled: over a session without a bar the close before it counts
    expected = [NAN, NAN, NAN, np.std(returns[:2], ddof=1) * YEAR, np.std(returns[1:], ddof=1) * YEAR]
    np.testing.assert_allclose(realised(np.array([8.0, 4.0, NAN, 4.0, 16.0]), 2), expected)


def test_a_flat_price_has_no_volatility_and_none_lingers_after_a_crash():
    close = np.r_[np.full(30, 100.0), np.full(30, 50.0)]
    volatility = realised(close)
    assert volatility[29] == 0.0
    assert volatility[49] > 1.0
    np.testing.assert_array_equal(volatility[50:], np.zeros(10))


def test_weighted_volatility_agrees_with_pandas(close):
    expected = (returns_of(close) ** 2).ewm(alpha=0.06).mean() ** 0.5 * YEAR
    np.testing.assert_allclose(ewma(close)[20:], expected[20:], rtol=1e-9)
    assert np.isnan(ewma(close)[:20]).all()


def test_volatility_around_its_weighted_mean_agrees_with_pandas(close):
    expected = returns_of(close).ewm(com=60).std(bias=True) * YEAR
    np.testing.assert_allclose(ewma_com_own(close, 60.0)[60:], expected[60:], rtol=1e-9)
    assert np.isnan(ewma_com_own(close, 60.0)[:60]).all()


def test_weighted_volatility_skips_a_session_without_a_bar(close):
    gapped = np.insert(close, 40, NAN)
    np.testing.assert_array_equal(np.delete(ewma(gapped), 40), ewma(close))


@pytest.mark.parametrize("wrong", [lambda x: realised(x, 1), lambda x: ewma(x, 1.0), lambda x: ewma(x, 0.0)])
def test_what_makes_no_sense_is_refused(close, wrong):
    with pytest.raises(ValueError, match=r"at least 1|between 0 and 1"):
        wrong(close)
