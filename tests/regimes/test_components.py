"""Components: by hand, against slow and simple versions of themselves, and missing where they are missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes import components
from dashboard.regimes.engine import scored
from dashboard.regimes.participation import LONGEST, breadth, equal_weighted, participation
from dashboard.regimes.persistence import DOUBT, HORIZON, LARGEST, MEMORY, variance_ratio
from tests.regimes.returns import prices, two_regimes

NOTHING = np.nan


def test_scanner_counts_shrink():
    values = components.scanner(np.array([1.0, 0, 0, 43, 43, NOTHING]), np.array([0.0, 0, 56, 0, 40, 3]))
    assert_allclose(values, [1 / 21, 0.0, -56 / 76, 43 / 63, 3 / 103, NOTHING])


def test_a_missing_component_lowers_coverage_not_the_score():
    whole = np.full((1, 6), 0.4)
    part = whole.copy()
    part[0, [2, 4]] = np.nan
    contributions, coverage, score = scored(np.vstack([whole, part]))
    assert_allclose(score, [0.4, 0.4])
    assert_allclose(coverage, [1.0, 3.0 / 3.75])
    assert_allclose(np.nansum(contributions, axis=1), score)
    assert np.isnan(contributions[1, 2])


def test_without_a_trend_or_half_the_weight_there_is_no_score():
    no_trend, too_little = np.full((1, 6), 0.4), np.full((1, 6), 0.4)
    no_trend[0, 0] = np.nan
    too_little[0, [1, 2, 3]] = np.nan
    _, coverage, score = scored(np.vstack([no_trend, too_little]))
    assert coverage[1] == pytest.approx(1.75 / 3.75)
    assert np.isnan(score).all()


def test_distance_is_in_random_walk_deviations_of_it():
    close = prices(np.random.default_rng(1).normal(0, 0.01, 400))
    sigma = np.full(len(close), 0.01)
    t = 333
    by_hand = (close[t] / close[t - 49 : t + 1].mean() - 1) / (0.01 * np.sqrt(50 / 3))
    assert components.distance(close, 50, sigma)[t] == pytest.approx(np.clip(by_hand, -1, 1))
    assert np.isnan(components.distance(close, 50, sigma)[48])


def test_a_move_counts_fully_at_one_deviation_and_has_a_sign():
    close = 100 * np.exp(np.array([0.0, 0.01, 0.02, 0.0, -0.03]))
    assert_allclose(
        components.move(close, 2, np.full(5, 0.02)),
        [NOTHING, NOTHING, 0.02 / (0.02 * 2**0.5), -0.01 / (0.02 * 2**0.5), -1],
    )


def test_all_components_lie_within_one_and_a_flat_market_has_none():
    moving = components.measured(prices(two_regimes(900)), np.full(901, np.nan))
    for figure in (moving.trend, moving.momentum, moving.volatility):
        assert np.nanmax(np.abs(figure)) <= 1.0
        assert np.isfinite(figure[400:]).all()
    flat = components.measured(np.full(700, 50.0), np.full(700, np.nan))
    assert np.isnan(flat.trend).all()
    assert np.isnan(flat.momentum).all()


def test_high_volatility_is_negative_and_an_implied_one_speaks_along():
    returns = np.concatenate([np.tile([0.002, -0.002], 250), np.tile([0.03, -0.03], 40)])
    realised = components.calm(prices(returns), np.full(len(returns) + 1, np.nan))
    assert realised[-1] == pytest.approx(-1.0)
    implied = np.linspace(40.0, 10.0, len(returns) + 1)  # the index falls all the time: calm by its own account
    assert components.calm(prices(returns), implied)[-1] == pytest.approx((-1.0 + 1.0 - 2 / 252) / 2, abs=1e-9)


def test_the_variance_ratio_is_what_its_definition_says():
    scaled = np.random.default_rng(5).normal(0, 1, 60)
    scaled[7] = np.nan
    moves = np.clip(scaled[~np.isnan(scaled)], -LARGEST, LARGEST)
    decay, long, short = MEMORY / (1 + MEMORY), DOUBT, DOUBT
    for t in range(HORIZON - 1, len(moves)):
        long = decay * long + moves[t - HORIZON + 1 : t + 1].sum() ** 2 / HORIZON
        short = decay * short + moves[t] ** 2
    assert variance_ratio(scaled)[-1] == pytest.approx(long / short, rel=1e-12)
    assert variance_ratio(scaled)[HORIZON - 2] == 1.0


def test_moves_that_carry_on_have_a_high_ratio_and_moves_taken_back_a_low_one():
    shocks = np.random.default_rng(2).normal(0, 1, 3000)
    carrying = shocks.copy()
    for t in range(1, len(carrying)):
        carrying[t] += 0.3 * carrying[t - 1]
    assert variance_ratio(carrying)[-1] > 1.4
    assert variance_ratio(np.diff(shocks))[-1] < 0.6


def stocks(sessions: int = 260, count: int = 24, seed: int = 8) -> np.ndarray:
    """Closes with a late listing, a delisting, gaps, and one flat stock whose close always ties with its average."""
    random = np.random.default_rng(seed)
    close = 50 * np.exp(np.cumsum(random.normal(0, 0.02, (sessions, count)), axis=0))
    close[random.random(close.shape) < 0.05] = np.nan
    close[:100, 0], close[180:, 1], close[:, 2] = np.nan, np.nan, 0.1
    return close


def test_participation_counts_as_pandas_does():
    close = stocks()
    member = ~np.isnan(close) | (np.arange(close.shape[1]) > 1)
    counted = participation(close, member)
    for w, n in enumerate((20, 50, 200)):
        columns = [own.dropna().rolling(n).mean().reindex(own.index) for _, own in pd.DataFrame(close).items()]
        mean = np.column_stack(columns)
        valid = ~np.isnan(close) & ~np.isnan(mean) & member
        above = valid & (close > mean * (1 + 1e-12))
        assert_array_equal(counted.valid[:, w], valid.sum(axis=1))
        assert_array_equal(counted.above[:, w], above.sum(axis=1))
    assert_array_equal(counted.members, member.sum(axis=1))


def test_participation_continues_exactly():
    close = stocks(LONGEST + 40)
    member = np.ones(close.shape, dtype=bool)
    whole = participation(close, member)
    for cut in (1, 19, LONGEST - 1, LONGEST + 3):
        begun = participation(close[:cut], member[:cut])
        kept = begun.sums.copy()
        continued = participation(close, member, begun)
        assert_array_equal(continued.above, whole.above)
        assert_array_equal(continued.sums, whole.sums)
        assert_array_equal(begun.sums, kept)


def test_breadth_needs_sixty_percent_and_twenty_symbols():
    close = 50 + np.cumsum(np.ones((230, 25)), axis=0)
    member = np.ones(close.shape, dtype=bool)
    assert breadth(participation(close, member))[-1] == 1.0
    close[-1, :6] = np.nan
    assert np.isnan(breadth(participation(close, member))[-1])
    assert np.isnan(breadth(participation(close, member))[198])


def test_an_index_of_the_stocks_skips_who_did_not_trade():
    close = np.array([[10.0, np.nan], [11.0, 20.0], [np.nan, 22.0], [12.1, np.nan], [np.nan, np.nan]])
    assert_allclose(equal_weighted(close), [np.nan, 110.0, 121.0, 133.1, np.nan])
