"""flask market import|demo|status|export, as the user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from folders import NOW, calendar_for, sessions, walk, write_csv, write_folder

from config import Config
from dashboard.app import create_app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    config = Config.from_environment(
        {"DATABASE_URL": f"sqlite:///{tmp_path / 'market.db'}", "DASHBOARD_INSTANCE": str(tmp_path)}
    )
    return create_app(config, now=lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    calendar_for("XNYS")
    folder = write_folder(tmp_path / "market", 3, sessions(40))
    write_csv(folder / "DDD.csv", [*walk(3, sessions(40))[:-1], ("2018-02-07", 9, 8, 10, 9, 1000)])
    (folder / "EEE.csv").write_text("<html>Sorry</html>")
    return folder


def flask(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["market", *map(str, words)])


def figure(result: Result, label: str) -> str:
    return next(line.split()[-1] for line in result.output.splitlines() if line.startswith(label))


def test_import_reports_every_row(app: Flask, folder: Path) -> None:
    result = flask(app, "import", folder)
    assert result.exit_code == 0, result.output
    assert [figure(result, label) for label in ("read", "stored", "unchanged", "quarantined")] == [
        "160",
        "159",
        "0",
        "1",
    ]
    assert "  high_below_low                       1  The high is below the low." in result.output
    assert "Refused: EEE.csv: " in result.output
    assert "rows/s" in result.output


def test_a_second_import_says_that_nothing_changed(app: Flask, folder: Path) -> None:
    flask(app, "import", folder)
    result = flask(app, "import", folder)
    assert "Unchanged since the last import: 5 of 5 files." in result.output
    assert figure(result, "read") == "0"


def test_a_dry_run_stores_nothing(app: Flask, folder: Path) -> None:
    assert figure(flask(app, "import", folder, "--dry-run"), "would be stored") == "159"
    assert "The database is empty" in flask(app, "status").output


def test_status_counts(app: Flask, folder: Path) -> None:
    flask(app, "import", folder)
    result = flask(app, "status")
    assert result.output.startswith("Tiny\n")
    assert [figure(result, label) for label in ("symbols ", "sessions", "last session", "gaps")] == [
        "4",
        "40",
        "2018-02-07",
        "0",
    ]
    assert "(DDD)" in result.output


def test_the_demo_says_that_it_is_one(app: Flask) -> None:
    assert flask(app, "demo", "--symbols", 25, "--sessions", 300).exit_code == 0
    assert "DEMO DATA" in flask(app, "status").output


def test_an_export_is_named_file_by_file(app: Flask, folder: Path, tmp_path: Path) -> None:
    flask(app, "import", folder)
    result = flask(app, "export", tmp_path / "out")
    assert [line.rpartition("/")[2] for line in result.output.splitlines()] == [
        "market.toml",
        "universe.csv",
        "bars.parquet",
    ]


@pytest.mark.parametrize("words", [("import", "nowhere"), ("status",), ("export", "out"), ("demo", "--symbols", 3)])
def test_failures_are_one_sentence(app: Flask, words: tuple[object, ...]) -> None:
    result = flask(app, *words)
    assert result.exit_code in (1, 2)  # 2: the words make no sense
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output
