"""The pass in tiles against one symbol by itself, on a market with everything that keeps symbols from lying side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.calendar import calendar_of
from dashboard.sections.timeframe.compute import members_of, timeframe
from dashboard.sections.timeframe.one import followed_by_day, one
from dashboard.sections.timeframe.passing import fresh_memory
from dashboard.sections.timeframe.tile import GROUP, LANES

SESSIONS, STOCKS = 420, (GROUP + 1) * LANES + 3  # more than one group of tiles, and blocks, the last of each in part
DATES = {1: (40, None), 2: (None, 300), 3: (200, 260), 5: (419, None)}  # rows of listing and delisting


@pytest.fixture(scope="module")
def market():
    """Stocks that are late, gone, halted for weeks, without a bar on week's ends, without highs, or flat; and an index."""
    random = np.random.default_rng(11)
    close = 40 * np.exp(random.normal(0.0, 0.02, (SESSIONS, STOCKS + 1)).cumsum(axis=0)).round(2)
    high, low = close * 1.01, close * 0.99
    for column, (first, last) in DATES.items():
        close[: first or 0, column] = np.nan
        close[SESSIONS if last is None else last + 1 :, column] = np.nan
    close[100:131, 6], close[4::5, 7], close[:, 8], close[:, 9] = np.nan, np.nan, 12.0, np.nan
    close[random.random(close.shape) < 0.01] = np.nan
    high[50:60, 10], low[200, 11] = np.nan, np.nan
    close[:, -1] = np.where(np.isnan(close[:, -1]), 100.0, close[:, -1])
    days = np.busday_offset(np.datetime64("2015-01-01"), np.arange(SESSIONS + 60), roll="forward")
    stocks = [
        Instrument(
            f"S{s:03d}",
            listed=days[first] if (first := DATES.get(s, (None, None))[0]) is not None else None,
            delisted=days[last] if (last := DATES.get(s, (None, None))[1]) is not None else None,
        )
        for s in range(STOCKS)
    ]
    prices = [frozen(price) for price in (close, high, low, close, np.ones_like(close))]
    return Panel(
        Market("tiles", "XNYS", benchmark="INDEX"), (*stocks, Instrument("INDEX", kind="index")), days[:SESSIONS], *prices, False, "1",
        "1", days,
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(market):
    return timeframe(market, None)


def test_every_symbol_has_the_scores_that_it_has_by_itself_to_the_last_bit(market, whole):
    for column in range(len(market.symbols)):
        kept = whole.detail.pages.lines(at.DAILY, [column])[0]
        alone = one(market, whole.detail.calendar, column, SESSIONS - 1)
        expected = np.full(SESSIONS, np.nan, np.float32)
        expected[alone.rows] = alone.stories[at.DAILY].scores()
        np.testing.assert_array_equal(kept, expected)
        for period in (at.WEEKLY, at.MONTHLY):
            story = alone.stories[period]
            by_bar = np.concatenate([[np.nan], story.scores()]).astype(np.float32)
            expected[alone.rows] = by_bar[story.seen]
            np.testing.assert_array_equal(whole.detail.pages.lines(period, [column])[0], expected)


@pytest.mark.parametrize("cuts", [(1,), (200, 201, 202, 300), (331, 332, 333, 334, 335, 419), tuple(range(396, 420))])
def test_whatever_sessions_it_is_continued_at_nothing_differs(market, whole, cuts):
    result = None
    for sessions in (*cuts, SESSIONS):
        result = timeframe(market.first(sessions), result)
    for name, series in whole.series.items():
        np.testing.assert_array_equal(result.series[name], series, err_msg=name)
    for period in range(at.PERIODS):
        columns = list(range(len(market.symbols)))
        np.testing.assert_array_equal(
            result.detail.pages.lines(period, columns), whole.detail.pages.lines(period, columns)
        )
    np.testing.assert_array_equal(result.detail.counts, whole.detail.counts)
    np.testing.assert_array_equal(result.detail.followed, whole.detail.followed)


def test_the_running_bars_of_a_new_session_are_those_of_the_whole_record(market, whole):
    weekly, monthly = followed_by_day(market, whole.detail.calendar, STOCKS)
    result = timeframe(market.first(380), None)
    for sessions in range(381, SESSIONS + 1):
        result = timeframe(market.first(sessions), result)
    np.testing.assert_array_equal(result.series["weekly_forming"], weekly)
    np.testing.assert_array_equal(result.series["monthly_forming"], monthly)
    assert 0 < np.isnan(weekly[380:]).sum() < SESSIONS - 380


def test_a_timetable_that_says_otherwise_of_the_past_is_not_continued(market):
    before = timeframe(market.first(400), None)
    holiday = replace(market, schedule=np.delete(market.schedule, 399))
    again, anew = timeframe(holiday, before), timeframe(holiday, None)
    for name, series in anew.series.items():
        np.testing.assert_array_equal(again.series[name], series, err_msg=name)


def test_a_calendar_that_grows_day_by_day_is_the_one_made_at_once(market):
    grown = calendar_of(market.first(1))
    for sessions in range(2, SESSIONS + 1):
        grown = calendar_of(market.first(sessions), grown)
    at_once = calendar_of(market)
    for period in (at.WEEKLY, at.MONTHLY):
        for name in ("number", "closes", "closes_on"):
            given, expected = (getattr(of.periods(period), name) for of in (grown, at_once))
            np.testing.assert_array_equal(given, expected)


def test_members_are_the_stocks_listed_on_each_session(market):
    np.testing.assert_array_equal(members_of(market, 1), market.membership().sum(axis=1))


def test_before_any_bar_nothing_is_remembered():
    memory = fresh_memory()
    assert np.isnan(memory[at.SCORE])
    assert memory[at.BARS] == 0
    assert memory[at.RUN_NUMBER] == -1
