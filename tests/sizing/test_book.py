"""A book over the record: missing bars by hand, an oracle in plain Python, and no session that knows a later one."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.sizing.book import bad_gaps, book_returns, traded_values

NAN = np.nan


def walks(sessions: int = 120, symbols: int = 6, seed: int = 3) -> np.ndarray:
    """Walks with holes, one listed late, one silent for thirty sessions."""
    random = np.random.default_rng(seed)
    close = 50 * np.exp(random.normal(0, 0.02, (sessions, symbols)).cumsum(axis=0))
    close[random.random(close.shape) < 0.08] = NAN
    close[:40, 1] = NAN
    close[60:90, 2] = NAN
    return close


def by_hand(close: np.ndarray, columns: list[int], weights: list[float]) -> list[float]:
    told = []
    for t in range(len(close)):
        made = known = 0.0
        for column, weight in zip(columns, weights, strict=True):
            earlier = [s for s in range(t) if column >= 0 and not np.isnan(close[s, column])]
            if not earlier or t - earlier[-1] > 10:
                continue
            known += abs(weight)
            if not np.isnan(close[t, column]):
                made += weight * (close[t, column] / close[earlier[-1], column] - 1)
        share = known / sum(abs(weight) for weight in weights)
        told.append(made / share if share >= 0.6 else NAN)
    return told


def test_a_long_and_a_short_by_hand() -> None:
    close = np.array([[100.0, 50.0], [110.0, 55.0], [99.0, 55.0], [99.0, 44.0]])
    told = book_returns(close, np.array([0, 1]), np.array([0.5, -0.25]))
    np.testing.assert_allclose(told.returns, [NAN, 0.05 - 0.025, -0.05, 0.05], atol=1e-15)
    np.testing.assert_array_equal(told.coverage, [0, 1, 1, 1])


def test_a_missing_bar_makes_nothing_and_the_next_one_all_of_it() -> None:
    close = np.array([[100.0, 50.0], [NAN, 50.0], [121.0, 50.0]])
    told = book_returns(close, np.array([0, 1]), np.array([0.5, 0.5]))
    np.testing.assert_allclose(told.returns, [NAN, 0.0, 0.105], atol=1e-15)


def test_what_was_not_listed_is_stood_for_by_the_others_while_they_are_most_of_it() -> None:
    close = np.array([[100.0, NAN], [110.0, NAN], [110.0, 50.0], [110.0, 60.0]])
    most = book_returns(close, np.array([0, 1]), np.array([0.6, 0.4]))
    np.testing.assert_allclose(most.returns, [NAN, 0.1, 0.0, 0.08], atol=1e-15)
    np.testing.assert_allclose(most.coverage, [0.0, 0.6, 0.6, 1.0])
    few = book_returns(close, np.array([0, 1]), np.array([0.4, 0.6]))
    np.testing.assert_allclose(few.returns, [NAN, NAN, NAN, 0.12], atol=1e-15)


@pytest.mark.parametrize(
    ("columns", "weights"), [([0, 1, 2], [0.2, 0.5, 0.1]), ([5, 3, 2, -1, 0], [0.3, -0.2, 0.4, 0.1, 0.05])]
)
def test_the_book_is_what_an_accountant_finds(columns: list[int], weights: list[float]) -> None:
    close = walks()
    told = book_returns(close, np.array(columns), np.array(weights))
    np.testing.assert_allclose(told.returns, by_hand(close, columns, weights), atol=1e-14)
    assert np.isnan(told.returns).any()
    assert np.isfinite(told.returns).any()


def test_no_session_knows_a_later_one() -> None:
    close, columns, weights = walks(), np.array([0, 1, 2, 4]), np.array([0.2, 0.5, -0.1, 0.2])
    whole = book_returns(close, columns, weights)
    for t in (1, 39, 41, 75, 91, 119):
        part = book_returns(close[:t], columns, weights)
        np.testing.assert_array_equal(part.returns, whole.returns[:t])
        np.testing.assert_array_equal(part.coverage, whole.coverage[:t])


def test_an_empty_book_and_one_outside_the_market_have_no_returns() -> None:
    close = walks()
    for columns, weights in ((np.empty(0, dtype=np.int64), np.empty(0)), (np.array([-1]), np.array([1.0]))):
        told = book_returns(close, columns, weights)
        assert np.isnan(told.returns).all()
        assert not told.coverage.any()


def test_traded_value_is_the_mean_of_the_last_twenty_sessions_with_a_volume() -> None:
    close, volume = np.full((30, 3), 10.0), np.full((30, 3), 100.0)
    volume[:10] = 1e9  # before the last twenty
    volume[-1, 0], volume[-2, 0] = 2000.0, NAN
    volume[-11:, 1] = NAN
    told = traded_values(close, volume, np.array([0, 1, 2, -1]))
    np.testing.assert_allclose(told, [(18 * 1000 + 20_000) / 19, NAN, 1000.0, NAN])


def test_a_bad_gap_is_one_in_a_hundred_against_the_position() -> None:
    opened, closed = np.full((260, 3), 100.0), np.full((260, 3), 100.0)
    opened[50:54, 0] = [90.0, 92.0, 95.0, 130.0]  # the third worst of 252 has two worse ones
    opened[5, 0] = 10.0  # of longer ago than 252 gaps
    closed[::2, 1] = NAN  # trades every other day: 129 own gaps
    opened[100:, 2] = NAN  # the source has no opens
    told = bad_gaps(opened, closed, np.array([0, 0, 1, 2, -1]), np.array([1, -1, 1, 1, 1]))
    np.testing.assert_allclose(told[:3], [0.05, 0.0, 0.0], atol=1e-15)
    assert np.isnan(told[3:]).all()
    opened[60:62, 0] = 120.0
    assert bad_gaps(opened, closed, np.array([0]), np.array([-1]))[0] == pytest.approx(0.2)
