"""Kelly: golden figures, closed forms against numerical searches, and the error bar against simulation."""

from __future__ import annotations

from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from dashboard.errors import BadTrade
from dashboard.sizing.kelly import continuous, empirical, exposure, of_wealth, two_outcome


def test_the_golden_trade_risks_a_quarter_of_equity_which_is_six_and_a_quarter_in_the_position() -> None:
    risked = two_outcome(0.55, 1.5)
    assert risked == pytest.approx(0.25, abs=1e-12)
    assert exposure(risked, entry=100.0, stop=96.0) == pytest.approx(6.25, abs=1e-12)
    assert exposure(risked, entry=100.0, stop=104.0) == pytest.approx(6.25, abs=1e-12)


def test_a_fraction_of_wealth_is_no_fraction_at_risk() -> None:
    assert of_wealth(0.6, gain=0.02, loss=0.01) == pytest.approx(40.0, abs=1e-9)
    assert two_outcome(0.6, 2.0) == pytest.approx(0.40, abs=1e-12)
    assert empirical(np.array([0.02] * 6 + [-0.01] * 4)) == pytest.approx(40.0, abs=1e-9)


@given(st.floats(0.02, 0.98), st.floats(0.1, 20.0))
def test_the_closed_form_is_where_growth_peaks(win_rate: float, payoff: float) -> None:
    def shrinkage(f: float) -> float:
        return -(win_rate * log(1 + f * payoff) + (1 - win_rate) * log(1 - f))

    found = minimize_scalar(shrinkage, bounds=(0.0, 1 - 1e-12), method="bounded", options={"xatol": 1e-11}).x
    assert two_outcome(win_rate, payoff) == pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize(("win_rate", "payoff"), [(0.4, 1.0), (0.5, 1.0), (0.0, 3.0), (0.3, 2.0)])
def test_without_an_edge_nothing_is_risked(win_rate: float, payoff: float) -> None:
    assert two_outcome(win_rate, payoff) == 0.0
    assert empirical(np.array([payoff] * round(100 * win_rate) + [-1.0] * round(100 - 100 * win_rate))) == 0.0


def test_a_sure_thing_risks_everything() -> None:
    assert two_outcome(1.0, 1.5) == 1.0
    assert empirical(np.array([0.5, 1.0, 0.0])) == inf


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-3.0, 10.0).map(lambda x: round(x, 3)), min_size=2, max_size=40).filter(lambda r: min(r) < 0))
def test_the_empirical_fraction_is_the_argmax_and_stays_below_the_worst(outcomes: list[float]) -> None:
    r = np.array(outcomes)
    f = empirical(r)
    bound = 1 / -r.min()
    if r.mean() <= 0:
        assert f == 0.0
        return
    assert 0.0 < f < bound

    def growth(x: float) -> float:
        return float(np.log1p(x * r).mean())

    found = minimize_scalar(
        lambda x: -growth(x), bounds=(0.0, bound * (1 - 1e-12)), method="bounded", options={"xatol": 1e-10 * bound}
    ).x
    assert f == pytest.approx(found, abs=1e-6 * bound) or growth(f) >= growth(found)


def test_empirical_and_closed_form_agree_on_two_outcomes() -> None:
    r = np.array([1.5] * 55 + [-1.0] * 45)
    assert empirical(r) == pytest.approx(two_outcome(0.55, 1.5), abs=1e-12)
    assert empirical(2.0 * r) == pytest.approx(0.125, abs=1e-12)  # twice the R, half the fraction


def test_one_disaster_in_a_thousand_bounds_the_fraction() -> None:
    r = np.array([1.0] * 999 + [-20.0])
    assert 0.0 < empirical(r) < 0.05
    assert empirical(np.array([1.0] * 999 + [-1.0])) > 0.99


def test_continuous_kelly_by_hand() -> None:
    told = continuous(np.array([0.02, np.nan, -0.01, 0.00, 0.01]), risk_free=0.0)
    assert told is not None
    variance = (0.015**2 + 0.015**2 + 0.005**2 + 0.005**2) / 3
    assert told.kelly == pytest.approx(0.005 / variance)
    assert told.sd == pytest.approx(1 / ((variance * 252) ** 0.5 * (4 / 252) ** 0.5))
    assert told.interval[0] < 0 < told.interval[1]
    assert sum(told.interval) / 2 == pytest.approx(told.kelly)


def test_continuous_kelly_of_a_falling_asset_is_nothing_and_of_a_still_one_unknown() -> None:
    falling = continuous(np.array([0.01, -0.02, 0.01, -0.02]))
    assert falling is not None
    assert falling.kelly == 0.0
    assert falling.interval[0] < 0.0
    assert continuous(np.zeros(10)) is None
    assert continuous(np.array([0.01])) is None


def test_the_standard_error_of_continuous_kelly_is_what_simulation_finds() -> None:
    years, mu, sigma, runs = 4, 0.10, 0.16, 2000
    returns = np.random.default_rng(11).normal(mu / 252, sigma / 252**0.5, (runs, years * 252))
    excess, variance = returns.mean(axis=1) * 252, returns.var(axis=1, ddof=1) * 252
    scatter = float((excess / variance).std(ddof=1))
    told = [one for one in (continuous(row) for row in returns[:50]) if one is not None]
    expected = float(np.mean([one.sd for one in told]))
    assert abs(scatter - 1 / (sigma * years**0.5)) < 2 * scatter / (2 * runs) ** 0.5 + 0.02 * scatter
    assert expected == pytest.approx(1 / (sigma * years**0.5), rel=0.02)


@pytest.mark.parametrize(
    ("nonsense", "named"),
    [
        (lambda: two_outcome(1.2, 1.5), "1.2"),
        (lambda: two_outcome(float("nan"), 1.5), "nan"),
        (lambda: two_outcome(0.5, 0.0), "payoff"),
        (lambda: two_outcome(0.5, float("nan")), "payoff"),
        (lambda: of_wealth(0.6, 0.02, 0.0), "gain and a loss"),
        (lambda: exposure(0.01, 100.0, 100.0), "two different prices"),
        (lambda: exposure(0.01, float("inf"), 100.0), "two different prices"),
        (lambda: empirical(np.array([1.0, np.nan])), "finite"),
    ],
)
def test_nonsense_is_told_in_one_sentence(nonsense, named: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadTrade, match=named) as told:
        nonsense()
    assert str(told.value).endswith(".")
