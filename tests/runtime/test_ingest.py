"""Taking market folders and the demo market in: every row accounted for, nothing twice, nothing half."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import LAST, NOW, calendar_for, content, sessions, symbol, walk, write_csv, write_folder
from shared_data import SHARED, needs_shared
from sqlalchemy import select, text

from dashboard.errors import BadConfig, BadMarketFolder, OtherMarket
from dashboard.runtime.export import export_market
from dashboard.runtime.ingest import ImportReport, Progress, import_demo, import_folder
from dashboard.store.engine import Store
from dashboard.store.instruments import load_instruments
from dashboard.store.markets import load_market
from dashboard.store.revision import Change, changes_since, current_revision
from dashboard.store.schema import quarantine

ROOT = Path(__file__).resolve().parents[2]
DEMO = {"symbols": 25, "sessions": 300, "seed": 7}


def take_in(store: Store, folder: Path, **given: Any) -> ImportReport:
    return import_folder(store, folder, calendar_for, NOW, **given)


def take_in_demo(store: Store, now: datetime = NOW, **given: int) -> ImportReport:
    return import_demo(store, calendar_for, now, **{**DEMO, **given})


def stored_rows(store: Store, name: str) -> list[tuple[Any, ...]]:
    query = (
        "SELECT session, open, high, low, close, volume FROM bars JOIN instruments ON id = instrument_id "
        "WHERE symbol = :name ORDER BY session"
    )
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(text(query), {"name": name})]


def rows_of(file: Path) -> list[tuple[Any, ...]]:
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - a date without a zone, as in the file
    with file.open() as lines:
        next(lines)
        return [((datetime.fromisoformat(day) - epoch).days, *map(float, values)) for day, *values in csv.reader(lines)]


def change_since(store: Store, earlier: str) -> Change | None:
    with store.read() as connection:
        return changes_since(connection, earlier)


def rewrite(file: Path, change: Callable[[list[list[str]]], None]) -> None:
    with file.open(newline="") as lines:
        rows = list(csv.reader(lines))
    change(rows)
    write_csv(file, rows[1:], tuple(rows[0]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "market", symbols=5, days=sessions(40))


def test_every_row_of_every_file_is_stored_as_it_stands(store: Store, folder: Path) -> None:
    report = take_in(store, folder)
    assert (report.read, report.stored, report.unchanged, report.quarantined) == (200, 200, 0, 0)
    for number in range(5):
        assert stored_rows(store, symbol(number)) == rows_of(folder / f"{symbol(number)}.csv")
    market = load_market(store)
    assert market is not None
    assert (market.name, market.calendar, market.demo) == ("Tiny", "XNYS", False)


def test_a_second_import_reads_nothing_and_changes_nothing(store: Store, folder: Path) -> None:
    take_in(store, folder)
    before, revision = content(store), current_revision(store)
    report = take_in(store, folder)
    assert (report.read, report.skipped) == (0, 5)
    assert (content(store), current_revision(store)) == (before, revision)


def test_a_file_that_was_only_touched_is_not_read_again(store: Store, folder: Path) -> None:
    take_in(store, folder)
    os.utime(folder / "AAA.csv", ns=(1, 1))
    assert take_in(store, folder).skipped == 5


def test_equal_rows_of_a_changed_file_stay_and_changed_ones_are_updated(store: Store, folder: Path) -> None:
    take_in(store, folder)
    before = current_revision(store)

    def correct(rows: list[list[str]]) -> None:
        rows[31][5] = "1234567"

    rewrite(folder / "BBB.csv", correct)
    report = take_in(store, folder)
    assert (report.read, report.stored, report.unchanged, report.skipped) == (40, 1, 39, 4)
    assert stored_rows(store, "BBB") == rows_of(folder / "BBB.csv")
    assert change_since(store, before) == Change(sessions(40)[30], False)


def test_an_appended_session_is_known_as_such(store: Store, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "market", 3, sessions(40)[:-1])
    take_in(store, folder)
    before = current_revision(store)
    write_folder(folder, 3, sessions(40))
    report = take_in(store, folder)
    assert (report.stored, report.unchanged) == (3, 117)
    assert change_since(store, before) == Change(LAST, False)


def test_a_new_symbol_and_a_new_sector_are_changes_of_the_instruments(store: Store, folder: Path) -> None:
    take_in(store, folder)
    before = current_revision(store)
    (folder / "universe.csv").write_text("symbol,name,sector,kind\nAAA,Alpha,Energy,stock\n")
    take_in(store, folder)
    assert change_since(store, before) == Change(None, True)
    assert [i.instrument.sector for i in load_instruments(store)] == ["Energy", "", "", "", ""]
    before = current_revision(store)
    write_csv(folder / "ZZZ.csv", walk(77, sessions(3)))
    take_in(store, folder)
    assert change_since(store, before) == Change(sessions(3)[0], True)


def test_a_symbol_without_a_file_is_an_instrument_until_the_universe_drops_it(store: Store, folder: Path) -> None:
    universe = folder / "universe.csv"
    universe.write_text("symbol,name,sector,kind\nAAA,Alpha,Energy,stock\nQQQ,Quiet,Energy,stock\n")
    take_in(store, folder)
    assert [i.instrument.symbol for i in load_instruments(store)] == ["AAA", "BBB", "CCC", "DDD", "EEE", "QQQ"]
    universe.write_text("symbol,name,sector,kind\nAAA,Alpha,Energy,stock\n")
    take_in(store, folder)
    assert [i.instrument.symbol for i in load_instruments(store)] == ["AAA", "BBB", "CCC", "DDD", "EEE"]


def test_a_file_that_cannot_be_read_is_refused_and_the_others_go_in(store: Store, folder: Path) -> None:
    (folder / "CCC.csv").write_text("<html><body>Too many requests</body></html>")
    report = take_in(store, folder)
    assert [(file.path, bool(file.refused)) for file in report.refused] == [("CCC.csv", True)]
    assert report.stored == 160
    again = take_in(store, folder)
    assert (again.skipped, [file.path for file in again.refused]) == (5, ["CCC.csv"])
    write_csv(folder / "CCC.csv", walk(2, sessions(40)))
    assert take_in(store, folder).stored == 40


def test_a_row_kept_aside_is_named_and_comes_in_when_the_file_is_mended(store: Store, folder: Path) -> None:
    good = rows_of(folder / "DDD.csv")

    def swap_high_and_low(rows: list[list[str]]) -> None:
        rows[20][2], rows[20][3] = rows[20][3], rows[20][2]

    rewrite(folder / "DDD.csv", swap_high_and_low)
    report = take_in(store, folder)
    assert (report.stored, report.quarantined_by_reason) == (199, {"high_below_low": 1})
    with store.read() as connection:
        row = connection.execute(select(quarantine)).mappings().one()
    assert (row["symbol"], row["line"], row["session"], row["close"]) == ("DDD", 21, sessions(40)[19], good[19][4])
    rewrite(folder / "DDD.csv", swap_high_and_low)
    assert take_in(store, folder).stored == 1
    assert content(store)["quarantine"] == []
    assert stored_rows(store, "DDD") == good


def test_a_file_of_which_nothing_is_believed_is_recorded(store: Store, folder: Path) -> None:
    write_csv(folder / "AAA.csv", [(*row[:4], "-1", row[5]) for row in walk(0, sessions(40))])
    report = take_in(store, folder)
    assert (report.stored, report.quarantined) == (160, 40)
    assert len(content(store)["quarantine"]) == 40
    assert take_in(store, folder).skipped == 5


def test_a_bar_that_a_later_version_of_its_file_spoils_is_withdrawn(store: Store, folder: Path) -> None:
    take_in(store, folder)
    before = current_revision(store)

    def spoil(rows: list[list[str]]) -> None:
        rows[20][4] = "-3"

    rewrite(folder / "DDD.csv", spoil)
    report = take_in(store, folder)
    assert (report.stored, report.quarantined) == (0, 1)
    assert len(stored_rows(store, "DDD")) == 39
    assert change_since(store, before) == Change(sessions(40)[19], False)


def test_one_series_in_two_files_is_believed_once_until_the_second_is_corrected(store: Store, folder: Path) -> None:
    write_csv(folder / "FFF.csv", walk(0, sessions(40)))
    report = take_in(store, folder)
    assert report.quarantined_by_reason == {"same_series": 40}
    assert stored_rows(store, "FFF") == []
    before = content(store)
    assert take_in(store, folder).read == 40
    assert content(store) == before
    write_csv(folder / "FFF.csv", walk(5, sessions(40)))
    assert take_in(store, folder).stored == 40
    assert content(store)["quarantine"] == []


def test_a_saturday_on_which_the_whole_market_traded_becomes_a_session(store: Store, tmp_path: Path) -> None:
    saturday = np.datetime64("2018-01-20")
    days = sorted([*sessions(40), saturday])
    folder = write_folder(tmp_path / "market", symbols=6, days=days)
    report = take_in(store, folder)
    assert report.special_sessions == (saturday,)
    assert (report.read, report.stored, report.quarantined) == (246, 246, 0)
    assert stored_rows(store, "FFF") == rows_of(folder / "FFF.csv")
    before, revision = content(store), current_revision(store)
    take_in(store, folder)
    assert (content(store), current_revision(store)) == (before, revision)


def test_a_saturday_on_which_one_symbol_traded_is_kept_aside(store: Store, folder: Path) -> None:
    write_csv(folder / "AAA.csv", walk(0, sorted([*sessions(40), np.datetime64("2018-01-20")])))
    report = take_in(store, folder)
    assert (report.special_sessions, report.quarantined_by_reason) == ((), {"no_session": 1})


def test_a_session_that_has_not_closed_is_kept_aside(store: Store, folder: Path) -> None:
    write_csv(folder / "AAA.csv", walk(0, [*sessions(40), np.datetime64("2018-02-08")]))
    assert take_in(store, folder).quarantined_by_reason == {"future_date": 1}


def test_a_dry_run_reports_and_writes_nothing(store: Store, folder: Path) -> None:
    before, revision = content(store), current_revision(store)
    report = take_in(store, folder, dry_run=True)
    assert (report.read, report.stored, report.dry_run) == (200, 200, True)
    assert (content(store), current_revision(store)) == (before, revision)


def test_another_market_is_refused_and_changes_nothing(store: Store, folder: Path, tmp_path: Path) -> None:
    take_in(store, folder)
    before = content(store)
    other = write_folder(tmp_path / "other", 2, sessions(30), name="Other")
    with pytest.raises(OtherMarket, match="holds the market 'Tiny', not 'Other'"):
        take_in(store, other)
    with pytest.raises(OtherMarket, match="holds the market 'Tiny'"):
        take_in_demo(store)
    assert content(store) == before


def test_a_folder_without_anything_to_read_is_one_sentence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadMarketFolder):
        take_in(store, tmp_path / "nowhere")


def test_progress_runs_from_the_first_file_to_the_whole(store: Store, folder: Path) -> None:
    seen: list[Progress] = []
    take_in(store, folder, progress=seen.append)
    fractions = [each.fraction for each in seen]
    assert fractions == sorted(fractions)
    stored = [each for each in seen if each.step == "storing"][-1]
    assert stored.fraction == pytest.approx((stored.files_done + 1) / stored.files, abs=0.05)  # files of about one size
    assert (seen[0].path, seen[0].step, seen[-1].step, seen[-1].fraction) == ("AAA.csv", "reading", "done", 1.0)
    assert {each.step for each in seen} == {"reading", "checking", "storing", "done"}


def test_a_real_market_takes_the_place_of_the_demo(store: Store, new_store: Callable[[], Store], folder: Path) -> None:
    take_in_demo(store)
    before = current_revision(store)
    take_in(store, folder)
    change = change_since(store, before)
    assert change is not None
    assert change.instruments_changed
    untouched = new_store()
    take_in(untouched, folder)
    assert content(store) == content(untouched)


def test_a_folder_without_a_good_row_leaves_the_demo_alone(store: Store, tmp_path: Path) -> None:
    take_in_demo(store)
    before = content(store)
    folder = write_folder(tmp_path / "market", 1, [])
    (folder / "AAA.csv").write_text("<html>503</html>")
    take_in(store, folder)
    assert content(store) == before


def test_the_demo_is_continued_by_the_sessions_that_closed_since(store: Store, new_store: Callable[[], Store]) -> None:
    first = take_in_demo(store)
    assert first.stored == first.read > 25 * 250
    before, revision = set(content(store)["bars"]), current_revision(store)
    assert take_in_demo(store).read == 0
    assert current_revision(store) == revision
    later = take_in_demo(store, NOW + timedelta(days=1))
    assert 20 < later.stored <= 29  # 25 stocks and 4 indices, one session
    assert before < set(content(store)["bars"])
    change = change_since(store, revision)
    assert change is not None
    assert change.first_session == np.datetime64("2018-02-08")


def test_another_demo_replaces_the_first(store: Store, new_store: Callable[[], Store]) -> None:
    take_in_demo(store)
    take_in_demo(store, seed=8)
    fresh = new_store()
    take_in_demo(fresh, seed=8)
    assert content(store) == content(fresh)


def test_a_demo_of_a_size_that_cannot_be_is_a_sentence(store: Store) -> None:
    with pytest.raises(BadConfig, match="between"):
        take_in_demo(store, symbols=3)
    assert load_market(store) is None


@pytest.mark.parametrize("source", ["folder", "demo"])
def test_an_export_imports_back_bit_for_bit(
    store: Store, new_store: Callable[[], Store], folder: Path, tmp_path: Path, source: str
) -> None:
    (folder / "universe.csv").write_text("symbol,name,sector,kind,listed\nAAA,Alpha,Energy,stock,2017-12-12\n")
    if source == "folder":
        take_in(store, folder)
    else:
        take_in_demo(store)
    export_market(store, tmp_path / "export")
    back = new_store()
    take_in(back, tmp_path / "export")
    for each in (store, back):
        with each.write() as connection:
            connection.execute(text("UPDATE imports SET path = ''"))
            connection.execute(text("UPDATE market SET demo_recipe = NULL"))
            connection.execute(text("UPDATE instruments SET fingerprint = NULL"))
    before, after = content(store), content(back)
    assert [after[name] for name in ("market", "instruments", "bars")] == [
        before[name] for name in ("market", "instruments", "bars")
    ]


@needs_shared
def test_a_real_market_exports_and_imports_back_bit_for_bit(tmp_path: Path, sqlite_store: Callable[[], Store]) -> None:
    first, second = sqlite_store(), sqlite_store()
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    import_folder(first, SHARED / "us-indices-1950-1999", calendar_for, now)
    export_market(first, tmp_path / "export")
    report = import_folder(second, tmp_path / "export", calendar_for, now)
    assert report.quarantined == 0
    strip = lambda rows: [row.rpartition(",")[0] for row in rows]  # noqa: E731 - without the path
    assert strip(content(first)["bars"]) == strip(content(second)["bars"])


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from folders import NOW, calendar_for
from dashboard.runtime.ingest import import_folder
from dashboard.store.engine import open_store

def tell(progress):
    print(progress.step, progress.files_done, flush=True)

import_folder(open_store(sys.argv[1]), Path(sys.argv[2]), calendar_for, NOW, progress=tell)
"""


