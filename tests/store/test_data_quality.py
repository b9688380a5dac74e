"""What is kept aside, per file, symbol and reason; how the database and its leader are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import NOW, Row, calendar_for, sessions, walk, write_csv, write_folder

from dashboard.runtime.ingest import import_folder
from dashboard.store.data_quality import Wanted, groups, totals
from dashboard.store.engine import Store
from dashboard.store.lease import LeaderLease
from dashboard.store.runs import slow_after
from dashboard.store.upgrade import HEAD
from dashboard.store.vitals import vitals


@pytest.fixture
def kept_aside(store: Store, tmp_path: Path) -> Store:
    """AAA has five rows with the high below the low, and BBB two closes of zero and one such row."""
    days = sessions(30)
    folder = write_folder(tmp_path / "market", symbols=2, days=days)
    first, second = walk(0, days), walk(1, days)
    for t in (4, 8, 12, 16, 20):
        first[t] = spoilt(first[t])
    second[3] = spoilt(second[3])
    for t in (6, 7):
        second[t] = without_close(second[t])
    write_csv(folder / "AAA.csv", first)
    write_csv(folder / "BBB.csv", second)
    import_folder(store, folder, calendar_for, NOW)
    return store


def spoilt(row: Row) -> Row:
    """High and low changed places."""
    day, start, high, low, *rest = row
    return (day, start, low, high, *rest)


def without_close(row: Row) -> Row:
    day, start, high, low, _close, *rest = row
    return (day, start, high, low, 0, *rest)


def test_rows_kept_aside_are_told_per_file_symbol_and_reason_most_first(kept_aside: Store) -> None:
    with kept_aside.read() as connection:
        found = groups(connection, Wanted())
        assert totals(connection, Wanted()) == (8, 3)
    assert [(each.file, each.symbol, each.reason, each.rows) for each in found] == [
        ("AAA.csv", "AAA", "high_below_low", 5),
        ("BBB.csv", "BBB", "not_positive", 2),
        ("BBB.csv", "BBB", "high_below_low", 1),
    ]
    days = [str(day) for day in sessions(30)]
    assert (found[0].first, found[0].last) == (days[4], days[20])
    assert [(each.line, each.session) for each in found[0].examples] == [(6, days[4]), (10, days[8]), (14, days[12])]


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Wanted(reason="high_below_low"), [5, 1]),
        (Wanted(symbol="BBB"), [2, 1]),
        (Wanted(file="AAA.csv"), [5]),
        (Wanted(symbol="ZZZ"), []),
        (Wanted(limit=1), [5]),
    ],
)
def test_what_is_asked_for_is_told_and_nothing_else(kept_aside: Store, wanted: Wanted, rows: list[int]) -> None:
    with kept_aside.read() as connection:
        assert [each.rows for each in groups(connection, wanted)] == rows


def test_the_database_says_how_it_is(store: Store) -> None:
    found = vitals(store)
    assert found.kind == ("sqlite" if store.is_sqlite else "postgresql")
    assert found.size > 10_000
    assert 0 < found.answered_in < 60
    assert found.migration == found.newest == HEAD


def test_the_leader_is_known_to_the_others_by_process_and_time(store: Store) -> None:
    leader, other = LeaderLease(store), LeaderLease(store)
    assert leader.acquire()
    assert not other.acquire()
    holder = other.holder()
    assert holder is not None
    assert holder["since"].endswith("Z")
    assert (leader.since is None, other.since) == (False, None)
    if store.is_sqlite:
        assert (holder["pid"], holder["since"]) == (os.getpid(), leader.since)
    leader.release()


def test_before_any_leader_nobody_is_named(new_store: Callable[[], Store]) -> None:
    assert LeaderLease(new_store()).holder() is None


@pytest.mark.parametrize(
    ("seconds", "limit", "slow"),
    [
        ([], 120, 60),  # nothing to go by: half the limit
        ([2, 2, 2, 2], 120, 60),
        ([2, 2, 2, 2, 9], 120, 6),  # three times the median
        ([0.01, 0.01, 0.02, 0.03, 0.01], 120, 1),  # nobody waits for less than a second
        ([50, 50, 50, 50, 50], 120, 60),  # never more than half the limit
    ],
)
def test_slow_is_against_the_sections_own_runs(seconds: list[float], limit: float, slow: float) -> None:
    assert slow_after(seconds, limit) == slow
