"""Votes, scores, forming bars and flips of real symbols against an oracle that shares no code; shares and record against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from sections.timeframe import oracle
from shared_data import needs_shared

from dashboard.sections.timeframe import layout as at
from dashboard.sections.timeframe.one import one
from dashboard.sections.timeframe.patterns import aligned, bucket_of
from dashboard.sections.timeframe.period_view import FAMILIES, NAMES, figures, period_view

SAMPLES = 60


def samples(panel, count, seed):
    """(column, t): symbols with a bar at t, indices as often as stocks; some early, where votes are missing."""
    random = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        t = int(random.choice([random.integers(20, 300), random.integers(300, len(panel.sessions))]))
        column = int(random.choice([random.integers(panel.stocks), random.integers(panel.stocks, len(panel.symbols))]))
        if not np.isnan(panel.close[t, column]):
            found.append((column, t))
    return found


def assert_votes(given, score, expected):
    for family, value in zip(FAMILIES, expected, strict=False):
        assert given[family] == (None if np.isnan(value) else pytest.approx(value, abs=2e-6)), family
    assert score == (None if np.isnan(expected[4]) else pytest.approx(expected[4], abs=2e-6))


@needs_shared
def test_votes_closed_and_forming_agree_with_talib_on_bars_grouped_by_pandas(us, us_result):
    formed = 0
    for column, t in samples(us, SAMPLES, 1):
        whole = one(us, us_result.detail.calendar, column, t)
        for period, name in enumerate(NAMES):
            given = figures(us_result.detail, whole, period)
            closed, running = oracle.closed_and_running(us, column, t, name)
            expected = oracle.votes(closed) if len(closed) else (np.nan,) * 5
            assert_votes(given["votes"], given["score"], expected)
            kept = us_result.detail.pages.at(t)[period, column]
            np.testing.assert_allclose(kept, expected[4], rtol=0, atol=1e-6)
            assert (given["forming"] is None) == (running is None)
            if running is not None:
                formed += 1
                assert_votes(given["forming"]["votes"], given["forming"]["score"], oracle.votes(running))
    assert formed > SAMPLES


@needs_shared
def test_just_beyond_the_flip_the_sign_is_the_other_and_just_before_it_is_not(us, us_result):
    flips = 0
    for column, t in samples(us, SAMPLES // 2, 2):
        whole = one(us, us_result.detail.calendar, column, t)
        for period, name in enumerate(NAMES):
            given = figures(us_result.detail, whole, period)
            if given["flip_close"] is None or not given["score"]:
                continue
            closed, running = oracle.closed_and_running(us, column, t, name)
            bars, step = (closed if running is None else running), 1e-6 * given["flip_close"]
            beyond = step if given["flip"]["direction"] == "above" else -step
            signs = [
                np.sign(oracle.votes(oracle.closing_at(bars, given["flip_close"] + move, running is not None))[4])
                for move in (beyond, -beyond)
            ]
            assert signs[0] == -np.sign(given["score"])
            assert signs[1] != -np.sign(given["score"])
            flips += 1
    assert flips > SAMPLES // 2


@needs_shared
def test_bars_are_those_that_pandas_groups_with_the_forming_one_last(us, us_result):
    for column, t in samples(us, 8, 3):
        whole = one(us, us_result.detail.calendar, column, t)
        for period, name in enumerate(NAMES):
            given = period_view(us_result.detail, whole, period)["bars"]
            closed, running = oracle.closed_and_running(us, column, t, name)
            expected = (closed if running is None else running).tail(len(given["close"]))
            for price in ("open", "high", "low", "close"):
                assert given[price] == expected[price].tolist()
            assert given["forming"] == [False] * (len(expected) - 1) + [running is not None]
            if period:
                assert given["session"] == [str(day.date()) for day in expected["day"]]


@needs_shared
def test_shares_and_the_pooled_record_are_what_plain_loops_count(us, us_result):
    record = us_result.detail
    lines = [record.pages.lines(k, list(range(us.stocks))).astype(np.float64) for k in range(3)]
    d, w, m = lines
    valid = ~np.isnan(d) & ~np.isnan(w)
    up = valid & (d > 0) & (w > 0) & ((m > 0) | np.isnan(m))
    np.testing.assert_array_equal(record.counts[at.WITH_ALIGNMENT], valid.sum(axis=0))
    np.testing.assert_array_equal(record.counts[at.ALIGNED_UP], up.sum(axis=0))
    buckets, t = bucket_of(aligned(d, w, m)[0]), 700
    outcome = np.zeros((at.BUCKETS, at.OUTCOME))
    for s in range(us.stocks):
        rows = np.flatnonzero(~np.isnan(us.close[: t + 1, s]))
        for first, last in zip(rows, rows[at.HORIZON :], strict=False):
            if buckets[s, first] >= 0:
                change = us.close[last, s] / us.close[first, s] - 1
                outcome[buckets[s, first]] += (1, change, change > 0)
    np.testing.assert_allclose(record.followed[t], outcome, rtol=1e-9)
