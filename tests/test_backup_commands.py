"""flask backup, restore and market copy, as the user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from folders import NOW, sessions, write_folder

from config import Config
from dashboard.app import create_app


def app_on(folder: Path, name: str) -> Flask:
    url = f"sqlite:///{folder / name}"
    config = Config.from_environment({"DATABASE_URL": url, "DASHBOARD_INSTANCE": str(folder)})
    return create_app(config, now=lambda: NOW)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = app_on(tmp_path, "market.db")
    assert flask(app, "market", "import", write_folder(tmp_path / "market", 3, sessions(40))).exit_code == 0
    return app


def flask(app: Flask, *words: object, **more: object) -> Result:
    return app.test_cli_runner().invoke(args=[*map(str, words)], **more)


def test_a_backup_in_a_folder_is_named_by_the_time_and_old_ones_go(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "market-dashboard-20010101T000000Z.db").write_text("old")
    result = flask(app, "backup", folder, "--keep", 1)
    assert result.exit_code == 0, result.output
    assert [path.name for path in folder.iterdir()] == [f"market-dashboard-{NOW:%Y%m%dT%H%M%SZ}.db"]
    assert "Deleted: " in result.output


def test_restoring_asks_before_it_replaces_a_market(app: Flask, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    assert flask(app, "backup", saved).exit_code == 0
    refused = flask(app, "restore", saved, input="n\n")
    assert refused.exit_code == 1
    assert "replace all of it?" in refused.output
    assert "Restored: " in flask(app, "restore", saved, "--yes").output


def test_a_backup_restored_elsewhere_shows_the_same_market(app: Flask, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    flask(app, "backup", saved)
    other = app_on(tmp_path, "other.db")
    assert flask(other, "restore", saved).exit_code == 0, "an empty database has nothing to ask about"
    assert flask(other, "market", "status").output == flask(app, "market", "status").output


def test_a_market_is_copied_to_another_database_and_never_over_one(app: Flask, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copied.db'}"
    first, again = flask(app, "market", "copy", "--to", url), flask(app, "market", "copy", "--to", url)
    assert first.exit_code == 0, first.output
    assert "Copied and compared: " in first.output
    assert flask(app_on(tmp_path, "copied.db"), "market", "status").output == flask(app, "market", "status").output
    assert again.exit_code == 1
    assert "name an empty one" in again.output


def test_a_file_that_is_no_backup_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a database, however long one looks at it." * 100)
    result = flask(app, "restore", tmp_path / "notes.txt", "--yes")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The file notes.txt is not a whole backup")
