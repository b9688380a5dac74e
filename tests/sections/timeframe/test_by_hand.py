"""Weeks by the exchange, closed and forming, gaps and endings, patterns and sentences: worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from markets import demo_panel, new_york
from panels_for_tests import panel_of

from dashboard.errors import BadQuery
from dashboard.market.panel import frozen
from dashboard.runtime.encode import encode
from dashboard.sections.timeframe import SECTION
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.compute import timeframe
from dashboard.sections.timeframe.flip import flip_of
from dashboard.sections.timeframe.one import one
from dashboard.sections.timeframe.patterns import NAMES, aligned, pattern_of
from dashboard.sections.timeframe.views import alignment, everything, symbols, weekly


def market(closes, first="2020-06-22"):
    """Stocks by the New York timetable from a Monday on; 2020-07-03, a Friday, is a holiday."""
    days = new_york().sessions(np.datetime64(first), np.datetime64(first) + 4000)
    panel = panel_of(closes, benchmark=np.arange(1.0, len(closes) + 1))
    return replace(panel, sessions=days[: len(closes)], schedule=days[: len(closes) + 40])


def test_a_week_before_a_holiday_closes_on_thursday_and_only_then():
    panel = market(np.full((15, 1), 7.0))
    result = timeframe(panel, None)
    for t, (closed_on, closes_on, runs) in {
        3: (None, "2020-06-26", True),
        4: ("2020-06-26", "2020-07-02", False),
        7: ("2020-06-26", "2020-07-02", True),
        8: ("2020-07-02", "2020-07-10", False),
        9: ("2020-07-02", "2020-07-10", True),
    }.items():
        answer = weekly(result, t)
        assert (answer["closed_on"], answer["closes_on"]) == (closed_on, closes_on)
        assert (answer["forming"] is not None) == runs == answer["bars"]["forming"][-1]


def test_a_symbol_that_stops_mid_week_closes_its_week_with_the_exchange():
    closes = np.linspace(10, 12, 12)[:, None].copy()
    closes[7:] = np.nan
    panel = market(closes)
    result = timeframe(panel, None)
    at_stop, over = weekly(result, 6, "S000"), weekly(result, 8, "S000")
    assert at_stop["bars"]["forming"][-1]
    assert not over["bars"]["forming"][-1]
    assert over["closed_on"] == over["last_bar"] == str(panel.sessions[6])
    assert over["bars"]["close"] == at_stop["bars"]["close"]


def test_closed_values_change_only_on_closing_sessions():
    panel = demo_panel()
    record = timeframe(panel, None).detail
    for period in (at.WEEKLY, at.MONTHLY):
        lines, closes = record.pages.lines(period, list(range(panel.stocks))), record.calendar.periods(period).closes
        for line, column in zip(lines, range(panel.stocks), strict=True):
            rows = np.flatnonzero(~np.isnan(panel.close[:, column]))
            own = line[rows]
            for before, after, earlier, later in zip(rows, rows[1:], own, own[1:], strict=False):
                if earlier != later and not (np.isnan(earlier) and np.isnan(later)):
                    assert closes[before + 1 : after + 1].any()


def test_a_flat_stock_has_no_oscillator_and_stands_at_its_averages():
    panel = market(np.full((300, 1), 0.1))
    answer = one(panel, timeframe(panel, None).detail.calendar, 0, 299).stories[0].votes()
    assert answer[:2] == (0.0, 0.0)
    assert np.isnan(answer[2])
    assert np.isnan(answer[3])
    assert answer[4] == 0.0


def test_without_enough_history_a_period_says_so_and_borrows_nothing():
    result = timeframe(demo_panel(), None)
    month = everything(result, 200)["periods"]["monthly"]
    assert month["closed"]["score"] is None
    assert month["reasons"]["score"] == month["reasons"]["flip_close"] == "insufficient_history"
    assert month["history"]["bars"] < month["history"]["needed"] == 50


def test_alignment_is_the_weighted_mean_and_a_missing_month_gives_its_weight_away():
    score, agreement = aligned(np.array([1.0, 1.0, np.nan]), np.array([-0.5, -0.5, 1.0]), np.array([0.2, np.nan, 1.0]))
    np.testing.assert_allclose(score[:2], [0.4 - 0.175 + 0.05, (0.4 - 0.175) / 0.75])
    np.testing.assert_allclose(agreement[:2], [0.275 / 0.625, 0.225 / 0.575])
    assert np.isnan(score[2])
    assert np.isnan(agreement[2])


def test_every_combination_of_sides_has_a_name():
    sides = (-0.5, 0.0, 0.5)
    found = {pattern_of(d, w, m) for d in sides for w in sides for m in (*sides, np.nan)}
    assert found == set(NAMES)
    assert pattern_of(0.5, np.nan, np.nan) is None
    assert pattern_of(-0.5, 0.5, 0.5) == pattern_of(-0.5, 0.5, np.nan) == "pullback_in_uptrend"


def test_a_fall_after_a_long_rise_is_said_in_a_sentence_with_the_week_it_began():
    rise = 50 * 1.004 ** np.arange(400) * (1 + 0.02 * np.sin(np.arange(400) / 4))
    fall = rise[-1] * 0.985 ** np.arange(1, 9)
    panel = market(np.concatenate([rise, fall])[:, None])
    result = timeframe(panel, None)
    answer = alignment(result, 404, "S000")
    assert answer["pattern"] == "pullback_in_uptrend"
    assert answer["sentence"].startswith("Daily down inside a weekly uptrend since 20")
    since = np.datetime64(answer["sentence"][-11:-1])
    column = result.detail.pages.lines(at.WEEKLY, [0])[0]
    assert column[panel.row(since)] > 0
    assert not column[panel.row(since) - 1] > 0


def test_a_score_that_two_votes_share_evenly_cannot_be_flipped_by_any_close():
    case = np.zeros(at.CASE)
    case[at.AVERAGE_FAST] = case[at.AVERAGE_SLOW] = case[at.CASE_EARLIER] = case[at.CASE_PREVIOUS] = 10.0
    case[at.CASE_BEFORE] = 40
    case[at.CASE_HIGH] = case[at.CASE_LOW] = np.nan
    case[at.CASE_HIGH_LIMIT], case[at.CASE_LOW_LIMIT] = -np.inf, np.inf
    case[at.CASE_HIGH_SIDE] = case[at.CASE_LOW_SIDE] = 1.0
    flip = flip_of(case, 1.0, 11.0)
    assert (flip.close, flip.reason) == (None, "no_close_flips_it")


def test_an_unknown_symbol_is_named():
    with pytest.raises(BadQuery, match="NOPE"):
        weekly(timeframe(demo_panel(), None), 10, "NOPE")


def test_the_table_holds_listed_stocks_that_traded_most_aligned_first(demo_result):
    t = len(demo_panel().sessions) - 1
    rows, panel = symbols(demo_result, t), demo_panel()
    assert rows["score"] == sorted(rows["score"], reverse=True)
    assert len(rows["symbol"]) == demo_result.valid[t]
    assert not any(np.isnan(panel.close[t, panel.column(symbol)]) for symbol in rows["symbol"])


@pytest.mark.parametrize("gap", [0, 1, 7])
def test_forming_values_and_resumed_ones_are_what_that_day_knew(gap):
    panel = demo_panel(symbols=24, sessions=300)
    close = panel.close.copy()
    close[np.random.default_rng(gap).random(close.shape) < gap / 50] = np.nan
    panel = replace(panel, close=frozen(close))
    whole, resumed = timeframe(panel, None), None
    for t in (40, 137, 138, 139, 140, 141, 201, 263, 300):
        then, resumed = timeframe(panel.first(t), None), timeframe(panel.first(t), resumed)
        for name, values in whole.series.items():
            np.testing.assert_array_equal(then.series[name], values[:t], err_msg=name)
            np.testing.assert_array_equal(resumed.series[name], values[:t], err_msg=name)
        np.testing.assert_array_equal(resumed.detail.followed, whole.detail.followed[:t])
        np.testing.assert_array_equal(resumed.detail.pages.at(t - 1), whole.detail.pages.at(t - 1))
        for endpoint in SECTION.endpoints[:2]:
            assert encode(endpoint.data(then, t - 1)) == encode(endpoint.data(whole, t - 1))
