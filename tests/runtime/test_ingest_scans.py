"""The scans folder: taken in with its market, file by file, whole or not at all, and carried by the panel."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from folders import NOW, calendar_for, sessions, write_folder

from dashboard.market.folder import open_folder
from dashboard.market.panel import Panel
from dashboard.market.scans import ScanFile
from dashboard.market.sources.scans import read_scan
from dashboard.runtime.export import export_market
from dashboard.runtime.ingest import ImportReport, import_folder
from dashboard.runtime.ingest.scans import AHEAD, FRESH, take_in_scans
from dashboard.runtime.panels import PanelSource
from dashboard.store.engine import Store
from dashboard.store.revision import current_revision
from dashboard.store.status import status

DAYS = sessions(40)  # up to Wednesday 2018-02-07; NOW is Thursday, 10:00 in New York
LONG, SHORT = "Long_Reversal_Daily_{}.csv", "Short_Reversal_Daily_{}.csv"
AN_HOUR_AGO = NOW.timestamp() - 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "market", 2, DAYS)


@pytest.fixture
def empty(sqlite_store: Callable[[], Store]) -> Store:
    return sqlite_store()


def drop(folder: Path, name: str, content: str = "Ticker,Score\nAAA,6.5/9\nZZZ,\n", at: float = AN_HOUR_AGO) -> Path:
    """Put a scan into the folder, last changed at a time."""
    file = folder / "scans" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(content)
    os.utime(file, (at, at))
    return file


def take_in(store: Store, folder: Path, **given: object) -> ImportReport:
    return import_folder(store, folder, calendar_for, NOW, **given)  # type: ignore[arg-type]


def told(report: ImportReport) -> dict[str, str | None]:
    return {Path(file.path).name: file.refused for file in report.files if file.path.startswith("scans/")}


def panel_of(store: Store, cache: Path) -> Panel:
    panel = PanelSource(store, cache, calendar_for).load()
    assert panel is not None
    return panel


def test_scans_come_in_with_the_folder_and_belong_to_their_sessions(empty: Store, folder: Path, tmp_path: Path) -> None:
    drop(folder, LONG.format("20180206_161500"))
    drop(folder, SHORT.format("20180206_162000"), "Ticker\n")
    drop(folder, LONG.format("20180208_095500"))
    report = take_in(empty, folder)
    assert [file.read for file in report.files if file.path.startswith("scans/")] == [2, 2, 0]
    panel = panel_of(empty, tmp_path / "cache")
    assert [str(each) for each in panel.scans.session] == ["2018-02-06", "2018-02-06", "2018-02-08"]
    readings = panel.scans.readings
    assert (readings.long.tolist(), readings.short.tolist(), readings.waiting.tolist()) == ([2], [0], [2])
    assert panel.scans.rows(0).ticker == ("AAA", "ZZZ")
    assert len(panel.first(len(panel.sessions)).scans) == 2
    assert len(panel.first(len(panel.sessions) - 2).scans) == 0


def test_taking_the_same_scans_in_again_changes_nothing(empty: Store, folder: Path) -> None:
    file = drop(folder, LONG.format("20180206_161500"))
    take_in(empty, folder)
    before = current_revision(empty)
    assert take_in(empty, folder).skipped == 3
    os.utime(file, (AN_HOUR_AGO + 60, AN_HOUR_AGO + 60))
    assert take_in(empty, folder).skipped == 3
    assert current_revision(empty) == before


def test_a_scan_that_changes_is_read_again_and_the_revision_moves(empty: Store, folder: Path, tmp_path: Path) -> None:
    name = LONG.format("20180206_161500")
    drop(folder, name)
    take_in(empty, folder)
    before = current_revision(empty)
    drop(folder, name, "Ticker\nAAA\n", AN_HOUR_AGO + 60)
    take_in(empty, folder)
    assert current_revision(empty) != before
    assert panel_of(empty, tmp_path / "cache").scans.count.tolist() == [1]


def test_an_unreadable_scan_is_told_in_one_sentence_and_read_when_it_changes(empty: Store, folder: Path) -> None:
    name = LONG.format("20180206_161500")
    drop(folder, name, "<html></html>")
    drop(folder, "Short_Reversal_20180206.csv")
    drop(folder, "notes.txt")
    drop(folder, "~$open.xlsx")
    refused = told(take_in(empty, folder))
    assert set(refused) == {name, "Short_Reversal_20180206.csv"}
    assert refused[name] == "it holds a web page instead of a table, so download it again"
    assert told(take_in(empty, folder)) == refused
    assert set(status(empty).refused) == {f"scans/{each}" for each in refused}
    drop(folder, name, at=AN_HOUR_AGO + 60)
    assert told(take_in(empty, folder))[name] is None
    assert set(status(empty).refused) == {"scans/Short_Reversal_20180206.csv"}


def test_a_scan_that_becomes_unreadable_stays_as_it_was(empty: Store, folder: Path, tmp_path: Path) -> None:
    name = LONG.format("20180206_161500")
    drop(folder, name)
    take_in(empty, folder)
    drop(folder, name, "<html></html>", AN_HOUR_AGO + 60)
    take_in(empty, folder)
    assert panel_of(empty, tmp_path / "cache").scans.count.tolist() == [2]


def test_a_file_that_was_changed_a_moment_ago_is_left_for_the_next_look(empty: Store, folder: Path) -> None:
    name = LONG.format("20180206_161500")
    drop(folder, name, at=NOW.timestamp() - 1)
    assert told(take_in(empty, folder)) == {name: FRESH}
    later = import_folder(empty, folder, calendar_for, NOW + timedelta(seconds=5))
    assert told(later) == {name: None}


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_look(empty: Store, folder: Path) -> None:
    name = LONG.format("20180206_161500")
    take_in(empty, folder)
    file = drop(folder, name, "Ticker\nAAA\n")

    def grow(path: Path) -> ScanFile:
        with path.open("a") as writing:
            writing.write("BBB\n")
        return read_scan(path)

    opened = open_folder(folder)
    (report,) = take_in_scans(empty, opened, calendar_for("XNYS"), NOW, read=grow)
    assert report.refused == FRESH
    os.utime(file, (AN_HOUR_AGO, AN_HOUR_AGO))
    (report,) = take_in_scans(empty, opened, calendar_for("XNYS"), NOW)
    assert report.read == 2


def test_a_name_that_tells_a_time_to_come_waits_until_then(empty: Store, folder: Path) -> None:
    name = LONG.format("20180208_100001")
    drop(folder, name)
    assert told(take_in(empty, folder)) == {name: AHEAD}
    assert told(import_folder(empty, folder, calendar_for, NOW + timedelta(seconds=1))) == {name: None}


def test_a_dry_run_reads_the_scans_and_stores_none(empty: Store, folder: Path, tmp_path: Path) -> None:
    drop(folder, LONG.format("20180206_161500"))
    report = take_in(empty, folder, dry_run=True)
    assert [file.read for file in report.files if file.path.startswith("scans/")] == [2]
    take_in(empty, write_folder(tmp_path / "plain", 2, DAYS))
    assert len(panel_of(empty, tmp_path / "cache").scans) == 0


def test_a_scan_of_the_running_session_keeps_the_lineage_and_one_of_the_past_does_not(
    empty: Store, folder: Path, tmp_path: Path
) -> None:
    drop(folder, LONG.format("20180206_161500"))
    take_in(empty, folder)
    source = PanelSource(empty, tmp_path / "cache", calendar_for)
    panel = source.load()
    assert panel is not None
    drop(folder, LONG.format("20180208_095500"))
    take_in(empty, folder)
    running = source.refresh(panel)
    assert running is not None
    assert (running.lineage, len(running.scans), len(panel.scans)) == (panel.lineage, 2, 1)
    assert running.revision != panel.revision
    np.testing.assert_array_equal(running.close, panel.close)
    drop(folder, SHORT.format("20180206_161600"))
    take_in(empty, folder)
    past = source.refresh(running)
    assert past is not None
    assert past.lineage not in (panel.lineage, panel.revision)
    assert len(past.scans.readings) == 1


def test_a_restart_from_the_column_cache_brings_the_scans_along(empty: Store, folder: Path, tmp_path: Path) -> None:
    take_in(empty, folder)
    panel_of(empty, tmp_path / "cache")
    drop(folder, LONG.format("20180206_161500"))
    take_in(empty, folder)
    assert len(panel_of(empty, tmp_path / "cache").scans) == 1
    assert len(panel_of(empty, tmp_path / "cache").scans) == 1


def test_exported_scans_import_back_as_they_were(
    empty: Store, sqlite_store: Callable[[], Store], folder: Path, tmp_path: Path
) -> None:
    drop(
        folder, LONG.format("20180206_161500"), "Ticker,Score,Conditions_Met\nAAA,6.5/9,\"['x', 'y']\"\nBBB,7,\nCCC,,\n"
    )
    drop(folder, SHORT.format("20180206_162000"), "Ticker\n")
    take_in(empty, folder)
    export_market(empty, tmp_path / "copy")
    for file in (tmp_path / "copy" / "scans").iterdir():
        os.utime(file, (AN_HOUR_AGO, AN_HOUR_AGO))
    again = sqlite_store()
    take_in(again, tmp_path / "copy")
    one, other = panel_of(empty, tmp_path / "cache"), panel_of(again, tmp_path / "other")
    assert len(one.scans) == 2
    assert one.scans.same_as(other.scans)
