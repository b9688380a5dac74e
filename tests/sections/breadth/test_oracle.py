"""Every series, every session, against a second computation that shares no code; and against other people's readings."""

from __future__ import annotations

import breadth_oracle
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panels_for_tests import panel_of
from shared_data import needs_shared

from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.compute import breadth
from dashboard.sections.breadth.tables import movers, sectors

COUNTS = (
    "advances", "declines", "unchanged", "ad_line", "new_highs", "new_lows", "up_volume", "down_volume",
    "rsi_overbought", "rsi_oversold",
)  # fmt: skip


def assert_same_series(result, expected):
    assert set(result.series) == set(expected)
    for name, values in result.series.items():
        if name in COUNTS:
            np.testing.assert_array_equal(values, expected[name], err_msg=name)
        else:
            np.testing.assert_allclose(values, expected[name], rtol=1e-9, atol=1e-9, err_msg=name)


def assert_same_tables(panel, result, made, sessions):
    names = np.array([sector or "Unknown" for sector in panel.sectors])
    for t in sessions:
        for row in sectors(result.detail, t):
            of = names == row["sector"]
            assert row["n"] == made.members[t, of].sum()
            assert row["advances"] == made.advance[t, of].sum()
            for name, figures in (("return_5_pct", made.short), ("return_20_pct", made.long)):
                have = figures[t, of & ~np.isnan(figures[t])]
                expected = 100 * np.median(have) if len(have) and len(have) * 100 >= row["n"] * 60 else None
                assert row[name] == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9))
        shown = movers(result.detail, t)
        best = [panel.symbols[s] for s in np.argsort(-made.short[t], kind="stable") if not np.isnan(made.short[t, s])]
        worst = [panel.symbols[s] for s in np.argsort(made.short[t], kind="stable") if not np.isnan(made.short[t, s])]
        loudest = [panel.symbols[s] for s in np.argsort(-made.ratio[t], kind="stable") if made.ratio[t, s] >= 2]
        assert [mover["symbol"] for mover in shown["top"]] == best[:10]
        assert [mover["symbol"] for mover in shown["bottom"]] == worst[:10]
        assert [mover["symbol"] for mover in shown["unusual_volume"]] == loudest[:10]
        for n in (50, 200):
            assert_same_crossings(panel, shown["crossed"][str(n)], made, n, t)


def assert_same_crossings(panel, crossed, made, n, t):
    up, down = [], []
    for s in np.flatnonzero(made.has_sma[n][t]):
        before = np.flatnonzero(made.own_sma[n][:t, s])
        if len(before) and made.above[n][t, s] != made.own_above[n][before[-1], s]:
            (up if made.above[n][t, s] else down).append(panel.symbols[s])
    assert [mover["symbol"] for mover in crossed["up"]] == up
    assert [mover["symbol"] for mover in crossed["down"]] == down


@needs_shared
@pytest.mark.parametrize("market", ["us", "kaggle"])
def test_every_series_and_session_of_a_real_market_agrees_with_the_oracle(market, request):
    panel, result = request.getfixturevalue(market), request.getfixturevalue(f"{market}_breadth")
    expected, made = breadth_oracle.series(panel)
    assert_same_series(result, expected)
    assert np.isfinite(result.series["summation"]).sum() > 1000
    for n, valid in zip((20, 50, 100, 200), at.VALID_SMA, strict=True):
        np.testing.assert_array_equal(result.detail.total[:, valid], made.has_sma[n].sum(axis=1))
    assert_same_tables(panel, result, made, range(3, len(panel.sessions), 97))


@needs_shared
@pytest.mark.parametrize(("day", "percent"), [("2011-08-08", 0.2), ("2018-12-24", 0.6), ("2016-04-01", 95.1)])
def test_the_share_above_sma50_reads_what_others_have_read(us, us_breadth, day, percent):
    assert round(us_breadth.series["above_sma_pct"][us.row(np.datetime64(day)), 1], 1) == percent


@st.composite
def ragged_panels(draw):
    """Random walks with ties, flat stretches, holes, whole sessions missing, late listings and missing volumes."""
    seed, sessions = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([1, 2, 30, 130, 330, 420]))
    random = np.random.default_rng(seed)
    stocks = draw(st.sampled_from([21, 40, 70]))
    step = random.normal(0, 0.03, (sessions, stocks))
    step[random.random((sessions, stocks)) < draw(st.sampled_from([0.0, 0.3]))] = 0.0
    close = np.round(20 * np.exp(step.cumsum(axis=0)), 2) + 0.01
    close[:, 0] = 7.77
    close[: sessions // 2, 1], close[sessions // 2 :, 1] = 5000.1, 0.1
    volume = np.floor(random.lognormal(8, 1, close.shape))
    close[random.random(close.shape) < draw(st.sampled_from([0.0, 0.01, 0.3]))] = np.nan
    close[random.random(sessions) < draw(st.sampled_from([0.0, 0.03]))] = np.nan
    for s in range(0, stocks, 5):
        close[: random.integers(0, sessions), s] = np.nan
    volume[np.isnan(close) | (random.random(close.shape) < draw(st.sampled_from([0.0, 0.1])))] = np.nan
    sectors = [("", "Steel", "Shoes", "Tea")[k] for k in random.integers(0, 4, stocks)]
    day = np.datetime64("2020-01-01")
    listed = [None if k % 3 else day + int(random.integers(0, sessions)) for k in range(stocks)]
    return panel_of(close, volume, sectors, listed=listed if draw(st.booleans()) else None)


@given(ragged_panels())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_ragged_panels_agree_with_the_oracle(panel):
    result = breadth(panel, None)
    expected, made = breadth_oracle.series(panel)
    assert_same_series(result, expected)
    assert_same_tables(panel, result, made, {0, len(panel.sessions) // 2, len(panel.sessions) - 1})
