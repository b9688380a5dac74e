"""What every section that can be leafed through must keep: what it says of a session does not depend on the sessions after it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from markets import demo_panel

from dashboard.section import Result, Section
from dashboard.sections import discover

SYMBOLS, SESSIONS, KEPT = 24, 320, 290
SECTIONS = [section for section in discover() if section.glance and section.changes]  # a section need not offer them


@cache
def computed(key: str, sessions: int) -> Result:
    section = next(one for one in SECTIONS if one.key == key)
    return section.compute(demo_panel(SYMBOLS, SESSIONS).first(sessions), None)


@pytest.fixture(params=SECTIONS, ids=lambda section: section.key)
def section(request: pytest.FixtureRequest) -> Section:
    return request.param


def test_a_glance_runs_over_all_sessions_and_knows_nothing_of_later_ones(section: Section) -> None:
    assert section.glance is not None
    whole, then = (section.glance(computed(section.key, many)) for many in (SESSIONS, KEPT))
    assert len(whole.label) == len(whole.value) == SESSIONS
    assert whole.label[:KEPT] == then.label
    np.testing.assert_array_equal(whole.value[:KEPT], then.value)
    assert set(whole.label) <= {None, *whole.words}
    assert set(whole.leaning) <= set(whole.words)


def test_changes_up_to_a_session_are_what_that_session_told(section: Section) -> None:
    assert section.changes is not None
    whole, then = (computed(section.key, many) for many in (SESSIONS, KEPT))
    for back in (1, 5, 40):
        told = section.changes(whole, KEPT - 1 - back, KEPT - 1)
        assert told == section.changes(then, KEPT - 1 - back, KEPT - 1)
        assert all(whole.labels[KEPT - 1 - back] < change.session <= whole.labels[KEPT - 1] for change in told)
        assert [change.words for change in told if not change.words or change.words.endswith(".")] == []
