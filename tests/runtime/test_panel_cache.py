"""The column cache: a restart maps it, damage is found, and another database's is never taken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from folders import LAST, calendar_for, sessions, walk, write_csv, write_folder
from runtime.panel_sources import append, assert_same, loaded, refreshed, take_in
from sqlalchemy import delete

from dashboard.runtime.panels import PanelSource
from dashboard.store.engine import Store
from dashboard.store.revision import current_revision
from dashboard.store.schema import bars

ROOT = Path(__file__).resolve().parents[2]


def test_a_restart_reads_the_cache_and_not_the_database(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    panel = loaded(source())
    with store.write() as connection:  # behind the revision's back
        connection.execute(delete(bars))
    assert_same(loaded(source()), panel)


def test_a_cache_behind_by_appended_sessions_is_extended(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    before = loaded(source())
    append(store, folder, sessions(40))
    again = loaded(source())
    assert (again.lineage, again.sessions[-1]) == (before.lineage, LAST)
    fresh = PanelSource(store, folder / "elsewhere", calendar_for)
    assert_same(again, loaded(fresh))


def test_only_the_newest_cache_is_kept(
    store: Store, source: Callable[[], PanelSource], folder: Path, tmp_path: Path
) -> None:
    take_in(store, folder)
    one = source()
    panel = loaded(one)
    write_csv(folder / "EEE.csv", walk(4, sessions(5)))
    take_in(store, folder)
    refreshed(one, panel)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"panel-{current_revision(store)}"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def _overwrite(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 5 : len(content) // 5 + 64] = bytes(64)
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("file", ["values", "manifest.json"])
@pytest.mark.parametrize("damage", [_cut, _overwrite, _empty, Path.unlink])
def test_a_damaged_cache_is_made_anew(
    store: Store,
    source: Callable[[], PanelSource],
    folder: Path,
    tmp_path: Path,
    file: str,
    damage: Callable[[Path], None],
) -> None:
    take_in(store, folder)
    panel = loaded(source())
    cache = tmp_path / "cache" / f"panel-{panel.revision}"
    damage(cache / file)
    assert_same(loaded(source()), panel)
    assert sorted(path.name for path in cache.iterdir()) == ["manifest.json", "values"]


def test_a_cache_of_another_format_is_made_anew(
    store: Store, source: Callable[[], PanelSource], folder: Path, tmp_path: Path
) -> None:
    take_in(store, folder)
    panel = loaded(source())
    manifest = tmp_path / "cache" / f"panel-{panel.revision}" / "manifest.json"
    signed = json.loads(manifest.read_text())
    signed["manifest"] = signed["manifest"].replace('"format": 1', '"format": 0')
    manifest.write_text(json.dumps(signed))
    assert_same(loaded(source()), panel)


def test_a_cache_folder_that_cannot_be_written_costs_time_and_nothing_else(store: Store, folder: Path) -> None:
    take_in(store, folder)
    (folder / "file").write_text("")
    assert loaded(PanelSource(store, folder / "file" / "cache", calendar_for)).symbols[0] == "BBB"


def test_the_cache_of_another_database_is_not_taken(
    new_store: Callable[[], Store], tmp_path: Path, folder: Path
) -> None:
    first, second = new_store(), new_store()
    take_in(first, folder)
    take_in(second, write_folder(tmp_path / "other", 2, sessions(30)))
    loaded(PanelSource(first, tmp_path / "cache", calendar_for))
    assert loaded(PanelSource(second, tmp_path / "cache", calendar_for)).symbols == ("AAA", "BBB")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_another_process_that_replaces_the_cache_does_not_disturb_a_mapped_panel(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    loaded(source())
    mapped = loaded(source())
    close = mapped.close.copy()
    write_csv(folder / "EEE.csv", walk(4, sessions(5)))
    take_in(store, folder)
    loaded(source())
    np.testing.assert_array_equal(mapped.close, close)


RESTART = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from folders import calendar_for
from dashboard.runtime.panels import PanelSource
from dashboard.store.engine import open_store
panel = PanelSource(open_store(sys.argv[1]), Path(sys.argv[2]), calendar_for).load()
assert panel is not None
heavy = {"pandas", "numba", "pyarrow", "alembic", "exchange_calendars"} & set(sys.modules)
assert not heavy, heavy
"""


def test_a_restart_imports_nothing_heavy(sqlite_store: Callable[[], Store], folder: Path, tmp_path: Path) -> None:
    store = sqlite_store()
    take_in(store, folder)
    loaded(PanelSource(store, tmp_path / "cache", calendar_for))
    url = str(store.engine.url)
    done = subprocess.run(
        [sys.executable, "-c", RESTART, url, str(tmp_path / "cache")], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
