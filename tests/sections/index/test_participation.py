"""The share that indices are held against is breadth's own, bit for bit, though sections share no code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from index_markets import us
from markets import demo_panel
from panels_for_tests import panel_of
from shared_data import needs_shared

from dashboard.market.panel import Panel
from dashboard.sections.breadth.compute import breadth
from dashboard.sections.index.participation import participation


def of_breadth(panel: Panel) -> np.ndarray:
    return breadth(panel, None).series["above_sma_pct"][:, 1]


def test_on_the_demo_market_with_its_listings_and_halts() -> None:
    np.testing.assert_array_equal(participation(demo_panel(), None).share, of_breadth(demo_panel()))


@needs_shared
def test_on_a_decade_of_five_hundred_stocks() -> None:
    share = participation(us(), None).share
    np.testing.assert_array_equal(share, of_breadth(us()))
    day = {"2011-08-08": 0.2, "2018-12-24": 0.6, "2016-04-01": 95.1}
    for session, known in day.items():
        assert share[us().row(np.datetime64(session))] == pytest.approx(known, abs=0.35)


def test_ties_gaps_and_newcomers_count_as_in_breadth() -> None:
    random = np.random.default_rng(5)
    close = np.round(100 + np.cumsum(random.integers(-1, 2, (140, 30)), axis=0) * 0.1, 2)
    close[:, :6] = 7.7
    close[60:, 5] = 7.8
    close[random.random(close.shape) < 0.03] = np.nan
    listed = [np.datetime64("2020-03-01") if s % 7 == 0 else None for s in range(30)]
    delisted = [np.datetime64("2020-04-20") if s % 9 == 1 else None for s in range(30)]
    panel = panel_of(close, listed=listed, delisted=delisted)
    share = participation(panel, None).share
    assert np.isfinite(share).sum() > 50
    np.testing.assert_array_equal(share, of_breadth(panel))


def test_sessions_one_by_one_give_what_all_at_once_give() -> None:
    panel = demo_panel()
    grown = participation(panel.first(380), None)
    kept = grown.state.ring.copy()
    for sessions in range(381, 421):
        grown = participation(panel.first(sessions), grown)
    np.testing.assert_array_equal(grown.share, participation(panel, None).share)
    again = participation(panel.first(380), None)
    np.testing.assert_array_equal(again.state.ring, kept)


def test_too_few_stocks_are_no_market() -> None:
    close = 100 + np.cumsum(np.ones((60, 19)), axis=0)
    assert np.isnan(participation(panel_of(close), None).share).all()
    enough = panel_of(np.column_stack([close, close[:, 0]]))
    assert participation(enough, None).share[-1] == 100.0
    gone = np.column_stack([close, close])
    gone[55, :16] = np.nan  # 22 of 38 are left: under 60 %
    assert np.isnan(participation(replace(panel_of(gone)), None).share[55])
