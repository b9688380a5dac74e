"""deploy/supervisor and deploy/systemd, each run or verified by the real thing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest
from redis_server import free_port
from servers import PATIENCE_SECONDS, PROJECT

PROGRAM = PROJECT / "deploy" / "supervisor" / "market-dashboard.conf"
UNITS = sorted((PROJECT / "deploy" / "systemd").iterdir())
COMMAND = "/opt/market-dashboard/bin/market-dashboard"
MAIN = "[supervisord]\nnodaemon=true\nlogfile={folder}/supervisord.log\npidfile={folder}/pid\nchildlogdir={folder}\n"


def needed(name: str, package: str) -> str:
    """The program; skips with a sentence where there is none, except in CI."""
    binary = shutil.which(name)
    if binary is None:
        if os.environ.get("CI"):
            raise RuntimeError(f"CI must have {name}")
        pytest.skip(f"needs {name}, which this machine lacks (Debian: apt install {package})")
    return binary


class Supervised:
    """A supervisord with our program in it, everything in one folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        given = {
            "DASHBOARD_INSTANCE": str(folder / "instance"), "PORT": str(self.port), "DASHBOARD_SECTIONS": "breadth",
            "DEMO_SYMBOLS": "25", "DEMO_SESSIONS": "300", **settings,
        }  # fmt: skip
        text = PROGRAM.read_text().replace(COMMAND, f"{sys.executable} -m dashboard.program")
        text = re.sub(
            "^environment=.*", "environment=" + ",".join(f'{k}="{v}"' for k, v in given.items()), text, flags=re.M
        )
        text = re.sub("^user=.*\n", "", text, flags=re.M).replace("/var/log/market-dashboard.log", f"{folder}/out.log")
        text = text.replace("directory=/var/lib/market-dashboard", f"directory={PROJECT}")
        (folder / "supervisord.conf").write_text(MAIN.format(folder=folder) + text)
        binary = needed("supervisord", "supervisor")
        self.process = subprocess.Popen([binary, "-c", str(folder / "supervisord.conf")], stdout=subprocess.DEVNULL)

    def until(self, words: str, times: int = 1) -> str:
        """supervisord's own log, once it says these words so often."""
        log, end = self.folder / "supervisord.log", monotonic() + PATIENCE_SECONDS
        while monotonic() < end:
            text = log.read_text() if log.exists() else ""
            if len(re.findall(words, text)) >= times:
                return text
            sleep(0.05)
        raise AssertionError(f"never {words!r}:\n{text}")

    def pid(self) -> int:
        """The process id of the newest start."""
        return int(re.findall(r"spawned: 'market-dashboard' with pid (\d+)", self.until("spawned"))[-1])


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[list[Supervised]]:
    """Where a test puts what it starts, so that it is stopped."""
    started: list[Supervised] = []
    yield started
    for each in started:
        each.process.terminate()
        each.process.wait(40)


def test_supervisord_runs_it_and_starts_it_again_after_a_kill(supervised: list[Supervised], tmp_path: Path) -> None:
    supervised.append(Supervised(tmp_path))
    (one,) = supervised
    one.until("entered RUNNING state")
    first = one.pid()
    children = psutil.Process(first).children(recursive=True)
    os.kill(first, signal.SIGKILL)
    one.until("entered RUNNING state", times=2)
    assert one.pid() != first
    psutil.wait_procs(children, timeout=60)
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children), (
        "an orphan holds the port"
    )


def test_a_setting_that_makes_no_sense_is_not_tried_for_ever(supervised: list[Supervised], tmp_path: Path) -> None:
    supervised.append(Supervised(tmp_path, WATCH_SECONDS="soon"))
    text = supervised[0].until(r"exited: market-dashboard \(exit status \d; expected\)|entered FATAL state")
    assert "WATCH_SECONDS='soon' makes no sense" in (tmp_path / "out.log").read_text()
    assert text.count("spawned") <= 4


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong_with_the_units(unit: Path, tmp_path: Path) -> None:
    binary = needed("systemd-analyze", "systemd")
    for each in UNITS:
        (tmp_path / each.name).write_text(each.read_text().replace(COMMAND, sys.executable))
    said = subprocess.run([binary, "verify", tmp_path / unit.name], capture_output=True, text=True, check=False)
    about_ours = [line for line in said.stderr.splitlines() if "market-dashboard" in line]
    assert not about_ours, about_ours


def test_the_nightly_timer_means_what_it_says() -> None:
    binary = needed("systemd-analyze", "systemd")
    timer = next(unit for unit in UNITS if unit.suffix == ".timer").read_text()
    when = re.search("OnCalendar=(.*)", timer)
    assert when is not None
    said = subprocess.run([binary, "calendar", when[1]], capture_output=True, text=True, check=True).stdout
    assert "03:15:00" in said
