"""What sections leave in the store: their last good figures, and the record of their runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.store import runs
from dashboard.store.engine import Store
from dashboard.store.runs import Run, recent_runs, record_run
from dashboard.store.snapshots import StoredSnapshot, load_snapshots, save_snapshots

CURRENT = StoredSnapshot(
    "breadth", "current", "2018-02-07", "2018-02-07T21:00:00Z", "r1", 503, 505, None, b'{"score":1}'
)
INDEX = StoredSnapshot("index", "sma", "2018-02-07", "2018-02-07T21:00:00Z", "r1", 0, 0, "It has no index.", b"null")
RUN = Run("breadth", "2018-02-07T21:00:00Z", 0.25, "ok", None, "r1")


def test_snapshots_come_back_as_they_were(store: Store) -> None:
    history = replace(CURRENT, endpoint="history", data=bytes(range(256)))
    save_snapshots(store, [INDEX, history, CURRENT])
    assert load_snapshots(store) == [CURRENT, history, INDEX]


def test_new_snapshots_replace_those_of_their_section_only(store: Store) -> None:
    save_snapshots(store, [CURRENT, replace(CURRENT, endpoint="gone"), INDEX])
    fresh = replace(CURRENT, as_of="2018-02-08", data=b"{}")
    save_snapshots(store, [fresh])
    assert load_snapshots(store) == [fresh, INDEX]


def test_saving_nothing_keeps_everything(store: Store) -> None:
    save_snapshots(store, [CURRENT])
    save_snapshots(store, [])
    assert load_snapshots(store) == [CURRENT]


def test_runs_come_back_newest_first(store: Store) -> None:
    failed = replace(RUN, outcome="failed", reason="It raised.", started_at="2018-02-07T21:15:00Z", revision=None)
    for run in (RUN, replace(RUN, section="index"), failed):
        record_run(store, run)
    assert recent_runs(store, "breadth") == [failed, RUN]
    assert recent_runs(store, "breadth", limit=1) == [failed]


def test_only_the_last_runs_of_each_section_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT", 3)
    record_run(store, replace(RUN, section="index"))
    for second in range(5):
        record_run(store, replace(RUN, seconds=float(second)))
    assert [run.seconds for run in recent_runs(store, "breadth")] == [4.0, 3.0, 2.0]
    assert len(recent_runs(store, "index")) == 1
