"""Why the label last changed: the two sessions stand side by side, their contributions add up, and a past session knows no later change."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.turn import turn
from tests.sections.regime.histories import computed


def test_the_two_sessions_are_those_around_the_change_and_their_contributions_add_up() -> None:
    result = computed()
    codes = result.series["label"]
    at = [t for t in range(1, len(codes)) if not np.isnan(codes[t - 1]) and codes[t] != codes[t - 1]][-1]
    told = turn(result, len(codes) - 1)
    assert told is not None
    assert (told["before"]["session"], told["after"]["session"]) == (result.labels[at - 1], result.labels[at])
    assert told["on"] == result.labels[at]
    assert (told["from"], told["to"]) == (LABELS[int(codes[at - 1])], LABELS[int(codes[at])])
    for when, t in (("before", at - 1), ("after", at)):
        rows = [row[when] for row in told["components"]]
        there = [row for row in rows if row["value"] is not None]
        assert sum(row["contribution"] for row in there) == pytest.approx(result.series["score"][t])
        assert sum(row["weight"] for row in there) == pytest.approx(1.0)
        assert all(row["reason"] for row in rows if row["value"] is None)
        for row in there:
            assert row["contribution"] == pytest.approx(row["value"] * row["weight"])


def test_what_moved_most_stands_first() -> None:
    told = turn(computed(), len(computed().sessions) - 1)
    assert told is not None
    moves = [abs(row["moved"]) for row in told["components"]]
    assert moves == sorted(moves, reverse=True)
    whole = told["after"]["score"] - told["before"]["score"]
    assert sum(row["moved"] for row in told["components"]) == pytest.approx(whole)


def test_a_past_session_knows_the_change_before_it_and_none_before_the_first() -> None:
    result = computed()
    codes = result.series["label"]
    changes = [t for t in range(1, len(codes)) if not np.isnan(codes[t - 1]) and codes[t] != codes[t - 1]]
    assert turn(result, changes[0] - 1) is None
    told = turn(result, changes[1] - 1)
    assert told is not None
    assert told["on"] == result.labels[changes[0]]
