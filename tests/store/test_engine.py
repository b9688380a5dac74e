"""Opening, reading and writing a database, and the sentences in which it fails."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from dashboard.errors import BadConfig, StoreUnavailable
from dashboard.store import engine as engine_module
from dashboard.store.engine import Store, open_store
from dashboard.store.schema import instruments, special_sessions

INSTRUMENT = {"symbol": "A", "name": "", "kind": "stock", "sector": ""}


def symbols(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(instruments.c.symbol).order_by(instruments.c.symbol)))


def test_what_is_written_is_read(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(instruments), [INSTRUMENT, {**INSTRUMENT, "symbol": "B"}])
    assert symbols(store) == ["A", "B"]


def test_a_transaction_that_raises_leaves_nothing_behind(store: Store) -> None:
    def interrupted() -> None:
        with store.write() as connection:
            connection.execute(insert(instruments), [INSTRUMENT])
            raise LookupError

    with pytest.raises(LookupError):
        interrupted()
    assert symbols(store) == []


def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    with store.read() as reading:
        before = reading.scalar(text("SELECT count(*) FROM instruments"))
        with store.write() as writing:
            writing.execute(insert(instruments), [INSTRUMENT])
        assert (before, reading.scalar(text("SELECT count(*) FROM instruments"))) == (0, 0)
    assert symbols(store) == ["A"]


def test_writers_of_many_threads_wait_for_one_another(store: Store) -> None:
    def write(symbol: str) -> None:
        with store.write() as connection:
            count = connection.scalar(text("SELECT count(*) FROM instruments"))
            connection.execute(insert(instruments), [{**INSTRUMENT, "symbol": f"{symbol}{count}"}])

    threads = [threading.Thread(target=write, args=(letter,)) for letter in "ABCDEFGH"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(symbols(store)) == 8


def test_a_bug_is_not_called_an_unavailable_database(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(insert(instruments), [INSTRUMENT, INSTRUMENT])


def test_a_missing_driver_a_missing_server_and_a_wrong_password_are_sentences_without_the_password() -> None:
    store = open_store("postgresql://trader:secret@127.0.0.1:1/market")
    with pytest.raises(StoreUnavailable) as caught, store.read():
        pass
    assert "secret" not in str(caught.value)
    assert "trader:***@127.0.0.1:1/market" in str(caught.value)
    assert str(caught.value).endswith("check that the server runs and that DATABASE_URL names it.")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes, and they are long enough to be taken for a database header, " * 20)
    with (
        pytest.raises(StoreUnavailable, match="file is not a database") as caught,
        open_store(f"sqlite:///{path}").read(),
    ):
        pass
    assert str(caught.value).endswith("; move the file away, or point DATABASE_URL elsewhere.")


def test_a_database_locked_by_another_process_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0)
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with store.read():
        pass
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="database is locked"), store.write():
        pass
    other.close()
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/deeper/a.db")


def test_a_file_where_the_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/deeper/a.db")


@pytest.mark.parametrize(
    "url", ["", "market.db", "sqlite://", "sqlite:///:memory:", "mysql://host/market", "C:\\market"]
)
def test_nonsense_urls_name_the_setting(url: str) -> None:
    with pytest.raises(BadConfig, match="DATABASE_URL"):
        open_store(url)


def test_a_session_survives_the_database_also_before_1970(store: Store, days: Callable[..., list[object]]) -> None:
    sessions = days("1950-01-03", "1969-12-31", "1970-01-01", "2026-11-20")
    with store.write() as connection:
        connection.execute(insert(special_sessions), [{"session": day} for day in sessions])
    with store.read() as connection:
        assert list(connection.scalars(select(special_sessions).order_by(special_sessions.c.session))) == sessions
