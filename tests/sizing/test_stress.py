"""The worst of the record by hand, drawdowns drawn from it, and stops that a gap jumps over."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.sizing.positions import Holding
from dashboard.sizing.stress import Worst, drawdown_odds, gap_heat, worst_stretches


def test_the_worst_stretches_by_hand() -> None:
    returns = np.array([np.nan, 0.01, -0.05, 0.02, -0.04, -0.04, 0.10, -0.05])
    one, three = worst_stretches(returns, over=(1, 3))
    assert one == Worst(1, pytest.approx(-0.05), 2)
    assert three == Worst(3, pytest.approx(0.95 * 1.02 * 0.96 - 1), 4)
    assert [found.sessions for found in worst_stretches(returns)] == [1, 5]
    assert worst_stretches(np.full(30, np.nan)) == []


def test_drawdowns_are_the_same_for_the_same_seed_and_deeper_ones_are_rarer() -> None:
    returns = np.random.default_rng(1).normal(0.0003, 0.012, 700)
    returns[100] = np.nan
    told = drawdown_odds(returns, seed=7)
    assert told is not None
    assert told == drawdown_odds(returns, seed=7)
    assert told != drawdown_odds(returns, seed=8)
    assert told.n == 699
    assert 1.0 > told.at_least[0.05] > told.at_least[0.10] > told.at_least[0.20] >= 0.0
    assert told.bad < told.median < 0.0


def test_drawdowns_of_independent_returns_are_those_of_brownian_motion() -> None:
    """Without drift the mean deepest fall is √(π/2)·σ√T: Magdon-Ismail et al. (2004). Daily steps see a little less of it."""
    returns = np.random.default_rng(2).normal(0, 0.001, 5000)
    told = drawdown_odds(returns - returns.mean(), seed=1)
    walks = np.random.default_rng(3).normal(0, 0.001, (20_000, 63)).cumsum(axis=1)
    falls = (np.maximum(np.maximum.accumulate(walks, axis=1), 0) - walks).max(axis=1)
    assert told is not None
    assert -told.median == pytest.approx(float(np.median(falls)), rel=0.05)
    assert -told.bad == pytest.approx(float(np.quantile(falls, 0.95)), rel=0.06)
    assert float(falls.mean()) == pytest.approx((np.pi / 2 * 63) ** 0.5 * 0.001, rel=0.12)


def test_blocks_keep_a_storm_together() -> None:
    """Twenty bad sessions in a row fall deeper in a block than strewn about."""
    storm = np.full(400, 0.001)
    storm[200:220] = -0.02
    together, strewn = storm, np.random.default_rng(4).permutation(storm)
    one, other = drawdown_odds(together, seed=1), drawdown_odds(strewn, seed=1)
    assert one is not None
    assert other is not None
    assert one.at_least[0.20] > 3 * other.at_least[0.20]


def test_a_falling_record_falls_for_sure_and_a_short_one_says_nothing() -> None:
    told = drawdown_odds(np.full(300, -0.01), seed=1)
    assert told is not None
    assert told.at_least == {0.05: 1.0, 0.10: 1.0, 0.20: 1.0}
    assert told.median == pytest.approx(0.99**63 - 1)
    assert drawdown_odds(np.full(249, -0.01), seed=1) is None


def test_heat_with_gaps_takes_the_worse_of_stop_and_gap() -> None:
    held = [
        Holding("A", 100, 50.0, 49.0),
        Holding("B", -100, 50.0, 60.0),
        Holding("C", 10, 50.0),
        Holding("D", 10, 50.0, 45.0),
    ]
    told = gap_heat(held, np.array([0.08, 0.08, 0.08, np.nan]))
    assert told.heat == pytest.approx(100 + 1000 + 500 + 50)
    assert told.adjusted == pytest.approx(400 + 1000 + 500 + 50)
    assert told.unknown == 1
    assert gap_heat([], np.empty(0)).adjusted == 0.0
