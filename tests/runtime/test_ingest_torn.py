"""A copy that broke off in the middle of a line does not put a part of a number in the place of a whole one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from folders import NOW, calendar_for, content, sessions, write_folder

from dashboard.runtime.ingest import import_folder
from dashboard.runtime.ingest.report import ImportReport
from dashboard.store.engine import Store


def taken_in(store: Store, folder: Path) -> ImportReport:
    return import_folder(store, folder, calendar_for, NOW)


def test_a_shorter_file_without_its_last_line_end_waits_until_it_is_whole(
    sqlite_store: Callable[[], Store], tmp_path: Path
) -> None:
    store, folder = sqlite_store(), write_folder(tmp_path / "market", 2, sessions(40))
    taken_in(store, folder)
    before, file = content(store), folder / "AAA.csv"
    whole = file.read_bytes()
    cut = whole[: whole.rindex(b",") - 40]
    assert cut[-1:].isdigit()
    file.write_bytes(cut)
    assert "ends in the middle of a line" in str(taken_in(store, folder).refused[0].refused)
    assert content(store) == before
    file.write_bytes(whole)
    assert taken_in(store, folder).refused == []
    assert content(store) == before


def test_a_file_that_was_shortened_on_purpose_ends_with_a_line(
    sqlite_store: Callable[[], Store], tmp_path: Path
) -> None:
    store, folder = sqlite_store(), write_folder(tmp_path / "market", 1, sessions(40))
    taken_in(store, folder)
    lines = (folder / "AAA.csv").read_bytes().splitlines(keepends=True)
    (folder / "AAA.csv").write_bytes(b"".join(lines[:-5]))
    assert taken_in(store, folder).refused == []


def test_a_file_that_never_had_a_last_line_end_is_read(sqlite_store: Callable[[], Store], tmp_path: Path) -> None:
    store, folder = sqlite_store(), write_folder(tmp_path / "market", 1, sessions(40))
    file = folder / "AAA.csv"
    file.write_bytes(file.read_bytes().rstrip())
    report = taken_in(store, folder)
    assert (report.refused, report.stored) == ([], 40)
