"""create_app starts nothing: threads are born in wsgi.py alone, and not in a CLI command or the reloader's parent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

PROJECT = Path(__file__).resolve().parents[1]
THREADS = "import threading; print('threads', sorted(t.name for t in threading.enumerate()))"


def run(code: str, instance: Path, **environment: str) -> str:
    """Run Python code in a process of its own; what it printed."""
    settings = {
        "DASHBOARD_INSTANCE": str(instance),
        "PYTHONPATH": str(PROJECT),
        "MARKET": "",
        "DATABASE_URL": "",
        "LOG_LEVEL": "ERROR",
        "DASHBOARD_SECTIONS": "breadth",
    }
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], env=os.environ | settings | environment, cwd=PROJECT, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_making_the_application_starts_no_thread(tmp_path: Path) -> None:
    printed = run(
        f"""
        from config import Config
        from dashboard.app import create_app
        create_app(Config.from_environment())
        {THREADS}
        """,
        tmp_path,
    )
    assert printed.strip() == "threads ['MainThread']"


def test_serving_starts_the_jobs(tmp_path: Path) -> None:
    wait = "import wsgi, time\nwhile not wsgi.desk.scheduler.running: time.sleep(0.01)"
    printed = run(f"{wait}\n{THREADS}", tmp_path, DEMO_SYMBOLS="40", DEMO_SESSIONS="300")
    assert "APScheduler" in printed


@pytest.mark.parametrize(
    "command", [["section", "list"], ["settings"], ["db", "upgrade"], ["market", "--help"], ["routes"]]
)
def test_a_command_starts_no_thread(tmp_path: Path, command: list[str]) -> None:
    printed = run(
        f"""
        import atexit, sys, threading
        from flask.cli import main
        atexit.register(lambda: print('threads', sorted(t.name for t in threading.enumerate())))
        sys.argv = ["flask", "--app", "wsgi", *{command!r}]
        main()
        """,
        tmp_path,
    )
    assert printed.strip().endswith("threads ['MainThread']")


def test_the_reloaders_parent_starts_no_thread_and_its_child_does(tmp_path: Path) -> None:
    code = """
        import click, wsgi
        from flask.cli import run_command
        with click.Context(run_command, info_name="run") as context:
            context.params = {"reload": True}
            print(wsgi.serves())
    """
    environment = {"DEMO_SYMBOLS": "40", "DEMO_SESSIONS": "300"}
    assert run(code, tmp_path, **environment).strip() == "False"
    assert run(code, tmp_path, WERKZEUG_RUN_MAIN="true", **environment).strip() == "True"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT='eighty' makes no sense"),
        ("DASHBOARD_SECTIONS", "breath", "DASHBOARD_SECTIONS names 'breath'"),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL names the database 'mysql'"),
        ("MARKET", "/no/such/folder", "MARKET"),
    ],
)
def test_a_bad_setting_stops_the_boot_with_one_sentence_and_no_traceback(
    tmp_path: Path, variable: str, value: str, sentence: str
) -> None:
    settings = {"DASHBOARD_INSTANCE": str(tmp_path), "PYTHONPATH": str(PROJECT), variable: value}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env=os.environ | settings,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_first_request_waits_for_neither_pandas_nor_numba(tmp_path: Path) -> None:
    printed = run(
        """
        import sys
        from config import Config
        from dashboard.app import create_app
        create_app(Config.from_environment()).test_client().get("/")
        print([name for name in ("pandas", "numba", "pyarrow", "exchange_calendars", "scipy", "alembic") if name in sys.modules])
        """,
        _upgraded(tmp_path),
    )
    assert printed.strip() == "[]"


def _upgraded(instance: Path) -> Path:
    """An instance whose database is at this version already, as at every start but the first."""
    run(
        "from config import Config; from dashboard.app import create_app; create_app(Config.from_environment())",
        instance,
    )
    return instance
