"""What is said of a session: the way out of a label worked by hand, conflicts in a sentence, and every derived figure recounted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dashboard.regimes import labels as rules
from dashboard.regimes.components import WEIGHTS
from dashboard.regimes.confidence import HORIZON, LEAST_OUTCOMES
from dashboard.regimes.labels import DWELL, LABEL_DWELL
from dashboard.regimes.model import FIRST_FIT, REFIT
from dashboard.sections.regime import names
from dashboard.sections.regime.change import blocked, to_change
from dashboard.sections.regime.figures import FIGURES
from dashboard.sections.regime.outlook import duration_at, reliability_at, transitions_at
from dashboard.sections.regime.parts import conflicts
from dashboard.sections.regime.record import record_of
from dashboard.sections.regime.views import component_table, current
from tests.sections.regime.histories import computed, with_scores

UP, FLAT, DOWN = 0.4, 0.0, -0.4


def row(name: str, value: float | None) -> dict[str, Any]:
    return {"name": name, "value": value}


def test_the_labels_and_constants_of_the_words_are_those_of_the_rules() -> None:
    assert names.LABELS == rules.LABELS
    assert names.DIRECTIONS == rules.DIRECTIONS
    assert list(names.WORDS) == list(names.LABELS)
    assert len(names.LEVELS) == len(names.LABELS)
    assert rules.EDGES.tolist() == [-0.6, -0.3, -0.05, 0.05, 0.3, 0.6]
    assert (rules.MARGIN, rules.DIRECTION_MARGIN, LABEL_DWELL, DWELL) == (0.1, 0.5, 5, 20)
    for part in ("±.05, ±.30, ±.60", "by .10", "20 sessions", "by .50", "at least 5 sessions"):
        assert part in told("label")
    assert WEIGHTS.tolist() == [1.0, 1.0, 0.5, 0.5, 0.25, 0.5]
    assert "1, 1, ½, ½, ¼, ½" in told("components")
    assert f"{REFIT} returns" in told("model")
    assert f"after {FIRST_FIT}" in told("model")
    assert f"{HORIZON} sessions later" in told("confidence")
    assert f"after {LEAST_OUTCOMES}" in told("confidence")


def told(key: str) -> str:
    """All that a figure's card says of how it is made."""
    figure = FIGURES[key]
    return " ".join((figure.meaning, *figure.parameters))


def test_the_way_out_of_an_uptrend_that_weakens() -> None:
    record = record_of(with_scores([UP] * 30 + [0.25] * 3))
    told = to_change(record, 32)
    assert told is not None
    assert told["down"] == {
        "label": "choppy_bullish", "edge": 0.3, "distance": 0.05, "at_once": 0.2, "at_once_label": "choppy_bullish",
        "at_once_distance": -0.05, "turns_direction": False, "stood_sessions": 3, "dwell": 20,
    }  # fmt: skip
    up = told["up"]
    assert (up["label"], up["edge"], up["distance"], up["at_once"], up["stood_sessions"]) == (
        "strong_uptrend", 0.6, 0.35, 0.7, 0,
    )  # fmt: skip
    assert (told["dwell_left"], told["direction_dwell_left"]) == (0, 0)
    assert told["sentence"] == (
        "Choppy bullish below +0.20 at once or below +0.30 for 20 sessions (3 so far); "
        "strong uptrend from +0.70 at once or from +0.60 for 20 sessions."
    )
    assert blocked(record, 32) == {
        "would_be": "choppy_bullish", "reason": "the score has left the band, but not by the margin",
    }  # fmt: skip


def test_what_is_said_to_change_a_label_changes_it() -> None:
    """A hair beyond what `to_change` says the label is the one it says, and at it, or a hair before, it is not."""
    for score in (-0.8, -0.4, -0.2, 0.0, 0.2, 0.4, 0.8):
        told = to_change(record_of(with_scores([score] * 40)), 39)
        assert told is not None
        for way, side in ((told["down"], -1), (told["up"], 1)):
            if way is None:
                assert abs(score) == 0.8
                continue
            after = record_of(with_scores([score] * 40 + [way["at_once"] + side * 1e-9])).regimes
            before = record_of(with_scores([score] * 40 + [way["at_once"] - side * 1e-6])).regimes
            assert names.LABELS[after.labels[-1]] == way["at_once_label"]
            assert before.labels[-1] == before.labels[-2]
            drifted = record_of(with_scores([score] * 40 + [way["edge"] + side * 1e-9] * way["dwell"])).regimes.labels
            assert names.LABELS[drifted[-1]] == way["label"]
            assert drifted[-2] == drifted[39]


def test_a_young_label_stays_for_as_long_as_it_says() -> None:
    scores = [UP] * 30 + [-0.9]
    told = to_change(record_of(with_scores(scores)), 30)
    assert told is not None
    assert (told["dwell_left"], told["direction_dwell_left"]) == (4, 19)
    assert told["sentence"].startswith("Stays strong downtrend for 4 sessions more. ")
    turned = record_of(with_scores([*scores, *[0.9] * 20])).regimes.labels[31:]
    assert (turned[:4] == turned[0]).all()
    assert turned[4] == rules.LABELS.index("choppy_bearish")  # the label may go, the direction not yet
    assert turned[18] == turned[4]
    assert turned[19] == rules.LABELS.index("strong_uptrend")


def test_without_a_score_there_is_no_way_to_tell() -> None:
    record = record_of(with_scores([np.nan, UP, np.nan]))
    assert [to_change(record, t) is None for t in range(3)] == [True, False, True]
    assert blocked(record, 2) == {"would_be": None, "reason": "there is no score this session"}


