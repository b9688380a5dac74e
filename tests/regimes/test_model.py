"""The statistical model against other people's: hmmlearn on growing prefixes, statsmodels' Hamilton filter, and its own past."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes.chain import GAUSSIAN, filtered, fit, log_constant
from dashboard.regimes.model import FIRST_FIT, REFIT, TAILS, first_guess, fitted, walk_forward
from tests.regimes.returns import two_regimes

LOCATIONS, VARIANCES = np.array([0.0008, -0.001]), np.array([0.007**2, 0.02**2])
TRANSITION, START = np.array([[0.985, 0.015], [0.04, 0.96]]), np.array([0.7, 0.3])
ONE_EARLIER = np.linalg.solve(TRANSITION.T, START)  # hmmlearn starts at the first value; our filter steps into it


def hmm(returns, rounds):
    """hmmlearn from our starting point, with its priors switched off."""
    from hmmlearn.hmm import GaussianHMM

    guess = first_guess(returns)
    model = GaussianHMM(
        2, "diag", n_iter=rounds, tol=-np.inf, init_params="", covars_prior=0.0, covars_weight=1.0, min_covar=0.0
    )
    model.startprob_, model.transmat_ = guess.start, guess.transition
    model.means_, model.covars_ = guess.locations[:, None], guess.variances[:, None]
    return model


def test_hamiltons_filter_agrees_with_statsmodels():
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    returns = two_regimes(700)
    theirs = MarkovRegression(returns, k_regimes=2, switching_variance=True)
    theirs.initialize_known(START)
    result = theirs.filter(np.concatenate([TRANSITION[:, 0], LOCATIONS, VARIANCES]))
    before = (
        TRANSITION.T @ START
    )  # statsmodels steps twice before the first value: its start is one session earlier still
    ours = filtered(returns, LOCATIONS, VARIANCES, TRANSITION, before, GAUSSIAN)
    assert_allclose(ours, result.filtered_marginal_probabilities, atol=1e-10, rtol=0)


def test_filtered_probabilities_are_the_last_row_of_hmmlearn_on_every_prefix():
    returns = two_regimes(160)
    model = hmm(returns, 1)
    model.startprob_, model.transmat_ = START, TRANSITION
    model.means_, model.covars_ = LOCATIONS[:, None], VARIANCES[:, None]
    ours = filtered(returns, LOCATIONS, VARIANCES, TRANSITION, ONE_EARLIER, GAUSSIAN)
    for t in range(1, len(returns) + 1):
        assert_allclose(ours[t - 1], model.predict_proba(returns[:t, None])[-1], atol=1e-10)


def test_the_rounds_of_fitting_are_hmmlearns():
    returns = two_regimes(600)
    model = hmm(returns, 7)
    model.fit(returns[:, None])
    guess = first_guess(returns)
    fit(returns, guess.locations, guess.variances, guess.transition, guess.start, GAUSSIAN, 7, -np.inf)
    assert_allclose(guess.locations, model.means_[:, 0], rtol=1e-8)
    assert_allclose(guess.variances, model.covars_[:, 0, 0], rtol=1e-8)
    assert_allclose(guess.transition, model.transmat_, rtol=1e-8)


def test_a_student_t_fit_climbs_and_its_likelihood_is_scipys():
    from scipy.stats import t as student

    returns, guess = two_regimes(600), first_guess(two_regimes(600))
    arguments = (guess.locations, guess.variances, guess.transition, guess.start, TAILS)
    likelihoods = [fit(returns, *arguments, 1, -np.inf)[0] for _ in range(15)]
    assert np.all(np.diff(likelihoods) > -1e-9)
    single = (np.array([0.001]), np.array([0.01**2]), np.ones((1, 1)), np.ones(1))
    ours = fit(returns, *single, TAILS, 0, 0.0)[0] + len(returns) * log_constant(TAILS)
    assert ours == pytest.approx(student.logpdf(returns, TAILS, 0.001, 0.01).sum())


def test_a_crash_day_moves_a_student_t_state_less_than_a_gaussian_one():
    returns = two_regimes(600)
    crash = int(np.argmin(returns))
    without, guess = np.delete(returns, crash), first_guess(returns)
    moved = {}
    for tails in (TAILS, GAUSSIAN):
        with_it, rest = fitted(returns, guess, tails)[0], fitted(without, guess, tails)[0]
        moved[tails] = with_it.variances[1] / rest.variances[1] - 1
    assert abs(moved[TAILS]) < moved[GAUSSIAN] / 3


def test_states_are_ordered_by_variance_whatever_the_guess():
    returns, guess = two_regimes(900), first_guess(two_regimes(900))
    swapped = type(guess)(
        guess.locations[::-1].copy(), guess.variances[::-1].copy(), guess.transition[::-1, ::-1].copy(), guess.start
    )
    one, other = fitted(returns, guess, TAILS), fitted(returns, swapped, TAILS)
    assert one[0].variances[0] < one[0].variances[1]
    assert_allclose(one[0].variances, other[0].variances, rtol=1e-9)
    assert_allclose(one[1], other[1], rtol=1e-9)


@pytest.mark.parametrize("tails", [TAILS, GAUSSIAN])
def test_the_model_knows_only_the_past_exactly(tails):
    returns = two_regimes(FIRST_FIT + 3 * REFIT + 40)
    whole = walk_forward(returns, tails=tails)
    for t in (100, FIRST_FIT, FIRST_FIT + 1, FIRST_FIT + REFIT, FIRST_FIT + 2 * REFIT + 17):
        assert_array_equal(walk_forward(returns[:t], tails=tails).probabilities, whole.probabilities[:t])
    assert_array_equal(whole.refits, FIRST_FIT + REFIT * np.arange(4))


def test_continuing_gives_exactly_what_starting_anew_gives():
    returns = two_regimes(FIRST_FIT + 2 * REFIT + 30)
    whole = walk_forward(returns)
    for cut in (0, 10, FIRST_FIT - 1, FIRST_FIT, FIRST_FIT + REFIT - 1, FIRST_FIT + REFIT, len(returns)):
        continued = walk_forward(returns, walk_forward(returns[:cut]))
        assert_array_equal(continued.probabilities, whole.probabilities)
        assert_array_equal(continued.refits, whole.refits)
        assert_array_equal(continued.fits[-1].variances, whole.fits[-1].variances)


def test_a_market_that_never_moves_has_no_crash_and_no_number_that_is_none():
    probabilities = walk_forward(np.zeros(FIRST_FIT + 10)).probabilities[FIRST_FIT:]
    assert np.all(np.isfinite(probabilities))
    assert_allclose(probabilities.sum(axis=1), 1.0)
