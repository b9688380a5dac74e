"""The events of a record: changes with their reason, what was held back, time in labels, and what was shown at the time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.market.published import Published
from dashboard.section import Result
from dashboard.sections.regime.events import events, time_in_label
from dashboard.sections.regime.history import history
from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.record import record_of
from tests.sections.regime.histories import computed, with_scores

UP = 0.4


def whole(result: Result) -> slice:
    return slice(0, len(result.sessions))


def test_each_change_says_from_what_to_what_after_how_long_and_why() -> None:
    result = with_scores([np.nan, *[UP] * 30, *[0.25] * 4, *[0.1] * 6, *[-0.2] * 20, *[-0.7] * 6])
    found = events(result, whole(result))["changes"]
    assert [(each["from"], each["to"], each["age"], each["reason"]) for each in found] == [
        (None, "uptrend", None, "The first score."),
        ("uptrend", "choppy_bullish", 34, "The score, +0.10, passed +0.30 by its margin."),
        ("choppy_bullish", "choppy_bearish", 25, "The score, −0.20, stood beyond +0.05 for 20 sessions."),
        ("choppy_bearish", "strong_downtrend", 5, "The score, −0.70, passed −0.30 by its margin."),
    ]
    assert [each["on"] for each in found] == [result.labels[row] for row in (1, 35, 60, 65)]
    assert found[1]["score"] == 0.1


def test_the_edge_that_is_named_is_the_one_that_mattered() -> None:
    """From an uptrend straight into a strong downtrend: what was passed is where the bull direction ends, +0.05."""
    result = with_scores([UP] * 30 + [-0.9])
    (_, change) = events(result, whole(result))["changes"]
    assert (change["to"], change["direction"]) == ("strong_downtrend", "bear")
    assert change["reason"] == "The score, −0.90, passed +0.05 by its margin."


def test_a_direction_too_young_to_change_is_named() -> None:
    result = with_scores([UP] * 30 + [-0.9] * 6 + [0.9])
    change = events(result, whole(result))["changes"][-1]
    assert (change["from"], change["to"]) == ("strong_downtrend", "choppy_bearish")
    assert change["reason"].endswith("Its direction was too young to change.")


def test_what_was_held_back_is_a_run_with_its_reason() -> None:
    result = with_scores([UP] * 30 + [0.25] * 3 + [np.nan] + [0.25] * 2 + [UP] + [-0.9] + [0.9] * 2)
    held = events(result, whole(result))["blocked"]
    assert held["sessions"] == [3, 2, 2]
    assert held["would_be"] == ["choppy_bullish", "choppy_bullish", "strong_uptrend"]
    assert [reason.split(",")[0] for reason in held["reason"]] == [
        "the score has left the band", "the score has left the band", "the label is younger than its dwell",
    ]  # fmt: skip
    assert (held["from"][0], held["to"][0]) == (result.labels[30], result.labels[32])


def test_events_are_those_of_the_rows_that_were_asked_for() -> None:
    result = computed()
    everything = events(result, whole(result))["changes"]
    rows = slice(400, 800)
    some = events(result, rows)["changes"]
    assert some == [each for each in everything if result.labels[400] <= each["on"] < result.labels[800]]
    assert len(some) < len(everything)
    assert events(result, slice(5, 5))["changes"] == []


def test_changes_are_where_the_labels_of_the_history_change() -> None:
    result = computed()
    labels = history(result, whole(result))["label"]
    found = events(result, whole(result))["changes"]
    at = [t for t in range(1000) if labels[t] is not None and labels[t] != (labels[t - 1] if t else None)]
    assert [each["on"] for each in found] == [result.labels[t] for t in at]
    assert [each["to"] for each in found] == [labels[t] for t in at]


def test_time_in_each_label_is_counted_over_the_last_sessions() -> None:
    result = computed()
    labels = history(result, slice(0, 600))["label"]
    told = time_in_label(record_of(result), 599)
    for window in (21, 63, 252):
        assert told[str(window)] == {label: labels[-window:].count(label) for label in LABELS}
    assert sum(time_in_label(record_of(result), 255)["21"].values()) == 4  # the first label is that of session 252


def published(result: Result, t: int, label: str, score: float | None = None) -> Published:
    shown = result.series["score"][t] if score is None else score
    return Published(result.sessions[t], label, "bull", float(shown), float("nan"), "2002-05-01T21:00:00Z")


def test_what_was_shown_stands_beside_what_is_computed_now_and_revisions_are_counted() -> None:
    result = computed()
    labels = history(result, whole(result))["label"]
    other = next(label for label in LABELS if label != labels[300])
    shown = (
        published(result, 299, str(labels[299])),
        published(result, 301, other),
        published(result, 302, str(labels[302]), score=float(result.series["score"][302]) + 1e-8),
        published(result, 303, str(labels[303]), score=0.987),
    )
    beside = replace(result, detail=replace(record_of(result), published=shown))
    told = events(beside, whole(result))
    assert [each["revised"] for each in told["published"]] == [False, True, False, True]
    assert told["revisions"] == 2
    assert (told["published"][1]["label"], told["published"][1]["now"]["label"]) == (other, labels[301])
    assert told["published"][3]["score"] == pytest.approx(0.987)
    assert events(beside, slice(0, 302))["revisions"] == 1
    assert events(beside, slice(303, 400))["revisions"] == 1
