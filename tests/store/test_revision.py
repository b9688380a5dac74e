"""The revision changes exactly when the market's data does, and says how."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dashboard.store import revision as module
from dashboard.store.engine import Store
from dashboard.store.revision import Change, bump, changes_since, current_revision
from dashboard.store.snapshots import StoredSnapshot, save_snapshots

EARLY, LATE = np.datetime64("2018-02-06"), np.datetime64("2018-02-07")


def since(store: Store, earlier: str) -> Change | None:
    with store.read() as connection:
        return changes_since(connection, earlier)


def test_every_change_has_a_revision_of_its_own(store: Store) -> None:
    seen = [current_revision(store)]
    for change in (Change(LATE, False), Change(None, True)):
        with store.write() as connection:
            seen.append(bump(connection, change))
        assert current_revision(store) == seen[-1]
    assert len(set(seen)) == 3


def test_no_two_databases_share_a_revision(new_store: Callable[[], Store]) -> None:
    assert current_revision(new_store()) != current_revision(new_store())


def test_changes_add_up_to_the_earliest_session_and_to_whether_instruments_changed(store: Store) -> None:
    start = current_revision(store)
    with store.write() as connection:
        after_first = bump(connection, Change(LATE, False))
    with store.write() as connection:
        after_second = bump(connection, Change(EARLY, False))
    with store.write() as connection:
        after_third = bump(connection, Change(None, True))
    assert since(store, start) == Change(EARLY, True)
    assert since(store, after_first) == Change(EARLY, True)
    assert since(store, after_second) == Change(None, True)
    assert since(store, after_third) == Change(None, False)


def test_the_record_does_not_reach_back_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    revisions = [current_revision(store)]
    for _ in range(5):
        with store.write() as connection:
            revisions.append(bump(connection, Change(LATE, False)))
    assert [since(store, each) is None for each in revisions] == [True, True, True, False, False, False]


@pytest.mark.parametrize("foreign", ["", "nonsense", "0123456789ab-0"])
def test_a_revision_of_another_database_is_not_known(store: Store, foreign: str) -> None:
    assert since(store, foreign) is None


def test_a_revision_from_the_future_is_not_known(store: Store) -> None:
    assert since(store, current_revision(store).rpartition("-")[0] + "-7") is None


def test_what_sections_write_leaves_the_revision_alone(store: Store) -> None:
    before = current_revision(store)
    save_snapshots(store, [StoredSnapshot("breadth", "current", "2018-02-07", "z", before, 1, 1, None, b"{}")])
    assert current_revision(store) == before
