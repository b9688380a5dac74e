"""Sharpe, Sortino, Calmar and the drawdown are those of empyrical-reloaded; volatility and beta those of pandas and numpy."""

from __future__ import annotations

import empyrical
import numpy as np
import pandas as pd
import pytest

from dashboard.sizing.ratios import beta, calmar, ewma_volatility, max_drawdown, sharpe, sortino


def records() -> list[np.ndarray]:
    random = np.random.default_rng(8)
    crash = np.concatenate([random.normal(0.001, 0.01, 300), [-0.2, -0.15, 0.1], random.standard_t(3, 200) / 100])
    return [random.normal(-0.001, 0.02, 260), crash, np.array([-0.1, 0.05]), np.array([0.01, -0.02, 0.03, 0.0, 0.0])]


@pytest.mark.parametrize("record", records(), ids=len)
def test_the_ratios_are_empyricals(record: np.ndarray) -> None:
    assert sharpe(record) == pytest.approx(empyrical.sharpe_ratio(record), abs=1e-10)
    assert sharpe(record, 0.0001) == pytest.approx(empyrical.sharpe_ratio(record, risk_free=0.0001), abs=1e-10)
    assert sortino(record) == pytest.approx(empyrical.sortino_ratio(record), abs=1e-10)
    assert sortino(record, 0.0002) == pytest.approx(empyrical.sortino_ratio(record, required_return=0.0002), abs=1e-10)
    assert calmar(record) == pytest.approx(empyrical.calmar_ratio(record), abs=1e-10)
    assert max_drawdown(record) == pytest.approx(empyrical.max_drawdown(record), abs=1e-12)


def test_sortino_divides_by_all_sessions_by_hand() -> None:
    """Two of four lose 2 %: a downside of .02·√½, not of .02."""
    assert sortino(np.array([0.03, -0.02, 0.03, -0.02])) == pytest.approx(0.005 / (0.02 * 0.5**0.5) * 252**0.5)


def test_a_drawdown_is_a_share_of_the_peak_and_starts_at_the_first_loss() -> None:
    assert max_drawdown(np.array([1.0, -0.6, 0.5])) == pytest.approx(-0.6)  # 2 to .8; over the trough it would be −1.5
    assert max_drawdown(np.array([-0.1, 0.05])) == pytest.approx(-0.1)
    assert max_drawdown(np.array([0.5, -1.2, 0.5])) == -1.0
    assert max_drawdown(np.array([0.01, 0.02])) == 0.0


def test_sessions_that_are_not_known_are_left_out() -> None:
    record = records()[1]
    holed = np.insert(record, [10, 200, 303], np.nan)
    for ratio in (sharpe, sortino, calmar, max_drawdown, ewma_volatility):
        assert ratio(holed) == ratio(record)


def test_nothing_to_divide_by_is_none_and_not_infinite() -> None:
    rising, still, empty = np.array([0.01, 0.02, 0.03]), np.zeros(30), np.full(5, np.nan)
    assert (calmar(rising), sortino(rising)) == (None, None)
    assert (sharpe(still), sortino(still), calmar(still)) == (None, None, None)
    assert (sharpe(empty), sortino(empty), calmar(empty), max_drawdown(empty), ewma_volatility(empty)) == (None,) * 5
    assert sharpe(np.array([0.01])) is None


def test_ewma_volatility_is_pandas() -> None:
    record = records()[1]
    expected = (pd.Series(record) ** 2).ewm(alpha=0.06, adjust=True).mean().iloc[-1] ** 0.5 * 252**0.5
    assert ewma_volatility(record) == pytest.approx(expected, rel=1e-12)
    assert ewma_volatility(record[:19]) is None


def test_beta_is_the_slope_over_the_last_year_both_are_known() -> None:
    random = np.random.default_rng(9)
    market = random.normal(0, 0.01, 400)
    book = 1.4 * market + random.normal(0, 0.005, 400)
    book[[200, 350]], market[390] = np.nan, np.nan
    both = ~np.isnan(book + market)[-252:]
    slope = np.polyfit(market[-252:][both], book[-252:][both], 1)[0]
    assert beta(book, market) == pytest.approx(slope, abs=1e-10)
    assert beta(book[:59], market[:59]) is None
    assert beta(book, np.full(400, np.nan)) is None
    assert beta(book, np.zeros(400)) is None
