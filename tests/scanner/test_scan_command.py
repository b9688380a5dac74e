"""flask scan show, as the user types it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from folders import NOW

from config import Config
from dashboard.app import create_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("scan")
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'market.db'}", "DASHBOARD_INSTANCE": str(folder)}
    made = create_app(Config.from_environment(settings), now=lambda: NOW)
    words = ["market", "demo", "--symbols", "25", "--sessions", "300", "--seed", "7"]
    assert made.test_cli_runner().invoke(args=words).exit_code == 0
    return made


def show(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["scan", "show", *words])


def test_the_last_sessions_rows_are_shown_with_reading_and_record(app: Flask) -> None:
    shown = show(app)
    assert shown.exit_code == 0, shown.output
    assert "2018-02-07:" in shown.output
    assert "built_in, daily" in shown.output
    assert "record, long:" in shown.output
    assert "% won, mean" in shown.output


def test_csv_holds_the_rows_that_the_table_counts(app: Flask) -> None:
    counted = show(app, "--as-of", "2017-12-24").output.splitlines()[0]
    rows = list(csv.DictReader(show(app, "--as-of", "2017-12-24", "--format", "csv").output.splitlines()))
    longs = sum(row["direction"] == "long" for row in rows)
    assert "2017-12-22:" in counted
    assert counted.endswith(f"{longs} long, {len(rows) - longs} short")
    assert all(float(row["risk"]) > 0 for row in rows)


def test_a_day_before_the_first_session_is_told_in_one_sentence(app: Flask) -> None:
    shown = show(app, "--as-of", "1990-01-01")
    assert (shown.exit_code, "before the first session" in shown.output) == (1, True)


def test_an_early_session_has_no_reading_and_no_trade(app: Flask) -> None:
    shown = show(app, "--as-of", "2017-01-10")
    assert "no reading" in shown.output
    assert "no trade is over yet" in shown.output


def test_a_store_without_bars_is_told_in_one_sentence(tmp_path: Path) -> None:
    empty = create_app(Config.from_environment({"DASHBOARD_INSTANCE": str(tmp_path)}), now=lambda: NOW)
    assert "The store holds no bars yet" in show(empty).output
