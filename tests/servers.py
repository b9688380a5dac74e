"""Servers as users start them, each a process of its own on a free port, for the tests that talk to one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

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

    def __init__(self, command: list[str], instance: Path, folder: Path = PROJECT, **environment: str) -> None:
        self.port = free_port()
        self.bearer = ""  # the token that it is asked with, where it has any
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
                [sys.executable, *command], cwd=folder, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | settings | SMALL_DEMO | ONE_SECTION | environment,
            )  # fmt: skip

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; status 0 while nobody listens."""
        try:
            headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
            with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", headers=headers), timeout=10) as answer:
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
def serving(command: list[str], instance: Path, folder: Path = PROJECT, **environment: str) -> Iterator[Server]:
    server = Server(command, instance, folder, **environment)
    try:
        yield server
    finally:
        server.stop()


def is_ok(body: Any) -> bool:
    return bool(body["status"] == "ok")
