"""Confidence: from outcomes that were known, against a slow version, and judged by hand-worked reliability."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes.confidence import (
    CELLS,
    HORIZON,
    LEAST_OUTCOMES,
    PULL,
    cells,
    distance,
    estimated,
    held,
    reliability,
)
from dashboard.regimes.labels import labelled


def wandering(sessions: int = 900, seed: int = 4) -> np.ndarray:
    """A score that wanders between −.9 and .9, with a gap."""
    steps = np.random.default_rng(seed).normal(0, 0.06, sessions)
    score = np.empty(sessions)
    score[0] = 0.1
    for t in range(1, sessions):
        score[t] = np.clip(0.98 * score[t - 1] + steps[t], -0.9, 0.9)
    score[:5], score[300:303] = np.nan, np.nan
    return score


def figures(score):
    labels, _, _, direction_age, outside = labelled(score)
    direction = np.where(labels >= 0, np.sign(labels - 3), 0).astype(np.int8)
    cell = cells(score, direction, labels, direction_age, outside)
    outcome = held(direction, labels)
    return cell, outcome, *estimated(cell, outcome)


def test_confidence_is_the_share_of_known_outcomes_in_the_cell():
    cell, outcome, confidence, base = figures(wandering())
    for t in (400, 633, 899):
        told = np.arange(len(cell)) <= t - HORIZON
        known = outcome[told & ~np.isnan(outcome)]
        alike = outcome[told & (cell == cell[t]) & ~np.isnan(outcome)]
        usual = (known.sum() + 1) / (len(known) + 2)
        assert base[t] == pytest.approx(usual)
        assert confidence[t] == pytest.approx((alike.sum() + PULL * usual) / (len(alike) + PULL))


def test_there_is_no_confidence_before_enough_outcomes_are_known():
    _, outcome, confidence, _ = figures(wandering())
    first = int(np.argmax(~np.isnan(confidence)))
    assert np.count_nonzero(~np.isnan(outcome[: first - HORIZON + 1])) == LEAST_OUTCOMES
    assert np.isnan(confidence[:first]).all()


def test_confidence_knows_only_the_past_exactly():
    score = wandering()
    whole = figures(score)[2]
    for t in (270, 290, 480, 700, 899):
        assert_array_equal(figures(score[:t])[2], whole[:t])


def test_outcomes_are_told_ten_sessions_later():
    direction = np.array([1] * 12 + [-1] * 12, dtype=np.int8)
    labels = np.where(direction > 0, 5, 1).astype(np.int8)
    labels[0] = -1
    outcome = held(direction, labels)
    assert np.isnan(outcome[0])
    assert_array_equal(outcome[1:14], [1, *[0] * 10, 1, 1])
    assert np.isnan(outcome[-HORIZON:]).all()


def test_distance_is_to_the_nearest_change_of_direction():
    away = distance(np.array([0.3, -0.3, 0.1, np.nan]), np.array([1, -1, 0, 1], dtype=np.int8))
    assert_allclose(away, [0.75, 0.75, 0.45, np.nan])


def test_every_cell_has_a_place():
    cell = figures(wandering(3000))[0]
    assert cell.max() == CELLS - 1
    assert set(cell[:5]) == {-1}
    assert len(set(cell)) > CELLS // 2


def test_reliability_by_hand():
    said = np.array([0.9] * 300 + [0.5] * 100)
    happened = np.array([1.0] * 270 + [0.0] * 30 + [1.0] * 40 + [0.0] * 60)
    judged = reliability(said, np.full(400, 0.8), happened, 400 + HORIZON)
    brier = (270 * 0.01 + 30 * 0.81 + 100 * 0.25) / 400
    base = (310 * 0.04 + 90 * 0.64) / 400
    assert judged.n == 400
    assert judged.brier == pytest.approx(brier)
    assert judged.skill == pytest.approx(1 - brier / base)
    assert judged.calibration_error == pytest.approx(100 / 400 * 0.1)
    assert judged.calibrated is True
    assert [n for _, _, n in judged.bins] == [100, 300]


def test_confidence_that_boasts_is_called_not_calibrated():
    happened = np.tile([1.0, 0.0], 200)
    judged = reliability(np.full(400, 0.95), np.full(400, 0.5), happened, 500)
    assert judged.skill < 0
    assert judged.calibrated is False


def test_reliability_counts_no_outcome_that_is_not_known_yet():
    said, happened = np.full(400, 0.9), np.ones(400)
    assert reliability(said, said, happened, 300).n == 300 - HORIZON + 1
    assert reliability(said, said, happened, 200).brier is None
