"""An empty or older database is upgraded, a newer one refused, by any number of processes at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard.errors import NewerDatabase
from dashboard.store.engine import Store, open_store
from dashboard.store.revision import current_revision
from dashboard.store.schema import metadata
from dashboard.store.upgrade import HEAD, configuration, upgrade, version

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys; from dashboard.store import engine, upgrade; upgrade.upgrade(engine.open_store(sys.argv[1]))"


def test_an_empty_database_is_upgraded_once(new_url: Callable[[], str]) -> None:
    store = open_store(new_url())
    assert upgrade(store)
    assert not upgrade(store)
    with store.read() as connection:
        assert version(connection) == HEAD
    store.close()


def test_several_processes_may_start_on_an_empty_database_at_once(new_url: Callable[[], str]) -> None:
    url = new_url()
    starts = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, url], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [(start.communicate()[1], start.returncode) for start in starts] == [(b"", 0)] * 3
    store = open_store(url)
    assert current_revision(store).endswith("-0")
    store.close()


def test_a_newer_database_is_refused_with_one_sentence(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="has schema 9999, and this version of the program knows up to"):
        upgrade(store)


def test_a_failed_upgrade_leaves_the_database_as_it_was(new_url: Callable[[], str]) -> None:
    store = open_store(new_url())
    with store.write() as connection:
        connection.execute(text("CREATE TABLE section_runs (id INTEGER)"))
    with pytest.raises(Exception, match="section_runs"):
        upgrade(store)
    with store.read() as connection:
        assert version(connection) is None
        assert connection.dialect.get_table_names(connection) == ["section_runs"]
    store.close()


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_the_migrations_build_the_tables_that_the_program_uses(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_going_back_leaves_nothing_behind(store: Store) -> None:
    from alembic import command

    with store.write() as connection:
        command.downgrade(configuration(connection), "base")
        assert set(connection.dialect.get_table_names(connection)) == {"alembic_version"}


def test_a_start_on_an_upgraded_database_does_not_import_alembic(store: Store) -> None:
    program = f"{PROGRAM}; assert not any(name.startswith('alembic') for name in sys.modules)"
    url = store.engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", program, url], cwd=ROOT, check=True)
