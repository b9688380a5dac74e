"""Moving a database: every row arrives on either kind of database, or nothing changes there; backups restore the same figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from folders import NOW, calendar_for, sessions, write_folder
from sqlalchemy import func, select, text

from dashboard.errors import BadBackup, TransferFailed
from dashboard.market.panel import Instrument, Panel
from dashboard.runtime.ingest import import_folder
from dashboard.runtime.panels import PanelSource
from dashboard.store import bars_whole
from dashboard.store import transfer as transferring
from dashboard.store.backup import back_up, keep_newest, name_at, restore
from dashboard.store.engine import Store, open_store
from dashboard.store.instruments import add_instruments
from dashboard.store.markets import load_market
from dashboard.store.revision import current_revision
from dashboard.store.runs import Run, record_run
from dashboard.store.schema import instruments, metadata
from dashboard.store.transfer import count_rows, transfer


@pytest.fixture
def filled(sqlite_store: Callable[[], Store], tmp_path: Path) -> Store:
    """A store with a market of three symbols, a refused row, and a run."""
    store = sqlite_store()
    import_folder(store, write_folder(tmp_path / "market", 3, sessions(40)), calendar_for, NOW, lambda _: None)
    record_run(store, Run("breadth", "2018-02-07T21:00:00Z", 0.25, "failed", "It said “no”."))
    return store


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the database's own name, by an independent way: one query a table, sorted here."""
    with store.read() as connection:
        tables = {t.name: connection.execute(select(t)).all() for t in metadata.sorted_tables if t.name != "state"}
    return {name: sorted((tuple(row) for row in rows), key=repr) for name, rows in tables.items()}


def panel_of(store: Store, folder: Path) -> Panel:
    panel = PanelSource(store, folder, calendar_for).load()
    assert panel is not None
    return panel


def test_every_row_arrives_and_the_panel_is_the_same_bit_for_bit(filled: Store, store: Store, tmp_path: Path) -> None:
    done = transfer(filled, store)
    assert contents(store) == contents(filled)
    assert done.all_rows == count_rows(filled) == count_rows(store)
    assert done.rows["bars"] == 120
    before, after = panel_of(filled, tmp_path / "a"), panel_of(store, tmp_path / "b")
    for name in ("sessions", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))


