"""Which folder a database belongs to: the first that brings bars claims it, and a symbol's caret tells an index."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from folders import NOW, calendar_for, sessions, walk, write_csv, write_folder

from dashboard.errors import BadMarketFolder
from dashboard.runtime.ingest import import_demo, import_folder
from dashboard.runtime.intake import Demo, Intake
from dashboard.store.engine import Store
from dashboard.store.instruments import load_instruments
from dashboard.store.markets import load_market
from dashboard.store.revision import current_revision
from dashboard.store.snapshots import StoredSnapshot, load_snapshots, save_snapshots
from dashboard.store.status import status

HTML = "<html><body>Too many requests</body></html>\n"


def without_bars(folder: Path) -> Path:
    folder.mkdir()
    (folder / "AAA.csv").write_text(HTML)
    return folder


def test_a_folder_of_which_nothing_can_be_stored_does_not_claim_the_database(store: Store, tmp_path: Path) -> None:
    report = import_folder(store, without_bars(tmp_path / "bad"), calendar_for, NOW)
    assert [file.path for file in report.refused] == ["AAA.csv"]
    assert load_market(store) is None
    import_folder(store, write_folder(tmp_path / "good", symbols=2, days=sessions(30)), calendar_for, NOW)
    assert load_market(store) is not None


def test_the_server_says_why_nothing_came_of_its_folder(store: Store, tmp_path: Path) -> None:
    intake = Intake(store, without_bars(tmp_path / "bad"), Demo(25, 300, 1), calendar_for, lambda: NOW)
    with pytest.raises(
        BadMarketFolder, match=r"No bar of the market folder could be stored \(AAA\.csv: it holds a web page"
    ) as caught:
        intake.look()
    intake.failed(str(caught.value))
    assert "AAA.csv" in intake.waiting_for()


def test_without_a_universe_a_caret_tells_an_index_from_a_stock(store: Store, tmp_path: Path) -> None:
    for number, name in enumerate(("AAA", "^GSPC", "^VIX")):
        write_csv(tmp_path / "market" / f"{name}.csv", walk(number, sessions(30)))
    import_folder(store, tmp_path / "market", calendar_for, NOW)
    kinds = {each.instrument.symbol: each.instrument.kind for each in load_instruments(store)}
    assert kinds == {"AAA": "stock", "^GSPC": "index", "^VIX": "volatility"}


def test_the_server_continues_the_demo_that_is_there_whatever_its_settings_say(store: Store) -> None:
    import_demo(store, calendar_for, NOW, symbols=30, sessions=300, seed=5)
    before = len(load_instruments(store))
    later = NOW + timedelta(days=1)
    Intake(store, None, Demo(60, 400, 9), calendar_for, lambda: later).look()
    assert len(load_instruments(store)) == before
    found = status(store)
    assert (found.sessions, str(found.last_session)) == (301, "2018-02-08")


def test_the_server_leaves_a_real_market_without_a_folder_alone(store: Store, tmp_path: Path) -> None:
    import_folder(store, write_folder(tmp_path / "good", symbols=2, days=sessions(30)), calendar_for, NOW)
    before = current_revision(store)
    Intake(store, None, Demo(30, 300, 9), calendar_for, lambda: NOW).look()
    assert current_revision(store) == before


def test_figures_of_the_demo_are_forgotten_with_it(store: Store, tmp_path: Path) -> None:
    import_demo(store, calendar_for, NOW, symbols=30, sessions=300, seed=5)
    shown = StoredSnapshot("breadth", "current", "2018-02-07", "2018-02-08T15:00:00Z", "r", 30, 30, None, b"{}")
    save_snapshots(store, [shown])
    import_folder(store, write_folder(tmp_path / "good", symbols=2, days=sessions(30)), calendar_for, NOW)
    assert load_snapshots(store) == []


def test_between_two_files_of_an_import_the_market_is_half_there_and_not_shown(store: Store, tmp_path: Path) -> None:
    intake = Intake(
        store,
        write_folder(tmp_path / "good", symbols=2, days=sessions(30)),
        Demo(25, 300, 1),
        calendar_for,
        lambda: NOW,
    )
    seen: list[tuple[bool, bool]] = []

    def looking_on() -> datetime:
        seen.append((intake.half_done(False), intake.half_done(True)))
        return NOW

    intake.now = looking_on
    intake.look()
    intake.look()
    assert seen == [(True, True), (False, True)], (
        "a first import hides all, a later one only what would replace what is shown"
    )
    assert (intake.half_done(False), intake.half_done(True)) == (False, False)
