"""Labels: what holds them back, what lets them go, and why each session's is not another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from dashboard.regimes.components import WEIGHTS, scanner
from dashboard.regimes.engine import scored
from dashboard.regimes.labels import (
    BLOCKED,
    CHOPPY,
    DWELL,
    LABEL_DWELL,
    LABELS,
    NO_SCORE,
    NOT_BLOCKED,
    WITHIN_MARGIN,
    YOUNG_DIRECTION,
    YOUNG_LABEL,
    band_of,
    labelled,
)

SETTLED = DWELL + 5


def labels_of(*parts: tuple[float, int]) -> list[str]:
    """The label of each session of a score that holds each value for so many sessions."""
    return [LABELS[code] if code >= 0 else "" for code in labelled(held(*parts))[0]]


def held(*parts: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(sessions, value) for value, sessions in parts])


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (-1.0, "strong_downtrend"), (-0.61, "strong_downtrend"), (-0.6, "downtrend"), (-0.3, "choppy_bearish"),
        (-0.05, "choppy"), (0.0, "choppy"), (0.049, "choppy"), (0.05, "choppy_bullish"), (0.3, "uptrend"),
        (0.6, "strong_uptrend"), (1.0, "strong_uptrend"),
    ],
)  # fmt: skip
def test_an_edge_belongs_to_the_band_above_it(score, label):
    assert LABELS[band_of(score)] == label


@pytest.mark.parametrize("extreme", [1.0, -1.0])
def test_a_score_held_at_zero_after_an_extreme_is_choppy_within_the_dwell(extreme):
    labels = labels_of((extreme, SETTLED), (0.0, DWELL))
    assert labels[SETTLED - 1] in ("strong_uptrend", "strong_downtrend")
    assert labels[-1] == "choppy"


def test_a_direction_changes_at_once_when_the_score_has_passed_its_margin():
    labels = labels_of((0.4, SETTLED), (-0.44, 1), (-0.46, 1))
    assert labels[-2:] == [
        "choppy_bullish",
        "choppy_bullish",
    ]  # the second day is young: its label changed the day before
    assert labels_of((0.4, SETTLED), (-0.46, 1))[-1] == "downtrend"


def test_a_spike_inside_the_margin_changes_no_direction_and_says_why():
    labels, blocked, *_ = labelled(held((0.1, SETTLED), (-0.2, DWELL - 1), (0.1, 3)))
    assert {LABELS[code] for code in labels} == {"choppy_bullish"}
    assert set(blocked[SETTLED : SETTLED + DWELL - 1]) == {WITHIN_MARGIN}
    assert set(blocked[-3:]) == {NOT_BLOCKED}


def test_a_drift_that_lasts_changes_the_direction_however_small():
    labels = labels_of((0.1, SETTLED), (-0.06, DWELL))
    assert labels[-2] == "choppy_bullish"
    assert labels[-1] == "choppy_bearish"


def test_a_drift_that_is_interrupted_starts_again():
    labels = labels_of((0.1, SETTLED), (-0.06, DWELL - 1), (0.06, 1), (-0.06, DWELL - 1))
    assert set(labels) == {"choppy_bullish"}


def test_hovering_near_another_edge_does_not_shorten_the_patience_with_a_direction():
    labels = labels_of((0.4, SETTLED), (0.25, DWELL - 1), (0.0, 1))
    assert set(labels[:-1]) == {"uptrend"}
    assert labels[-1] == "choppy_bullish"


def test_a_young_direction_stays_but_its_label_goes_to_the_edge_of_its_side():
    labels, blocked, *_ = labelled(held((-0.8, SETTLED), (0.8, 6), (-0.8, 6)))
    assert LABELS[labels[SETTLED]] == "strong_uptrend"
    assert LABELS[labels[SETTLED + 6]] == "choppy_bullish"
    assert blocked[SETTLED + 6] == YOUNG_DIRECTION


def test_a_young_label_waits():
    labels, blocked, *_ = labelled(held((0.2, SETTLED), (0.5, 1), (0.75, LABEL_DWELL)))
    assert [LABELS[code] for code in labels[SETTLED:]] == ["uptrend"] * LABEL_DWELL + ["strong_uptrend"]
    assert list(blocked[SETTLED:]) == [NOT_BLOCKED] + [YOUNG_LABEL] * (LABEL_DWELL - 1) + [NOT_BLOCKED]


def test_a_missing_score_keeps_the_label_ages_it_and_says_so():
    labels, blocked, ages, *_ = labelled(held((np.nan, 2), (0.4, 3), (np.nan, 2)))
    assert_array_equal(labels, [-1, -1, 5, 5, 5, 5, 5])
    assert_array_equal(blocked[-2:], [NO_SCORE, NO_SCORE])
    assert_array_equal(ages[2:], [0, 1, 2, 3, 4])
    assert len(BLOCKED) == NO_SCORE + 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.floats(-1, 1), st.just(np.nan)), min_size=1, max_size=150))
def test_no_direction_and_no_label_is_ever_younger_than_its_dwell_when_it_changes(scores):
    labels, _, ages, direction_ages, _ = labelled(np.array(scores, dtype=np.float64))
    sides = np.sign(labels.astype(int) - CHOPPY)
    for t in range(1, len(labels)):
        if labels[t - 1] < 0:
            continue
        if labels[t] != labels[t - 1]:
            assert ages[t - 1] + 1 >= LABEL_DWELL
        if sides[t] != sides[t - 1]:
            assert direction_ages[t - 1] + 1 >= DWELL
        assert np.isnan(scores[t]) <= (labels[t] == labels[t - 1])


def scores_with(trend: float, scans: list[tuple[float, float]]) -> np.ndarray:
    """Scores of sessions whose every other component is `trend`, with these long and short counts."""
    components = np.full((len(scans), len(WEIGHTS)), trend)
    components[:, 4] = scanner(*np.array(scans, dtype=np.float64).T)
    return scored(components)[2]


@pytest.mark.parametrize("trend", [-0.7, -0.29, -0.04, 0.0, 0.06, 0.31, 0.62])
def test_one_scan_of_one_against_none_changes_nothing(trend):
    quiet = [(0, 0)] * 30
    for counts in ((1, 0), (0, 1)):
        spiked = [*quiet[:25], counts, *quiet[26:]]
        assert_array_equal(labelled(scores_with(trend, spiked))[0], labelled(scores_with(trend, quiet))[0])


def test_the_accident_of_empty_and_half_scans_flips_no_regime():
    accident = [(0, 56)] * 6 + [(0, 0)] * 6 + [(43, 0)] * 6 + [(43, 40)] * 6
    for trend in (0.5, 0.2, 0.06):
        labels = labelled(scores_with(trend, [(20, 20)] * SETTLED + accident))[0]
        assert labels.min() > CHOPPY
