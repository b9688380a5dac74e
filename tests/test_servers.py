"""The servers as users start them: gunicorn and flask run, from an empty folder to figures, killed and started again."""

from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from servers import FLASK_RUN, GUNICORN, PATIENCE_SECONDS, is_ok, serving


def wait_until_kept(database: Path, section: str) -> None:
    """Figures are on screen a moment before they are written down for the next start."""
    end = monotonic() + PATIENCE_SECONDS
    with closing(sqlite3.connect(database)) as connection:
        while not connection.execute("SELECT 1 FROM snapshots WHERE section = ?", [section]).fetchone():
            assert monotonic() < end, f"the figures of {section} were never written down"
            sleep(0.02)


def is_ready(body: Any) -> bool:
    return bool(body["status"] == "ready")


@pytest.mark.parametrize(
    ("command", "sections"), [(GUNICORN, ""), (FLASK_RUN, "breadth")], ids=["gunicorn", "flask-run"]
)
def test_from_nothing_to_a_living_demo_that_says_it_is_one(command: list[str], sections: str, tmp_path: Path) -> None:
    with serving(command, tmp_path / "instance", DASHBOARD_SECTIONS=sections) as server:
        assert server.first("/api/breadth/current")["status"] in ("loading", "ok")
        body = server.until("/api/breadth/current", is_ok)
        assert body["market"]["demo"] is True
        assert body["market"]["sessions_behind"] == 0
        assert body["coverage"]["members"] > 0
        assert "DEMO DATA" in server.get("/")[1]
        assert json.loads(server.get("/api/health")[1])["leader"]["held"] is True
        server.until("/readyz", is_ready)


def test_killed_without_warning_it_serves_the_last_good_figures_at_once_and_heals(tmp_path: Path) -> None:
    with serving(GUNICORN, tmp_path / "instance") as server:
        before = server.until("/api/breadth/current", is_ok)
        wait_until_kept(tmp_path / "instance" / "market.db", "breadth")
        server.stop(signal.SIGKILL)
    with serving(GUNICORN, tmp_path / "instance") as server:
        first = server.first("/api/breadth/current")
        assert first["status"] in ("stale", "ok")
        assert first["data"] == before["data"]
        assert server.until("/api/breadth/current", is_ok)["data"] == before["data"]


def test_a_stop_is_graceful_and_leaves_no_process(tmp_path: Path) -> None:
    with serving(GUNICORN, tmp_path / "instance") as server:
        server.until("/api/breadth/current", is_ok)
        assert server.stop() == 0
        assert "Traceback" not in server.log.read_text()


def test_a_stop_before_the_jobs_have_begun_is_clean_too(tmp_path: Path) -> None:
    with serving(GUNICORN, tmp_path / "instance") as server:
        server.until("/api/breadth/current", is_ok)
    with serving(GUNICORN, tmp_path / "instance") as server:
        server.first("/api/breadth/current")
        assert server.stop() == 0
        assert "Traceback" not in server.log.read_text()


def test_a_taken_port_is_said_in_the_log_and_ends_the_start(tmp_path: Path) -> None:
    with serving(GUNICORN, tmp_path / "one") as first:
        first.first("/livez")
        with serving(GUNICORN, tmp_path / "two", PORT=str(first.port)) as second:
            assert second.process.wait(60) != 0
            assert "in use" in second.log.read_text()
        assert first.get("/livez")[0] == 200


def test_a_bad_setting_ends_gunicorn_instead_of_a_loop_of_restarts(tmp_path: Path) -> None:
    with serving(GUNICORN, tmp_path / "instance", DASHBOARD_SECTIONS="breath") as server:
        assert server.process.wait(60) != 0
        assert "DASHBOARD_SECTIONS names 'breath'" in server.log.read_text()