def killed_at(store: Store, folder: Path, line: int) -> tuple[int, bool]:
    """Import in a process that is killed after `line` lines of progress; the files it reported stored, and whether it ended."""
    url = store.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, url, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [said for said, _ in zip(process.stdout, range(line), strict=False)]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return max((int(each.split()[1]) for each in lines), default=0), bool(lines) and lines[-1].startswith("done")


def test_a_killed_import_loses_nothing_reported_and_leaves_nothing_half(
    store: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "market", symbols=8, days=sorted([*sessions(60), np.datetime64("2018-01-20")]))
    whole = new_store()
    take_in(whole, folder)
    random = np.random.default_rng(20180207)
    if store.engine.dialect.name == "sqlite":
        take_in_demo(store)
    for line in random.integers(1, 14, 4).tolist():
        reported, _ = killed_at(store, folder, line)
        found = content(store)
        with_bars = {row.split("'")[1] for row in found["bars"]}
        real = {symbol(number) for number in range(8)}
        assert with_bars <= real or with_bars.isdisjoint(real)  # the demo or the market, never both
        complete = [name for name in sorted(real) if len(stored_rows(store, name)) in (60, 61)]
        assert len(complete) == len(with_bars & real) >= reported
    take_in(store, folder)
    assert content(store) == content(whole)
