"""Records and strategies: by hand, and Newey and West's p against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes.labels import LABELS
from dashboard.regimes.policy import EXPOSURES, POLICY, exposures
from dashboard.regimes.record import AHEAD, difference_p, expected_duration, record, transitions
from dashboard.regimes.strategy import COST, comparison, earned, performance
from tests.regimes.returns import prices, two_regimes


def test_newey_wests_p_is_that_of_statsmodels():
    import statsmodels.api as sm

    random = np.random.default_rng(9)
    overlapping = np.convolve(random.normal(0, 0.01, 500), np.ones(AHEAD), "valid")
    chosen = np.repeat(random.random(len(overlapping) // 20 + 1) < 0.4, 20)[: len(overlapping)]
    fit = sm.OLS(overlapping, sm.add_constant(chosen.astype(float))).fit(
        cov_type="HAC", cov_kwds={"maxlags": AHEAD - 1}
    )
    assert difference_p(overlapping, chosen) == pytest.approx(fit.pvalues[1], rel=1e-9)


def test_the_record_of_a_label_by_hand():
    close = prices(two_regimes(120))
    labels = np.full(121, 5, dtype=np.int8)
    labels[:3], labels[40:80] = -1, 1
    lines = {line.label: line for line in record(close, labels)}
    months = np.array([close[t + AHEAD] / close[t] - 1 for t in range(40, 80)])
    days = np.array([close[t + 1] / close[t] - 1 for t in range(40, 80)])
    down = lines["downtrend"]
    assert down.n == 40
    assert down.month == pytest.approx(months.mean())
    assert down.next_day == pytest.approx(days.mean())
    assert down.hit_rate == pytest.approx((months > 0).mean())
    assert down.worst == pytest.approx(months.min())
    assert lines["uptrend"].n == 121 - 3 - 40 - AHEAD
    assert lines["choppy"].n == 0
    assert lines["choppy"].month is None


def test_a_label_with_few_sessions_has_no_p_and_no_edge():
    labels = np.full(121, 5, dtype=np.int8)
    labels[50:60] = 0
    line = record(prices(two_regimes(120)), labels)[0]
    assert (line.n, line.p, line.edge) == (10, None, False)


def test_a_downtrend_after_which_prices_rise_most_has_no_edge():
    moves = np.where(np.arange(600) % 200 < 100, 0.004, -0.004)
    rising = np.convolve(moves, np.ones(AHEAD), "full")[AHEAD - 1 :][:600] > 0  # the month ahead, known only here
    close = prices(moves)[:600]
    against = {line.label: line for line in record(close, np.where(rising, 1, 5).astype(np.int8))}
    for_it = {line.label: line for line in record(close, np.where(rising, 5, 1).astype(np.int8))}
    assert against["downtrend"].p < 0.01
    assert against["downtrend"].difference > 0
    assert not against["downtrend"].edge
    assert for_it["downtrend"].edge
    assert for_it["uptrend"].edge


def test_transitions_and_durations_by_hand():
    labels = np.array([-1, 5, 5, 5, 3, 3, 5, 5], dtype=np.int8)
    counts = transitions(labels)
    assert (counts[5, 5], counts[5, 3], counts[3, 3], counts[3, 5], counts.sum()) == (3, 1, 1, 1, 6)
    assert expected_duration(counts, 5) == 4.0
    assert expected_duration(counts, 3) == 2.0
    assert expected_duration(counts, 0) is None


def test_an_exposure_earns_the_next_session_and_pays_for_its_changes():
    close = np.array([100.0, 110.0, 99.0, 99.0, 108.9])
    exposure = np.array([1.0, 0.5, 0.5, 0.0, 1.0])
    assert_allclose(earned(exposure, close), [0.1, -0.05 - 0.5 * COST, 0.0, 0.0 - 0.5 * COST])
    assert_allclose(earned(exposure, close, 1), [-0.1, 0.0 - 0.5 * COST, 0.05])


def test_a_drawdown_divides_by_the_peak():
    close = np.array([100.0, 125.0, 100.0, 50.0, 75.0])
    result = performance(np.ones(5), close, np.array([1.0, 1, -1, -1, 1]))
    assert result.max_drawdown == pytest.approx(0.6)
    assert result.cagr == pytest.approx(0.75 ** (252 / 4) - 1)
    assert result.calmar == pytest.approx(result.cagr / 0.6)
    assert result.changes == pytest.approx(2 * 252 / 4)
    returns = np.diff(close) / close[:-1]
    assert result.sharpe == pytest.approx(returns.mean() / returns.std(ddof=1) * 252**0.5)


def test_nothing_risked_is_no_ratio():
    result = performance(np.zeros(5), np.array([100.0, 110, 90, 100, 105]), np.zeros(5))
    assert (result.sharpe, result.calmar, result.max_drawdown, result.cagr) == (None, None, 0.0, 0.0)


def test_a_performance_of_one_close_is_refused():
    with pytest.raises(ValueError, match="2 closes"):
        performance(np.ones(1), np.ones(1), np.ones(1))


def test_all_strategies_are_compared_over_the_same_sessions():
    close = prices(two_regimes(700))
    known = np.where(np.arange(701) < 300, np.nan, 1.0)
    compared = comparison(close, known, np.ones(701), known, known)
    assert {line.sessions for line in compared.values()} == {400}
    assert compared["labels"].sharpe == compared["buy_and_hold"].sharpe
    assert comparison(close[:500], known[:500], np.ones(500), known[:500], known[:500]) == {}


def test_every_label_has_its_line_and_bears_are_never_more_exposed():
    assert [rule.label for rule in POLICY] == list(LABELS)
    assert np.all(np.diff(EXPOSURES) >= 0)
    assert_array_equal(exposures(np.array([-1, 0, 6], dtype=np.int8)), [np.nan, EXPOSURES[0], EXPOSURES[6]])
