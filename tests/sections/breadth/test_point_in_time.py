"""No figure knows the future, and continuing from yesterday gives what computing afresh gives."""

from __future__ import annotations

import numpy as np
import pytest
from panels_for_tests import panel_of
from shared_data import needs_shared

from dashboard.runtime.encode import encode
from dashboard.sections.breadth.compute import breadth
from dashboard.sections.breadth.views import current, history, sma


def assert_same_past(whole, past):
    """`past` is the result of the first sessions of `whole`: every series and every view of their last session agree exactly."""
    t = len(past.sessions)
    for name in whole.series:
        np.testing.assert_array_equal(whole.series[name][:t], past.series[name], err_msg=name)
    np.testing.assert_array_equal(whole.valid[:t], past.valid)
    np.testing.assert_array_equal(whole.members[:t], past.members)
    assert encode(current(whole, t - 1)) == encode(current(past, t - 1))
    rows = slice(0, t)
    assert encode(sma(whole, rows)) == encode(sma(past, rows))
    assert encode(history(whole, rows)) == encode(history(past, rows))


def random_sessions(panel, seed):
    return np.sort(np.random.default_rng(seed).choice(np.arange(1, len(panel.sessions)), 20, replace=False))


@needs_shared
@pytest.mark.parametrize("market", ["us", "kaggle"])
def test_the_first_sessions_alone_give_the_first_values(market, request):
    panel, whole = request.getfixturevalue(market), request.getfixturevalue(f"{market}_breadth")
    for t in random_sessions(panel, seed=11):
        assert_same_past(whole, breadth(panel.first(int(t)), None))


@needs_shared
@pytest.mark.parametrize("market", ["us", "kaggle"])
def test_continuing_in_steps_gives_exactly_what_computing_afresh_gives(market, request):
    panel, whole = request.getfixturevalue(market), request.getfixturevalue(f"{market}_breadth")
    result = None
    for t in (*random_sessions(panel, seed=5), len(panel.sessions)):
        result = breadth(panel.first(int(t)), result)
        assert_same_past(whole, result)


@needs_shared
def test_fifty_single_sessions_give_exactly_what_computing_afresh_gives(kaggle, kaggle_breadth):
    result = breadth(kaggle.first(1209), None)
    for t in range(1210, 1260):
        result = breadth(kaggle.first(t), result)
    assert_same_past(kaggle_breadth, result)
    for t in range(1200, 1259, 7):
        assert encode(current(result, t)) == encode(current(kaggle_breadth, t))


@needs_shared
def test_one_result_can_be_continued_twice_and_in_two_directions(kaggle, kaggle_breadth):
    half = breadth(kaggle.first(600), None)
    other = kaggle.first(620)
    other = panel_of(
        np.vstack([other.close[:600, : other.stocks], 2 * other.close[600:, : other.stocks]]),
        sectors=list(other.sectors),
        first=str(other.sessions[0]),
    )
    before = {name: values.copy() for name, values in half.series.items()}
    breadth(kaggle.first(640), half)
    breadth(other, half)
    for name, values in before.items():
        np.testing.assert_array_equal(half.series[name], values)
    assert_same_past(kaggle_breadth, breadth(kaggle, half))


def test_a_result_of_other_sessions_is_not_continued():
    close = 50.0 + np.random.default_rng(3).normal(size=(40, 25)).cumsum(axis=0)
    panel = panel_of(close)
    elsewhere = breadth(panel_of(close[:30] * 3, first="1999-01-01"), None)
    np.testing.assert_array_equal(breadth(panel, elsewhere).series["ad_line"], breadth(panel, None).series["ad_line"])


def test_the_same_panel_again_gives_the_same_result():
    panel = panel_of(50.0 + np.random.default_rng(3).normal(size=(40, 25)).cumsum(axis=0))
    first = breadth(panel, None)
    assert_same_past(first, breadth(panel, first))


def test_windows_that_outlive_the_ring_of_chunks_still_find_their_extremes():
    """A stock that trades every fifth session has 251 bars in 1255 sessions, far more than the ring holds."""
    random = np.random.default_rng(8)
    close = 100 * np.exp(random.normal(0, 0.02, (2000, 24)).cumsum(axis=0))
    close[np.arange(2000) % 5 != 0, :] = np.nan
    result = breadth(panel_of(close), None)
    dense = breadth(panel_of(close[::5]), None)
    np.testing.assert_array_equal(result.series["new_highs"][::5], dense.series["new_highs"])
    np.testing.assert_array_equal(result.series["new_lows"][::5], dense.series["new_lows"])
    assert np.nansum(result.series["new_highs"]) > 100
