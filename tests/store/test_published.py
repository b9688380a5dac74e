"""What was shown is written down once per change, and never rewritten."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np

from dashboard.market.published import Published
from dashboard.store.engine import Store
from dashboard.store.markets import clear_market
from dashboard.store.published import publish, read_published

MONDAY = np.datetime64("2018-02-05")
CHOPPY = Published(MONDAY, "choppy", "neutral", 0.05, nan, "2018-02-05T21:05:00Z")
DOWN = replace(CHOPPY, session=MONDAY + 1, label="downtrend", direction="bear", score=-0.4, confidence=0.61)


def record(store: Store) -> list[Published]:
    with store.read() as connection:
        return list(read_published(connection))


def test_the_first_is_no_change_and_a_missing_confidence_stays_missing(store: Store) -> None:
    assert publish(store, CHOPPY) is None
    (kept,) = record(store)
    assert (kept.session, kept.label, kept.score, np.isnan(kept.confidence)) == (MONDAY, "choppy", 0.05, True)


def test_a_change_is_told_once_however_often_it_is_computed(store: Store) -> None:
    publish(store, CHOPPY)
    told = publish(store, DOWN)
    assert told is not None
    assert (told.label, told.session) == ("choppy", MONDAY)
    assert [publish(store, replace(DOWN, published_at="later")) for _ in range(3)] == [None] * 3
    assert [each.label for each in record(store)] == ["choppy", "downtrend"]


def test_another_score_under_the_same_label_is_written_and_no_change(store: Store) -> None:
    publish(store, DOWN)
    assert publish(store, replace(DOWN, score=-0.41)) is None
    assert publish(store, replace(DOWN, session=DOWN.session + 1)) is None
    assert [each.score for each in record(store)] == [-0.4, -0.41, -0.4]


def test_a_session_whose_bars_are_corrected_may_change_back(store: Store) -> None:
    for each in (CHOPPY, DOWN):
        publish(store, each)
    back = publish(store, replace(DOWN, label="choppy", direction="neutral", score=0.1))
    assert back is not None
    assert back.label == "downtrend"
    assert len(record(store)) == 3


def test_history_computed_anew_is_not_news(store: Store) -> None:
    publish(store, DOWN)
    assert publish(store, CHOPPY) is None
    assert [each.label for each in record(store)] == ["downtrend"]


def test_another_market_begins_with_an_empty_record(store: Store) -> None:
    publish(store, DOWN)
    with store.write() as connection:
        clear_market(connection)
    assert record(store) == []
