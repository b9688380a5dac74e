"""Files of trades in the market folder are followed as bars are, and never taken for bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import broker_files
import pytest
from folders import NOW, calendar_for, sessions, walk, write_csv, write_folder

from dashboard.market.book import Book
from dashboard.runtime.export import export_market
from dashboard.runtime.ingest import ImportReport, import_demo, import_folder
from dashboard.runtime.ingest.report import FileReport
from dashboard.store.book import read_book, read_files
from dashboard.store.engine import Store
from dashboard.store.revision import current_revision
from dashboard.store.status import status


@pytest.fixture
def store(sqlite_store: Any) -> Store:
    made: Store = sqlite_store()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three symbols of forty sessions up to 2018-02-07, and a list of trades."""
    made = write_folder(tmp_path / "market", 3, sessions(40))
    broker_files.text(made / "trades.csv", broker_files.OWN)
    return made


def take_in(store: Store, folder: Path, **given: Any) -> ImportReport:
    return import_folder(store, folder, calendar_for, NOW, **given)


def of(report: ImportReport, name: str) -> FileReport:
    return next(file for file in report.files if file.path == name)


def book(store: Store) -> Book:
    with store.read() as connection:
        return read_book(connection)


def test_trades_are_taken_in_beside_the_bars_and_not_read_again(store: Store, folder: Path) -> None:
    first = take_in(store, folder)
    assert (of(first, "trades.csv").stored, first.refused) == (4, [])
    assert (len(book(store).trades), len(book(store).holdings)) == (2, 2)
    revision, bars = book(store).revision, current_revision(store)
    assert of(take_in(store, folder), "trades.csv").skipped
    assert (book(store).revision, current_revision(store)) == (revision, bars)


def test_a_changed_file_replaces_what_it_said_and_the_bars_are_not_touched(store: Store, folder: Path) -> None:
    take_in(store, folder)
    bars = current_revision(store)
    lines = (folder / "trades.csv").read_text().splitlines()
    (folder / "trades.csv").write_text("\n".join(lines[:2]))
    assert of(take_in(store, folder), "trades.csv").stored == 1
    assert (len(book(store).trades), book(store).holdings, current_revision(store)) == (1, (), bars)


def test_a_file_that_makes_no_sense_or_is_gone_leaves_what_it_said(store: Store, folder: Path) -> None:
    take_in(store, folder)
    before, good = book(store), (folder / "trades.csv").read_text()
    (folder / "trades.csv").write_text(good.replace(",50,", ",fifty,"))
    assert of(take_in(store, folder), "trades.csv").refused == (
        'line 2: entry_price is "fifty", which is no number, so nothing of the file was stored'
    )
    assert status(store).refused == {"trades.csv": of(take_in(store, folder), "trades.csv").refused}
    (folder / "trades.csv").unlink()
    take_in(store, folder)
    assert book(store) == before
    (folder / "trades.csv").write_text(good)
    assert of(take_in(store, folder), "trades.csv").refused is None
    with store.read() as connection:
        assert read_files(connection)["trades.csv"].refused is None
    assert book(store) == before


def test_a_file_that_was_refused_is_tried_again_when_more_bars_have_come(store: Store, folder: Path) -> None:
    (folder / "trades.csv").write_text("symbol,side,quantity,entry_on,entry_price\nNEW,long,5,2018-01-03,10\n")
    assert "of another market" in str(of(take_in(store, folder), "trades.csv").refused)
    write_csv(folder / "NEW.csv", walk(9, sessions(40)))
    take_in(store, folder)
    assert [each.symbol for each in book(store).holdings] == ["NEW"]


@pytest.mark.parametrize(
    "name",
    ["holdings.csv", "tradebook-AB1234-EQ.csv", "U1234567_2018.csv", "Individual_XXX1_Transactions_20180208.csv"],
)
def test_what_brokers_call_their_files_is_not_taken_for_bars(store: Store, folder: Path, name: str) -> None:
    broker_files.text(folder / name, "<html>expired</html>")
    report = take_in(store, folder)
    assert "holds a web page" in str(of(report, name).refused)
    with store.read() as connection:
        assert set(read_files(connection)) == {"trades.csv", name}


def test_a_file_that_is_still_being_written_waits_for_the_next_look(store: Store, folder: Path) -> None:
    modified = (folder / "trades.csv").stat().st_mtime
    now = NOW.fromtimestamp(modified, NOW.tzinfo) + timedelta(seconds=1)
    report = import_folder(store, folder, calendar_for, now)
    assert "a moment ago" in str(of(report, "trades.csv").refused)
    assert book(store).trades == ()
    later = import_folder(store, folder, calendar_for, now + timedelta(seconds=5))
    assert of(later, "trades.csv").stored == 4


def test_a_dry_run_reads_trades_and_stores_nothing(store: Store, folder: Path) -> None:
    assert of(take_in(store, folder, dry_run=True), "trades.csv").read == 4
    take_in(store, folder)
    before = book(store)
    (folder / "trades.csv").write_text("symbol,side,quantity,entry_on,entry_price\n")
    take_in(store, folder, dry_run=True)
    assert book(store) == before


def test_trades_of_a_folder_do_not_enter_another_market(store: Store, tmp_path: Path) -> None:
    import_demo(store, calendar_for, NOW, symbols=25, sessions=300, seed=7)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "AAA.csv").write_text("<html>no bars</html>")
    broker_files.text(broken / "trades.csv", broker_files.OWN)
    take_in(store, broken)
    with store.read() as connection:
        assert read_files(connection) == {}


def test_an_exported_book_imports_back(store: Store, sqlite_store: Any, folder: Path, tmp_path: Path) -> None:
    broker_files.text(folder / "tradebook.csv", broker_files.TRADEBOOK.replace("110.000000", "110.100003"))
    take_in(store, folder)
    written = {file.name for file in export_market(store, tmp_path / "out")}
    assert {"trades.csv", "holdings.csv"} <= written
    other = sqlite_store()
    assert take_in(other, tmp_path / "out").refused == []
    before, after = book(store), book(other)
    assert len(before.trades) == 4
    assert [replace(t, source="") for t in after.trades] == [replace(t, source="") for t in before.trades]
    assert [replace(h, source="") for h in after.holdings] == [replace(h, source="") for h in before.holdings]
