"""The jump model against `jumpmodels`: online labels, what a fit costs, and its own past."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes.jump import STARTS, WARM_UP, costs, descend, features, scale_of, split, walk_forward
from dashboard.regimes.model import FIRST_FIT, REFIT
from tests.regimes.returns import two_regimes


@pytest.fixture(scope="module")
def theirs():
    """jumpmodels' model and the points it was fitted to."""
    from jumpmodels.jump import JumpModel

    returns = two_regimes(900)
    raw = features(returns)[WARM_UP:]
    points = scale_of(raw)(raw)
    return JumpModel(2, jump_penalty=50.0, random_state=0, n_init=3).fit(points, returns[WARM_UP:]), points


def test_online_labels_are_those_of_jumpmodels(theirs):
    model, points = theirs
    table = costs(points, np.ascontiguousarray(model.centers_), 50.0, np.zeros(2))
    assert_array_equal(table.argmin(axis=1), model.predict_online(points))


def test_our_fit_is_as_cheap_as_theirs(theirs):
    model, points = theirs
    ours = min(descend(points, split(points, feature), 50.0)[0] for feature in STARTS)
    assert ours <= model.val_ * 1.001


def test_features_are_pandas_exponential_means():
    returns = two_regimes(300)
    table, series = features(returns), pd.Series(returns)
    falls = series.clip(upper=0) ** 2
    deviation = np.sqrt(falls.ewm(halflife=10).mean()) + 1e-8
    assert_allclose(table[5:, 0], np.log(deviation)[5:], rtol=1e-9)
    sortino = series.ewm(halflife=60).mean() / (np.sqrt(falls.ewm(halflife=60).mean()) + 1e-8)
    assert_allclose(table[5:, 2], sortino[5:], rtol=1e-9)


def test_online_labels_know_only_the_past_and_continue_exactly():
    returns = two_regimes(FIRST_FIT + 2 * REFIT + 20)
    whole = walk_forward(returns)
    for cut in (100, FIRST_FIT, FIRST_FIT + 1, FIRST_FIT + REFIT, FIRST_FIT + REFIT + 50):
        assert_array_equal(walk_forward(returns[:cut]).states, whole.states[:cut])
        assert_array_equal(walk_forward(returns, previous=walk_forward(returns[:cut])).states, whole.states)
    assert set(whole.states[FIRST_FIT:]) == {0, 1}
