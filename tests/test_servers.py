"""The servers as users start them: gunicorn and flask run, from an empty folder to figures, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from redis_server import free_port

PROJECT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 300  # kernels may have to be compiled first
SMALL_DEMO = {"DEMO_SYMBOLS": "40", "DEMO_SESSIONS": "320"}
ONE_SECTION = {
    "DASHBOARD_SECTIONS": "breadth"
}  # what a server does is the same with five, and takes five times as long
GUNICORN = ["-m", "gunicorn", "wsgi:app"]
FLASK_RUN = ["-m", "flask", "run"]


class Server:
    """A server of its own process and port."""

    def __init__(self, command: list[str], instance: Path, **environment: str) -> None:
        self.port = free_port()
        settings = {
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "DASHBOARD_INSTANCE": str(instance),
            "MARKET": "",
            "DATABASE_URL": "",
        }
        self.log = instance.with_suffix(".log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | settings | SMALL_DEMO | ONE_SECTION | environment,
            )  # fmt: skip

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; status 0 while nobody listens."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (URLError, ConnectionError, TimeoutError):
            return 0, ""

    def first(self, path: str) -> Any:
        """The first answer it gives at all."""
        return self.until(path, lambda _: True)

    def until(self, path: str, done: Callable[[Any], bool]) -> Any:
        """The first answer that is as wanted; fails with the server's log when none comes."""
        end = monotonic() + PATIENCE_SECONDS
        while monotonic() < end and self.process.poll() is None:
            status, text = self.get(path)
            if status:
                body = json.loads(text) if text.startswith("{") else text
                if done(body):
                    return body
            sleep(0.02)
        raise AssertionError(f"{path} never came to be as wanted:\n{self.log.read_text()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and its workers; the exit status."""
        if self.process.poll() is None and how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        elif self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def serving(command: list[str], instance: Path, **environment: str) -> Iterator[Server]:
    server = Server(command, instance, **environment)
    try:
        yield server
    finally:
        server.stop()


def is_ok(body: Any) -> bool:
    return bool(body["status"] == "ok")


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
        assert json.loads(server.get("/api/health")[1])["leader"] is True
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
