"""The engine: every series knows only the past, continuing changes nothing, and every kind of market has a regime."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from dashboard.regimes.components import NAMES
from dashboard.regimes.engine import Inputs, Regimes, compute
from dashboard.regimes.model import FIRST_FIT
from tests.panels_for_tests import real_panel
from tests.regimes.returns import prices, two_regimes
from tests.shared_data import SHARED, needs_shared

STOCKS = 120  # of the real market: enough for its breadth, quick enough for every run
PER_SESSION = [f.name for f in fields(Regimes) if f.name not in ("own_index", "own", "refits", "resume")]


def market(sessions: int = 760, stocks: int = 30) -> Inputs:
    """A benchmark with three missing closes, an implied volatility that starts late, stocks with gaps, scans now and then."""
    random = np.random.default_rng(12)
    returns = two_regimes(sessions - 1)
    benchmark = prices(returns)
    close = 20 * np.exp(
        np.cumsum(
            np.vstack([np.zeros(stocks), returns[:, None] + random.normal(0, 0.01, (sessions - 1, stocks))]), axis=0
        )
    )
    close[random.random(close.shape) < 0.03] = np.nan
    close[:150, :4] = np.nan
    member = np.ones(close.shape, dtype=bool)
    member[:150, :4] = False
    implied = np.abs(returns).cumsum() % 0.3 + 0.1
    implied = np.concatenate([[0.2], implied])
    implied[:90] = np.nan
    benchmark[[200, 430, 431]] = np.nan
    long, short = random.poisson(9, sessions).astype(float), random.poisson(6, sessions).astype(float)
    long[::7] = np.nan
    return Inputs(benchmark, implied, close, member, long, short)


def first(inputs: Inputs, t: int) -> Inputs:
    """The inputs as they stood after t sessions."""
    return Inputs(**{f.name: None if (a := getattr(inputs, f.name)) is None else a[:t] for f in fields(Inputs)})


def assert_same(one: Regimes, other: Regimes, sessions: int, told: int) -> None:
    """Every series of `one` [sessions] begins `other`; outcomes that the future tells are compared up to `told`."""
    for name in PER_SESSION:
        end = told if name == "held" else sessions
        assert_array_equal(getattr(one, name)[:end], getattr(other, name)[:end], err_msg=name)


@pytest.fixture(scope="module")
def inputs():
    return market()


@pytest.fixture(scope="module")
def regimes(inputs):
    return compute(inputs)


def test_every_series_knows_only_the_past_exactly(inputs, regimes):
    for t in (1, 2, 60, 201, 260, 431, FIRST_FIT + 2, FIRST_FIT + 5, 700, 759):
        assert_same(compute(first(inputs, t)), regimes, t, max(t - 12, 0))


def test_continuing_gives_exactly_what_starting_anew_gives(inputs, regimes):
    for t in (1, 230, FIRST_FIT, FIRST_FIT + 3, 640, 758):
        assert_same(compute(inputs, compute(first(inputs, t))), regimes, 760, 760)
    assert_array_equal(compute(inputs, compute(first(inputs, 700))).refits, regimes.refits)


def test_contributions_add_up_to_the_score_which_lies_within_one(regimes):
    there = ~np.isnan(regimes.score)
    assert_allclose(np.nansum(regimes.contributions, axis=1)[there], regimes.score[there], atol=1e-12)
    assert np.abs(regimes.score[there]).max() <= 1.0
    assert np.nanmax(np.abs(regimes.components)) <= 1.0


def test_probabilities_add_up_to_one_and_refits_are_dated(regimes):
    known = ~np.isnan(regimes.probabilities[:, 0])
    assert_allclose(regimes.probabilities[known].sum(axis=1), 1.0)
    assert_array_equal(regimes.refits, regimes.own[[1 + FIRST_FIT, 1 + FIRST_FIT + 126]])
    assert np.argmax(known) == regimes.refits[0]


def test_a_session_without_the_benchmark_has_no_figures_and_keeps_its_label(regimes):
    for t in (430, 431):
        assert np.isnan(regimes.score[t])
        assert np.isnan(regimes.confidence[t])
        assert regimes.labels[t] == regimes.labels[429]
    assert len(regimes.own) == 757


def test_an_index_alone_has_a_regime_as_soon_as_a_year_is_known(inputs):
    close = prices(two_regimes(400))
    alone = compute(Inputs(close))
    assert np.argmax(~np.isnan(alone.score)) == 252
    assert np.isnan(alone.components[:, NAMES.index("breadth")]).all()
    assert np.isnan(alone.components[:, NAMES.index("scanner")]).all()
    assert alone.coverage[350] == pytest.approx(2.5 / 3.75)
    assert not alone.breadth_members.any()


def test_a_market_without_an_index_is_measured_by_its_stocks(inputs):
    made = compute(Inputs(None, None, inputs.stocks, inputs.members))
    assert made.own_index
    assert np.isnan(made.close[0])
    assert np.isfinite(made.score[400:]).all()


def test_a_market_without_anything_is_refused():
    with pytest.raises(ValueError, match="benchmark"):
        compute(Inputs(None))


def test_members_of_another_shape_than_the_stocks_are_refused(inputs):
    with pytest.raises(ValueError, match="members"):
        compute(Inputs(inputs.benchmark, None, inputs.stocks, inputs.members[:, :-1]))


@pytest.mark.parametrize("sessions", [1, 2, 30])
def test_a_short_record_has_no_label_and_no_error(sessions):
    short = compute(Inputs(prices(two_regimes(60))[:sessions]))
    assert set(short.labels) == {-1}
    assert np.isnan(short.score).all()


@needs_shared
def test_real_markets_know_only_the_past_at_ten_sessions():
    random = np.random.default_rng(21)
    panel = real_panel(SHARED / "us-2010-2019")
    member = np.ones((len(panel.sessions), STOCKS), dtype=bool)
    vix = panel.close[:, panel.column("VIX")]
    with_stocks = Inputs(panel.close[:, panel.column("GSPC")].copy(), vix.copy(), panel.close[:, :STOCKS], member)
    import pandas as pd

    old = pd.read_parquet(SHARED / "us-indices-1950-1999" / "indices.parquet")
    alone = Inputs(old[old["symbol"] == "IXIC"].sort_values("date")["close"].to_numpy(dtype=np.float64)[:3000])
    for inputs in (with_stocks, alone):
        whole = compute(inputs)
        sessions = len(whole.close)
        for t in sorted(random.integers(300, sessions, 10)):
            assert_same(compute(first(inputs, int(t))), whole, int(t), int(t) - 10)
        assert_same(compute(inputs, compute(first(inputs, sessions - 1))), whole, sessions, sessions)