def test_bars_with_gaps_and_odd_figures_come_back_the_same_through_either_database(
    filled: Store, store: Store, sqlite_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.write() as connection:
        for change in ("volume = NULL", "open = NULL, adj_close = close / 3", "high = 1e300, low = -0.1", "volume = 0"):
            one = "SELECT instrument_id, session FROM bars ORDER BY volume LIMIT 3 OFFSET 40"
            connection.execute(text(f"UPDATE bars SET {change} WHERE (instrument_id, session) IN ({one})"))
    monkeypatch.setattr(bars_whole, "CHUNK_ROWS", 53)
    monkeypatch.setattr(bars_whole, "INSTRUMENTS_AT_A_TIME", 2)
    back = sqlite_store()
    transfer(filled, store)
    transfer(store, back)
    assert contents(store) == contents(back) == contents(filled)
    holes = [row for row in contents(back)["bars"] if None in (row[2], row[7])]
    assert len(holes) == 6


def test_the_copy_has_a_name_of_its_own_and_numbers_on(filled: Store, store: Store) -> None:
    transfer(filled, store)
    assert current_revision(store) != current_revision(filled)
    with store.write() as connection:
        highest = connection.scalar(select(func.max(instruments.c.id)))
        add_instruments(connection, [Instrument("NEW")])
        assert connection.scalar(select(instruments.c.id).where(instruments.c.symbol == "NEW")) > highest


def test_what_differs_when_read_back_leaves_the_target_as_it_was(
    filled: Store, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as connection:
        add_instruments(connection, [Instrument("MINE")])
    before, write = contents(store), transferring._write

    def loses_a_row(connection, table, rows) -> None:
        write(connection, table, rows[:-1] if table.name == "bars" else rows)

    monkeypatch.setattr(transferring, "_write", loses_a_row)
    with pytest.raises(TransferFailed, match="table bars"):
        transfer(filled, store)
    assert contents(store) == before


def test_a_backup_is_taken_while_somebody_writes_and_holds_what_was_committed(filled: Store, tmp_path: Path) -> None:
    before = contents(filled)
    with filled.write() as connection:
        add_instruments(connection, [Instrument("LATER")])
        saved = back_up(filled, tmp_path / "saved.db")
    copy = open_store(f"sqlite:///{saved}")
    assert contents(copy) == before
    assert current_revision(copy) == current_revision(filled)
    copy.close()
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_of_either_database_restores_all_of_it(filled: Store, store: Store, tmp_path: Path) -> None:
    transfer(filled, store)
    saved = back_up(store, tmp_path / "saved.db")
    with store.write() as connection:
        connection.execute(text("DELETE FROM bars"))
    named = current_revision(store)
    assert restore(store, saved) == count_rows(filled)
    assert contents(store) == contents(filled)
    assert current_revision(store) != named, "a running server would go on with what it has in memory"
    assert not saved.with_name("saved.db-wal").exists()


def test_a_restored_book_is_another_book_to_a_running_server(filled: Store, tmp_path: Path) -> None:
    from dashboard.market.book import NO_BOOK
    from dashboard.runtime.book_source import BookSource

    saved = back_up(filled, tmp_path / "saved.db")
    source = BookSource(filled)
    before = source.refresh(NO_BOOK)
    restore(filled, saved)
    assert source.refresh(before).revision != before.revision


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not of this product"),
        (b"PK\x03\x04 no database at all, but long enough to have a header" * 40, "not a whole backup"),
        (None, "There is no file"),
    ],
    ids=["empty", "garbage", "missing"],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(
    filled: Store, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "other.db"
    if content is not None:
        path.write_bytes(content)
    before = contents(filled)
    with pytest.raises(BadBackup, match=sentence):
        restore(filled, path)
    assert contents(filled) == before


def test_a_backup_with_a_torn_page_is_refused(filled: Store, tmp_path: Path) -> None:
    saved = back_up(filled, tmp_path / "saved.db")
    whole = bytearray(saved.read_bytes())
    whole[4096 * 3 : 4096 * 4] = bytes(4096)
    saved.write_bytes(whole)
    with pytest.raises(BadBackup, match=r"damaged|not a whole"):
        restore(filled, saved)


def test_a_database_of_somebody_else_is_refused(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bars (id INTEGER)")
    with pytest.raises(BadBackup, match="not of this product"):
        restore(filled, path)


def test_a_backup_of_an_older_version_is_upgraded_in_a_copy(filled: Store, tmp_path: Path) -> None:
    from alembic import command

    from dashboard.store.upgrade import configuration

    old = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    with old.write() as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(text("INSERT INTO instruments VALUES (1, 'OLD', '', 'stock', '', NULL, NULL, NULL)"))
    old.close()
    was = (tmp_path / "old.db").read_bytes()
    restore(filled, tmp_path / "old.db")
    assert [row[1] for row in contents(filled)["instruments"]] == ["OLD"]
    assert load_market(filled) is None
    assert (tmp_path / "old.db").read_bytes() == was


def test_a_backup_that_cannot_be_written_is_one_sentence(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadBackup, match=r"cannot be written"):
        back_up(filled, tmp_path / "file" / "saved.db")


def test_only_the_newest_backups_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [name_at(datetime(2026, 11, day, 9, 30, tzinfo=UTC)) for day in (3, 1, 2)]
    for name in (*names, "mine.db"):
        (tmp_path / name).write_text("")
    assert [path.name for path in keep_newest(tmp_path, 2)] == [names[1]]
    assert {path.name for path in tmp_path.iterdir()} == {names[0], names[2], "mine.db"}
