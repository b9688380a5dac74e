"""Several processes on one database: one leads, all serve the same figures, and when the leader is killed another takes over."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from servers import GUNICORN, Server, is_ok, serving

TOKEN = "a-token-of-twenty-four-characters"
SETTINGS = {
    "API_TOKENS": TOKEN,
    "WATCH_SECONDS": "0.3",
    "INTAKE_SECONDS": "3600",
}  # whoever waits for its intake would wait for an hour


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Server]]:
    """Starts a server on the one database; each has an instance folder of its own, as on a machine of its own."""
    with ExitStack() as stack:
        database = f"sqlite:///{tmp_path / 'market.db'}"
        yield lambda name: stack.enter_context(
            serving(GUNICORN, tmp_path / name, DATABASE_URL=database, DASHBOARD_SECTIONS="breadth", **SETTINGS)
        )


def leads(server: Server) -> bool:
    return bool(json.loads(server.get("/api/health")[1])["leader"]["held"])


def test_one_leads_and_a_kill_hands_over_within_a_look(start: Callable[[str], Server], tmp_path: Path) -> None:
    first = start("first")
    figures = first.until("/api/breadth/current", is_ok)
    second = start("second")
    same = second.until("/api/breadth/current", is_ok)
    assert (same["data"], same["revision"]) == (figures["data"], figures["revision"])
    assert (leads(first), leads(second)) == (True, False)

    first.stop(signal.SIGKILL)
    second.until("/api/health", lambda health: health["leader"]["held"])
    after = second.until("/api/breadth/current", is_ok)
    assert (after["data"], after["revision"]) == (figures["data"], figures["revision"])
    with closing(sqlite3.connect(tmp_path / "market.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_what_is_written_through_one_is_seen_by_the_other(start: Callable[[str], Server]) -> None:
    first = start("first")
    first.until("/livez", lambda _: True)
    second = start("second")
    second.until("/livez", lambda _: True)
    write = Request(
        f"http://127.0.0.1:{second.port}/api/account", method="PUT", data=b'{"equity": 54321}',
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"},
    )  # fmt: skip
    with urlopen(write, timeout=30) as answer:
        assert answer.status == 200
    assert json.loads(first.get("/api/account")[1])["settings"]["equity"] == 54321