@pytest.mark.parametrize(
    ("values", "direction", "sentence"),
    [
        ((0.5, 0.4, -0.31), "bull", "Breadth (−0.31) speaks against the bull direction."),
        ((-0.5, 0.4, 0.2), "bear", "Momentum (+0.40) and breadth (+0.20) speak against the bear direction."),
        ((0.5, 0.4, None), "bull", "No component speaks against the bull direction."),
        ((0.5, 0.4, -0.09), "bull", "No component speaks against the bull direction."),
        ((0.5, -0.4, -0.2), "neutral", "Trend points up, momentum and breadth point down."),
        ((0.5, 0.4, 0.0), "neutral", "Trend and momentum point up, nothing points down."),
        ((0.0, None, 0.05), "neutral", "No component points either way."),
    ],
)
def test_the_conflict_is_one_sentence(values: tuple[float | None, ...], direction: str, sentence: str) -> None:
    rows = [row(name, value) for name, value in zip(("trend", "momentum", "breadth"), values, strict=True)]
    assert conflicts(rows, direction) == sentence


def test_transitions_and_durations_are_counts_of_what_happened() -> None:
    result = computed()
    record = record_of(result)
    t = 998
    path = [names.LABELS[code] for code in record.own.labels[: record.place(t) + 1] if code >= 0]
    told = transitions_at(record, t)
    for i, before in enumerate(names.LABELS):
        followed = [after for first, after in pairwise(path) if first == before]
        assert told["counts"][i] == [followed.count(after) for after in names.LABELS]
        if followed:
            assert sum(told["probabilities"][i]) == pytest.approx(1.0)
        else:
            assert told["probabilities"][i] is None
    stays = [first == after for first, after in pairwise(path) if first == path[-1]]
    assert duration_at(record, t) == pytest.approx(len(stays) / stays.count(False))


def test_reliability_is_what_confidence_said_against_what_happened() -> None:
    result = computed()
    record, t = record_of(result), 990
    own, k = record.own, record.place(990)
    told = reliability_at(record, t)
    judged = [
        (own.confidence[s], float(own.direction[s + 10] == own.direction[s]))
        for s in range(k - 9)
        if own.confidence[s] >= 0
    ]
    said, happened = np.array(judged).T
    assert told["n"] == len(judged) >= 250
    assert told["brier"] == pytest.approx(np.mean((said - happened) ** 2))
    assert told["base_rate"] == pytest.approx(happened.mean())
    assert sum(each["n"] for each in told["bins"]) == told["n"]
    assert current(result, t)["calibrated"] is (told["skill"] > 0 and told["calibration_error"] <= 0.05)


def test_confidence_is_missing_until_250_outcomes_are_known() -> None:
    result = computed()
    first = int(np.argmax(~np.isnan(result.series["confidence"])))
    before = current(result, first - 1)
    assert (before["confidence"], before["confidence_level"]) == (None, None)
    assert before["reasons"]["confidence"] == "too_few_outcomes"
    assert (before["reliability"]["outcomes"], before["reliability"]["outcomes_needed"]) == (249, 250)
    assert before["calibration"] == "not judged yet"
    assert current(result, first)["reliability"]["outcomes"] == 250


def test_where_confidence_was_worth_nothing_it_says_so() -> None:
    """Scores that stand for years and then turn every month: what was learnt in the quiet years is wrong from then on."""
    data = current(with_scores([0.9] * 700 + ([-0.9] * 21 + [0.9] * 21) * 12), 1199)
    assert data["reliability"]["n"] > 250
    assert (data["calibrated"], data["calibration"]) == (False, "not calibrated here")
    assert data["confidence"] is not None


def test_the_model_names_its_refits_and_the_next_one_by_the_timetable() -> None:
    result = computed()
    record = record_of(result)
    for t in (400, 506, 600, 998):
        told = current(result, t)["model"]
        ahead = t + told["next_refit_in"]
        assert told["refits"] == [
            str(day) for day in record.sessions[record.regimes.refits] if day <= record.sessions[t]
        ]
        assert told["next_refit"] == (str(record.schedule[ahead]) if ahead < len(record.schedule) else None)
    now = current(result, int(record.regimes.refits[1]) - 1)["model"]
    assert now["next_refit_in"] == 1
    assert now["next_refit"] == str(record.sessions[record.regimes.refits[1]])


def test_before_there_is_a_label_every_figure_says_what_it_waits_for() -> None:
    data = current(computed(), 100)
    for name in (
        "label",
        "score",
        "direction",
        "confidence",
        "previous",
        "to_change",
        "expected_duration",
        "age_sessions",
    ):
        assert data[name] is None
        assert data["reasons"][name] in ("warm_up", "no_label_yet")


def test_the_previous_label_and_its_age() -> None:
    data = current(with_scores([UP] * 30 + [DOWN * 2] * 8), 37)
    assert (data["label"], data["age_sessions"], data["previous"], data["previous_sessions"]) == (
        "strong_downtrend", 7, "uptrend", 30,
    )  # fmt: skip
    assert data["score_change"]["20"] == pytest.approx(-1.2)
    first = current(with_scores([UP] * 3), 2)
    assert (first["previous"], first["reasons"]["previous"]) == (None, "first_label")


def test_the_components_as_a_table() -> None:
    table = component_table(computed(), 999)
    assert table["name"] == ["trend", "momentum", "breadth", "volatility", "scanner", "model"]
    assert {len(column) for column in table.values()} == {6}
