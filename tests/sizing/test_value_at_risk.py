"""Value at risk and expected shortfall by hand on ten numbers, Kupiec's test against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.sizing.value_at_risk import backtest, compounded, kupiec, tail, tails

TEN = np.array(
    [0.010, -0.030, 0.004, -0.012, 0.020, -0.055, 0.001, -0.012, 0.007, -0.020]
)  # −5.5, −3, −2, −1.2, −1.2 %, …


@pytest.mark.parametrize(
    ("level", "var", "es"),
    [
        (0.90, 0.055, 0.055),  # one of ten
        (0.80, 0.030, (0.055 + 0.030) / 2),
        (0.75, 0.020, (0.055 + 0.030 + 0.5 * 0.020) / 2.5),  # two and a half of ten: half of the third
        (0.60, 0.012, (0.055 + 0.030 + 0.020 + 0.012) / 4),
        (0.50, 0.012, (0.055 + 0.030 + 0.020 + 0.012 + 0.012) / 5),  # ties
        (0.40, -0.001, (0.129 - 0.001) / 6),  # the sixth worst is a gain: no loss is made of it
    ],
)
def test_ten_numbers_by_hand(level: float, var: float, es: float) -> None:
    told = tail(TEN, level)
    assert told is not None
    assert (told.var, told.es, told.n) == (pytest.approx(var, abs=1e-15), pytest.approx(es, abs=1e-15), 10)


def test_a_tail_that_holds_not_one_return_is_not_told() -> None:
    assert tail(TEN, 0.95) is None
    assert tail(np.empty(0), 0.5) is None
    hundred = -np.arange(100) / 1000.0
    five = tail(hundred, 0.95)  # 100 · .05 is five, in binary a little more
    assert five is not None
    assert (five.var, five.es) == (pytest.approx(0.095), pytest.approx(0.097))


def test_shortfall_is_never_below_value_at_risk() -> None:
    random = np.random.default_rng(2)
    for n in (20, 37, 250, 999):
        told = tail(random.standard_t(3, n) / 100, 0.95)
        assert told is not None
        assert told.es >= told.var


def test_returns_over_ten_sessions_are_compounded_and_stop_at_ruin() -> None:
    returns = np.array([0.1, -0.5, np.nan, 0.2, 0.1, -1.5, 0.3])
    expected = [np.nan, -0.45, np.nan, np.nan, 0.32, -1.0, -1.0]
    np.testing.assert_allclose(compounded(returns, 2), expected, atol=1e-15)
    np.testing.assert_array_equal(compounded(returns[:4], 2), compounded(returns, 2)[:4])
    assert np.isnan(compounded(returns, 10)).all()


def test_tails_look_back_five_hundred_sessions_and_need_half_of_them() -> None:
    random = np.random.default_rng(3)
    returns = random.normal(0, 0.01, 800)
    told = tails(returns)
    assert [(one.level, one.sessions, one.n) for one in told] == [
        (0.95, 1, 500),
        (0.99, 1, 500),
        (0.95, 10, 500),
        (0.99, 10, 500),
    ]
    assert told[0].var == pytest.approx(-np.sort(returns[-500:])[24])
    assert told[1].var == pytest.approx(-np.sort(returns[-500:])[4])
    assert told[2].var > told[0].var
    assert tails(returns[:249]) == []
    assert [one.sessions for one in tails(returns[:255])] == [1, 1]


@pytest.mark.parametrize(
    ("breaches", "n", "level"), [(0, 250, 0.99), (3, 250, 0.99), (8, 250, 0.99), (12, 250, 0.95), (250, 250, 0.95)]
)
def test_kupiec_is_scipys(breaches: int, n: int, level: float) -> None:
    told = kupiec(breaches, n, level)
    likelihood = stats.binom.logpmf(breaches, n, breaches / n) - stats.binom.logpmf(breaches, n, 1 - level)
    assert told.ratio == pytest.approx(2 * likelihood, abs=1e-9)
    assert told.p_value == pytest.approx(stats.chi2.sf(2 * likelihood, 1), abs=1e-10)


def test_kupiecs_verdict_and_its_published_bounds() -> None:
    """At 99 % over 255 sessions fewer than 7 breaches are borne: Kupiec (1995), table 3; at 95 % from 7 to 20."""
    assert [kupiec(k, 255, 0.99).verdict for k in (1, 6, 7)] == ["kept", "kept", "too_many"]
    assert [kupiec(k, 255, 0.95).verdict for k in (6, 7, 20, 21)] == ["too_few", "kept", "kept", "too_many"]


def test_the_backtest_forecasts_each_session_from_those_before_it() -> None:
    returns = np.random.default_rng(5).standard_t(4, 760) / 100
    returns[700] = np.nan
    told = backtest(returns, 0.95)
    known = returns[~np.isnan(returns)]
    by_hand = 0
    for t in range(len(known) - 250, len(known)):
        before = sorted(known[max(0, t - 500) : t])
        by_hand += known[t] < before[int(np.ceil(round(len(before) * 0.05, 9))) - 1]
    assert told is not None
    assert (told.breaches, told.n, told.expected) == (by_hand, 250, pytest.approx(12.5))
    assert backtest(returns[:499], 0.95) is None


def test_a_loss_is_no_part_of_its_own_forecast() -> None:
    """24 of 500 sessions lost 10 %, and the 25th worst counts: nothing, until the loss of 5 % is one of them itself."""
    returns = np.zeros(750)
    returns[476:500], returns[[600, 650]] = -0.10, -0.05
    told = backtest(returns, 0.951)
    assert told is not None
    assert told.breaches == 1


def test_a_calm_record_before_a_storm_does_not_keep_its_word() -> None:
    random = np.random.default_rng(6)
    told = backtest(np.concatenate([random.normal(0, 0.005, 500), random.normal(0, 0.02, 250)]), 0.99)
    assert told is not None
    assert told.verdict == "too_many"
