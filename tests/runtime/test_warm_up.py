"""Sections wait for their kernels, but never for a process that ended, and a stop ends the waiting."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.runtime.compile_kernels import apart
from dashboard.runtime.warm_up import WarmUp, mark
from dashboard.sections import discover

PATIENCE = 30.0


@pytest.fixture
def marks(tmp_path: Path) -> Callable[[str], Path]:
    return lambda key: tmp_path / key


def program(code: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def test_a_section_with_its_mark_waits_for_nothing(marks: Callable[[str], Path], tmp_path: Path) -> None:
    marks("breadth").touch()
    warm_up = WarmUp(program("import sys, pathlib; pathlib.Path(sys.argv[1]).touch()", tmp_path / "started"), marks)
    warm_up.wait_for("breadth")
    warm_up.end()
    assert not (tmp_path / "started").exists()


def test_it_waits_for_its_own_mark_and_not_for_the_others(marks: Callable[[str], Path]) -> None:
    code = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    warm_up = WarmUp(program(code, marks("index")), marks)
    warm_up.wait_for("index")
    assert marks("index").exists()
    warm_up.end()


def test_a_process_that_fails_keeps_nobody_waiting(marks: Callable[[str], Path]) -> None:
    warm_up = WarmUp(program("raise SystemExit(1)"), marks)
    warm_up.wait_for("breadth")
    warm_up.wait_for("index")
    assert not warm_up.running


def test_a_stop_ends_the_waiting_and_the_process(marks: Callable[[str], Path]) -> None:
    warm_up = WarmUp(program("import time; time.sleep(600)"), marks)
    waiting = threading.Thread(target=warm_up.wait_for, args=("breadth",))
    waiting.start()
    while not warm_up.running:
        waiting.join(0.01)
    warm_up.end()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
    warm_up.wait_for("breadth")  # and nothing is started again
    assert not warm_up.running


def test_every_section_has_a_mark_of_its_own() -> None:
    marks = {mark(section.key) for section in discover()}
    assert len(marks) == len(discover())


def test_neighbours_on_the_page_are_not_compiled_side_by_side() -> None:
    assert apart(["regime", "position", "timeframe", "breadth"]) == ["regime", "breadth", "timeframe", "position"]
    assert apart(["one"]) == ["one"]
    assert apart([]) == []
