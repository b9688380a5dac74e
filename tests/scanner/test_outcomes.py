"""What became of the scan's rows: each ending by hand, all of them against pandas, and nothing known before it happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scanner.reversal_oracle import long_frame, outcomes_of, rows_of
from scanner.stocks import NAN, panel_of, real_sample, rows_on, walks
from shared_data import needs_shared

from dashboard.market.panel import Panel
from dashboard.scanner.outcomes import HOW, SERIES, Outcomes, outcomes
from dashboard.scanner.reversal import scan

SIGNAL = (100.0, 101.0, 99.0, 100.0)  # open, high, low, close of the session of the row
QUIET = (100.0, 100.5, 99.5, 100.0)
GONE = (NAN, NAN, NAN, NAN)


def trade(*bars: tuple[float, float, float, float], way: int = 1) -> tuple[Outcomes, int]:
    """The outcome of a row with entry 100 and stop 98 (a short: 102), the bars after it typed by hand; and the sessions."""
    prices = np.array([SIGNAL, *bars])
    if way < 0:
        prices = 200 - prices[:, [0, 2, 1, 3]]
    panel = panel_of(np.concatenate([prices, np.ones((len(prices), 1))], axis=1).T[:, :, None])
    return outcomes(rows_on(panel, (0, 0, way, 100.0, 100.0 - 2.0 * way)), panel), len(prices)


def told(*bars: tuple[float, float, float, float], way: int = 1) -> tuple[str, int, Any, float]:
    """how, known_on, exit, and R before costs."""
    found, _ = trade(*bars, way=way)
    opened = bars[found.entered_on[0] - 1][0]
    fill, r = opened if way > 0 else 200 - opened, found.r[0]
    risk = abs(fill - (100.0 - 2.0 * way))
    exit_ = (r * risk + way * fill + 0.001 * fill) / (way - 0.001)
    return HOW[found.how[0]], int(found.known_on[0]), pytest.approx(exit_), way * (exit_ - fill) / risk


@pytest.mark.parametrize("way", [1, -1])
def test_a_target_is_two_of_the_risk_from_the_fill(way: int) -> None:
    how, on, exit_, r = told((100.5, 101.0, 100.0, 101.0), (101.0, 105.6, 100.5, 105.0), way=way)
    assert (how, on, r) == ("target", 2, pytest.approx(2.0))
    assert exit_ == pytest.approx(100 + way * (0.5 + 2 * 2.5))


def test_a_short_reflects_a_long_but_pays_costs_on_its_own_prices() -> None:
    bars = (QUIET, (100.0, 101.0, 97.5, 98.5))
    long, short = trade(*bars)[0], trade(*bars, way=-1)[0]
    assert long.r[0] == pytest.approx(-1 - 0.001 * (100 + 98) / 2)
    assert short.r[0] == pytest.approx(-1 - 0.001 * (100 + 102) / 2)


def test_a_bar_that_holds_stop_and_target_counts_as_stopped() -> None:
    assert told((100.0, 104.5, 97.9, 104.0)) == ("stopped", 1, 98.0, pytest.approx(-1.0))


def test_the_bar_of_the_entry_can_already_end_the_trade() -> None:
    assert told((100.0, 104.0, 99.9, 104.0)) == ("target", 1, 104.0, pytest.approx(2.0))


@pytest.mark.parametrize("way", [1, -1])
def test_a_gap_beyond_the_stop_fills_at_the_open(way: int) -> None:
    how, on, exit_, r = told(QUIET, (95.0, 99.0, 94.0, 98.5), way=way)
    assert (how, on, exit_, r) == ("stopped", 2, 100 - 5 * way, pytest.approx(-2.5))


def test_a_gap_beyond_the_target_fills_at_the_open() -> None:
    assert told(QUIET, (106.0, 106.5, 90.0, 91.0)) == ("target", 2, 106.0, pytest.approx(3.0))


def test_the_tenth_bar_ends_it_at_its_close() -> None:
    bars = [QUIET] * 9 + [(100.0, 101.5, 99.0, 101.0), (101.0, 120.0, 100.0, 119.0)]
    assert told(*bars) == ("time", 10, 101.0, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("opened", "taken"),
    [
        (97.9, False),
        (98.0, False),
        (98.99, False),
        (99.0, True),
        (103.99, True),
        (104.0, False),
        (105.0, False),
        (NAN, False),
    ],
)
def test_an_open_beyond_or_at_the_stop_or_the_planned_target_is_not_taken(opened: float, taken: bool) -> None:
    found, _ = trade((opened, 104.5, 97.5, 101.0), QUIET)
    assert (HOW[found.how[0]] != "not_entered") is taken
    assert (found.known_on[0], found.entered_on[0] >= 0, np.isnan(found.r[0])) == (1, taken, not taken)


def test_an_order_waits_five_sessions_for_the_stock_to_trade() -> None:
    assert told(GONE, GONE, GONE, GONE, (100.0, 104.0, 99.0, 101.0))[:2] == ("target", 5)
    found, _ = trade(GONE, GONE, GONE, GONE, GONE, (100.0, 104.0, 99.0, 101.0))
    assert (HOW[found.how[0]], found.known_on[0], found.entered_on[0]) == ("not_entered", 5, -1)


def test_a_stock_that_falls_silent_ends_the_trade_at_its_last_close_five_sessions_later() -> None:
    how, on, exit_, r = told(QUIET, (100.0, 101.5, 99.5, 101.0), *[GONE] * 5, (50.0, 50.0, 50.0, 50.0))
    assert (how, on, exit_, r) == ("silent", 7, 101.0, pytest.approx(0.5))
    assert HOW[trade(QUIET, QUIET, *[GONE] * 4)[0].how[0]] == "open"


def test_missing_sessions_do_not_count_among_the_ten_bars() -> None:
    bars = [QUIET, GONE, QUIET, GONE, GONE, *[QUIET] * 7, (100.0, 101.5, 99.0, 101.0)]
    assert told(*bars)[:3] == ("time", 13, 101.0)


def test_a_bar_without_high_and_low_is_judged_by_its_close() -> None:
    assert told(QUIET, (NAN, NAN, NAN, 97.0)) == ("stopped", 2, 97.0, pytest.approx(-1.5))
    assert told(QUIET, (NAN, NAN, NAN, 104.5)) == ("target", 2, 104.0, pytest.approx(2.0))


def test_an_outcome_is_unknown_until_its_session_and_then_never_changes() -> None:
    panel = panel_of(walks(8, 420, seed=2))
    found = scan(panel)
    whole = outcomes(found, panel)
    assert len(np.unique(whole.how)) >= 5
    for t in (200, 201, 260, 333, 419):
        then = outcomes(scan(panel.first(t)), panel.first(t))
        rows, known = slice(0, len(then.how)), whole.known(t - 1)[: len(then.how)]
        assert not (whole.known(t - 1)[len(then.how) :]).any()
        np.testing.assert_array_equal(then.known_on, np.where(known, whole.known_on[rows], -1))
        np.testing.assert_array_equal(then.r, np.where(known, whole.r[rows], NAN))
        np.testing.assert_array_equal(then.how, np.where(known, whole.how[rows], 0))
        np.testing.assert_array_equal(then.entered_on, np.where(whole.entered_on[rows] < t, whole.entered_on[rows], -1))


def test_continuing_gives_exactly_what_starting_anew_gives_and_leaves_the_past_alone() -> None:
    panel = panel_of(walks(8, 420, seed=2))
    before_scan, before = None, None
    for t in (180, 181, 182, 190, 300, 301, 420):
        kept = None if before is None else before.r.copy()
        now_scan = scan(panel.first(t), before_scan)
        now = outcomes(now_scan, panel.first(t), before)
        if before is not None:
            np.testing.assert_array_equal(before.r, kept)
        before_scan, before = now_scan, now
        anew = outcomes(now_scan, panel.first(t))
        for name in SERIES:
            np.testing.assert_array_equal(getattr(now, name), getattr(anew, name), err_msg=name)


def agree(panel: Panel) -> Outcomes:
    bars = long_frame(panel)
    expected = outcomes_of(bars, rows_of(bars), len(panel.sessions))
    found = outcomes(scan(panel), panel)
    np.testing.assert_array_equal(np.array(HOW)[found.how], expected["how"])
    np.testing.assert_array_equal(found.known_on, expected["known_on"])
    np.testing.assert_allclose(found.r, expected["r"], rtol=1e-9, atol=1e-12)
    return found


def test_it_agrees_with_pandas_on_stocks_that_fall_silent() -> None:
    bars = walks(8, 500, seed=9)
    bars[:, np.isnan(bars).any(axis=0)] = NAN
    draw = np.random.default_rng(4)
    for s in range(8):
        for start in draw.integers(160, 490, 6):
            bars[:, start : start + draw.integers(2, 9), s] = NAN
    found = agree(panel_of(bars))
    assert set(np.unique(found.how)) == set(range(6))


@needs_shared
def test_it_agrees_with_pandas_on_real_stocks_trade_by_trade() -> None:
    found = agree(real_sample(25))
    assert np.bincount(found.how, minlength=6)[[1, 2, 3, 5]].min() > 50
