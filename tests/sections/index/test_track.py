"""The past record of a kind: only what had ended, against what is usual, and no edge without significance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_markets import indices, walk
from scipy import stats

from dashboard.sections.index.compute import index
from dashboard.sections.index.events import DIRECTIONS, KINDS
from dashboard.sections.index.student import two_sided
from dashboard.sections.index.track import episodes_of, p_of, tracks_at, verdict


@given(t=st.floats(-12, 12), degrees=st.integers(1, 80))
@settings(max_examples=200, deadline=None)
def test_students_t_is_scipys(t: float, degrees: int) -> None:
    assert two_sided(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-9, abs=1e-12)


def test_overlapping_outcomes_are_weighted_pair_by_pair() -> None:
    random = np.random.default_rng(4)
    sessions = np.sort(random.integers(0, 900, 60))
    excess = random.normal(0.01, 0.03, 60)
    deviations = excess - excess.mean()
    apart = np.abs(sessions[:, None] - sessions[None, :])
    variance = (np.maximum(1 - apart / 21, 0) * np.outer(deviations, deviations)).sum() / 60**2
    episodes = episodes_of(sessions)
    expected = 2 * stats.t.sf(abs(excess.mean()) / np.sqrt(variance), episodes - 1)
    assert p_of(excess, sessions, episodes) == pytest.approx(expected, rel=1e-9)


def test_one_outcome_told_by_five_indices_is_not_five() -> None:
    random = np.random.default_rng(6)
    sessions, excess = np.arange(0, 900, 30), random.normal(0.01, 0.02, 30)
    alone = p_of(excess, sessions, episodes_of(sessions))
    five = p_of(np.repeat(excess, 5), np.repeat(sessions, 5), episodes_of(np.repeat(sessions, 5)))
    assert five == pytest.approx(alone)


def test_too_few_cases_have_no_p() -> None:
    assert p_of(np.full(19, 0.1), np.arange(0, 19 * 30, 30), 19) is None
    assert p_of(np.linspace(0, 1, 40), np.arange(40), episodes_of(np.arange(40))) is None
    assert episodes_of(np.array([5, 6, 25, 26, 47, 47])) == 3


@pytest.mark.parametrize(
    ("p", "toward", "edge"),
    [
        (0.2, 0.01, "none"),
        (0.051, 0.01, "none"),
        (0.04, 0.01, "measured"),
        (0.04, -0.01, "against"),
        (None, 0.01, None),
    ],
)
def test_an_edge_needs_significance_in_its_own_direction(p: float | None, toward: float, edge: str | None) -> None:
    said = verdict(p, toward)
    assert said["edge"] == edge
    assert ("no measured edge" in said["words"]) == (edge in ("none", "against"))


def test_the_record_is_what_the_market_returned_after_those_that_had_ended() -> None:
    common = walk(700, 3)
    panel = indices({name: np.round(common * walk(700, 40 + k, 0.004) / 100, 2) for k, name in enumerate("AB")})
    result = index(panel, None)
    found, close = result.detail.found, panel.close
    for t in (400, 550, 699):
        tracks = tracks_at(found, result.detail.base, t)
        for (kind, direction), track in tracks.items():
            cases = [
                (int(found.known[k]), int(found.index[k]))
                for k in range(len(found))
                if found.kind[k] == kind and found.direction[k] == direction and found.known[k] + 21 <= t
            ]
            after = [close[row + 21, s] / close[row, s] - 1 for row, s in cases]
            usual = [np.mean(close[21 : t + 1, s] / close[: t - 20, s] - 1) for _, s in cases]
            assert (track["n"], track["kind"], track["direction"]) == (len(cases), KINDS[kind], DIRECTIONS[direction])
            if cases:
                assert track["mean_21_pct"] == pytest.approx(100 * np.mean(after))
                assert track["excess_21_pct"] == pytest.approx(100 * np.mean(np.array(after) - usual))
                assert track["hit_rate"] == np.mean([np.sign(value) == direction for value in after])
        assert sum(track["n"] for track in tracks.values()) > 5
