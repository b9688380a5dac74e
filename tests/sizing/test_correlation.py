"""Correlations against pandas, clusters against scipy, and how many bets a book is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.cluster.hierarchy import average, fcluster
from scipy.spatial.distance import squareform

from dashboard.sizing.correlation import clusters, correlations, effective_bets


def closes(symbols: int = 8, sessions: int = 90, seed: int = 4) -> np.ndarray:
    """Walks in two groups, with silences and a stock that stands still."""
    random = np.random.default_rng(seed)
    groups = random.normal(0, 0.01, (sessions, 2))[:, np.arange(symbols) % 2]
    close = 50 * np.exp((groups + random.normal(0, 0.004, (sessions, symbols))).cumsum(axis=0))
    close[random.random(close.shape) < 0.04] = np.nan
    close[:, 5] = 20.0
    close[:60, 6] = np.nan
    return close


def test_correlations_are_those_of_pandas_over_the_last_sixty_sessions() -> None:
    close = closes()
    told = correlations(close, np.arange(8))
    returns = np.log(pd.DataFrame(close)).diff().iloc[-60:]
    expected = returns.corr(min_periods=40).to_numpy(copy=True)
    np.fill_diagonal(expected, 1.0)
    np.testing.assert_allclose(told, expected, atol=1e-12)
    assert np.isnan(told[5, :5]).all()  # stands still
    assert np.isnan(told[6, :5]).all()  # thirty sessions are too few
    assert told[0, 2] > 0.7 > abs(told[0, 1])


def test_correlations_pick_columns_and_know_nothing_of_what_is_no_part_of_the_market() -> None:
    close = closes()
    told, whole = correlations(close, np.array([4, -1, 0])), correlations(close, np.arange(8))
    assert (told[0, 2], told[2, 0]) == (whole[4, 0], whole[0, 4])
    assert np.isnan(told[1, [0, 2]]).all()
    assert told[1, 1] == 1.0
    np.testing.assert_array_equal(correlations(close[-61:], np.arange(8)), whole)
    assert correlations(close, np.empty(0, dtype=np.int64)).shape == (0, 0)


def test_perfect_and_opposite_pairs_are_one_and_minus_one() -> None:
    path = 50 * np.exp(np.random.default_rng(1).normal(0, 0.01, 70).cumsum())
    told = correlations(np.stack([path, 3 * path, 1 / path], axis=1), np.arange(3))
    np.testing.assert_allclose(told, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]], atol=1e-12)


def test_clusters_by_hand_largest_first_and_loners_left_out() -> None:
    rho = np.eye(6)
    for a, b, value in ((0, 4, 0.9), (1, 3, 0.8), (1, 5, 0.75), (3, 5, 0.7), (0, 2, 0.69), (2, 4, 0.2)):
        rho[a, b] = rho[b, a] = value
    assert clusters(rho) == [[1, 3, 5], [0, 4]]
    assert clusters(np.eye(3)) == []
    assert clusters(np.ones((3, 3))) == [[0, 1, 2]]
    assert clusters(np.empty((0, 0))) == []


def test_an_unknown_pair_joins_nothing_and_hides_nothing() -> None:
    rho = np.array([[1.0, np.nan, 0.9], [np.nan, 1.0, np.nan], [0.9, np.nan, 1.0]])
    assert clusters(rho) == [[0, 2]]
    rho[1, 2] = rho[2, 1] = 0.8  # known with one of the two only
    assert clusters(rho) == [[0, 1, 2]]


@pytest.mark.parametrize("seed", range(6))
def test_clusters_are_scipys_average_linkage(seed: int) -> None:
    random = np.random.default_rng(seed)
    factors = random.normal(size=(200, 4))
    rho = np.corrcoef((factors[:, random.integers(0, 4, 25)] + random.normal(0, 0.7, (200, 25))).T)
    names = fcluster(average(squareform(1 - rho, checks=False)), t=0.4, criterion="distance")
    expected = {tuple(np.flatnonzero(names == name)) for name in names if (names == name).sum() > 1}
    assert {tuple(group) for group in clusters(rho, threshold=0.6)} == expected
    assert expected


def test_effective_bets_by_hand() -> None:
    assert effective_bets(np.array([100.0, 100.0, 100.0]), np.eye(3)) == pytest.approx(3.0)
    assert effective_bets(np.array([100.0, 100.0, 100.0]), np.ones((3, 3))) == pytest.approx(1.0)
    assert effective_bets(np.array([300.0, 100.0]), np.eye(2)) == pytest.approx(1.6)
    half = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert effective_bets(np.array([1.0, 1.0]), half) == pytest.approx(4 / 3)
    assert effective_bets(np.array([1.0, -1.0]), half) == 2.0  # a hedge is two bets at most
    assert effective_bets(np.array([1.0, -1.0]), np.ones((2, 2))) == 2.0
    unknown = np.array([[1.0, np.nan], [np.nan, 1.0]])
    assert effective_bets(np.array([1.0, 1.0]), unknown) == pytest.approx(1.0)
    assert effective_bets(np.array([5.0, 0.0]), unknown) == pytest.approx(1.0)
    assert effective_bets(np.array([0.0]), np.eye(1)) is None
    assert effective_bets(np.empty(0), np.empty((0, 0))) is None
