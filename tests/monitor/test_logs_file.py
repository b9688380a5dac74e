"""The file of lines: whole whatever writes beside it, bounded, and patient with a disk that is full or away."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.monitor.logs.handler import LogHandler, Writer
from dashboard.monitor.logs.installation import Logs
from dashboard.monitor.logs.redaction import Redactor
from dashboard.monitor.logs.rotation import RotatedFile, aside
from dashboard.monitor.logs.sinks import FileSink, words

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"


def stored(path: Path) -> list[dict[str, Any]]:
    """Every line of every file, the oldest first; fails on a torn one."""
    paths = [old for old, _ in reversed(aside(path))] + [path]
    return [json.loads(text) for each in paths for text in each.read_bytes().splitlines()]


def in_a_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


WRITER = """
import json, sys
from pathlib import Path
from dashboard.monitor.logs.rotation import RotatedFile
file = RotatedFile(Path(sys.argv[1]), 20_000, 100)
for n in range(400):
    file.append(json.dumps({"who": sys.argv[2], "n": n, "x": "x" * (n % 97)}).encode() + b"\\n")
"""


def test_several_processes_lose_and_tear_no_line_while_files_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "dashboard.jsonl"
    writers = [in_a_process(WRITER, path, who) for who in "abc"]
    for writer in writers:
        assert writer.communicate()[1] == ""
    lines = stored(path)
    for who in "abc":
        assert [each["n"] for each in lines if each["who"] == who] == list(range(400))
    sizes = [old.stat().st_size for old, _ in aside(path)]
    assert len(sizes) > 2
    assert max(sizes) <= 20_000


def test_no_more_files_are_kept_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    (tmp_path / "a.jsonl.7").write_text("of a time when more were kept")
    (tmp_path / "a.jsonl.bak").write_text("the reader's own")
    file = RotatedFile(path, 100, 3)
    for n in range(40):
        file.append(line(n=n))
    assert [number for _, number in aside(path)] == [1, 2]
    assert [each["n"] for each in stored(path)] == list(range(40 - len(stored(path)), 40))
    assert (tmp_path / "a.jsonl.bak").exists()


def test_a_single_file_begins_anew(tmp_path: Path) -> None:
    file = RotatedFile(tmp_path / "a.jsonl", 30, 1)
    for n in range(10):
        file.append(line(n=n))
    assert stored(file.path)[-1] == {"n": 9}
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith(".")] == ["a.jsonl"]


def test_half_a_line_that_a_killed_process_left_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2, "mess')
    RotatedFile(path, 1000, 2).append(line(n=3))
    assert path.read_bytes().splitlines()[-1] == b'{"n": 3}'


def test_a_file_that_someone_moved_away_is_made_anew(tmp_path: Path) -> None:
    file = RotatedFile(tmp_path / "a.jsonl", 1000, 2)
    file.append(line(n=1))
    file.path.rename(tmp_path / "taken.jsonl")
    file.append(line(n=2))
    assert stored(file.path) == [{"n": 2}]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    file = RotatedFile(tmp_path / "a.jsonl", 1000, 2)
    file.append(line(n=1))
    assert file.path.stat().st_mode & 0o077 == 0


FULL_DISK = """
import json, resource, sys
from pathlib import Path
from dashboard.monitor.logs.rotation import RotatedFile
from dashboard.monitor.logs.sinks import FileSink
sink = FileSink(RotatedFile(Path(sys.argv[1]), 10**6, 2))
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # a write that crosses it is cut short, as on a full disk
for n in range(60):
    sink.write({"n": n})
print(sink.trouble, sink.missed)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(sink.write({"n": 60}), sink.trouble, sink.missed)
"""


def test_a_full_disk_is_one_sentence_and_no_half_line_and_heals(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    process = in_a_process(FULL_DISK.replace("range(60)", "range(200)").replace('"n": 60', '"n": 200'), path)
    said, complained = process.communicate()
    assert process.returncode == 0, complained
    assert complained.count("cannot be written") == len(complained.splitlines()) == 1
    numbers = [each["n"] for each in stored(path)]
    missed = 200 - (len(numbers) - 1)
    assert numbers == [*range(len(numbers) - 1), 200]
    assert said.splitlines()[0].endswith(f" {missed}")
    assert said.splitlines()[1] == f"{missed} None 0"


def test_a_folder_that_cannot_be_made_is_one_sentence_and_heals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "logs"
    blocked.write_text("a file where the folder should be")
    handler = LogHandler(Writer(Redactor(), FileSink(RotatedFile(blocked / "a.jsonl", 1000, 2))))
    logger = logging.Logger("tests")
    logger.addHandler(handler)
    for n in range(5):
        logger.warning("%d", n)
    assert capsys.readouterr().err.count("until they can, they go to stderr alone") == 1
    blocked.unlink()
    logger.warning("there again")
    assert [each["message"] for each in stored(blocked / "a.jsonl")] == [
        "there again",
        "Logs are written to the file again; 5 lines went to stderr alone.",
    ]


class Stuck:
    """A sink that waits until it is let go, as a disk that hangs."""

    def __init__(self) -> None:
        self.reached, self.free = threading.Event(), threading.Event()
        self.messages: list[str] = []

    def write(self, document: dict[str, Any]) -> None:
        self.reached.set()
        assert self.free.wait(PATIENCE_SECONDS)
        self.messages.append(document["message"])


def test_a_disk_that_hangs_holds_nobody_and_what_was_dropped_is_counted(tmp_path: Path) -> None:
    stuck = Stuck()
    handler = LogHandler(Writer(Redactor(), FileSink(RotatedFile(tmp_path / "a.jsonl", 10**6, 2)), stuck), most=10)
    logger = logging.Logger("tests")
    logger.addHandler(handler)
    handler.start()
    logger.warning("first")
    assert stuck.reached.wait(PATIENCE_SECONDS)
    for n in range(25):
        logger.warning("%d", n)  # returns at once, or this test never ends
    assert handler.dropped == 15
    stuck.free.set()
    handler.stop()
    assert stuck.messages[:11] == ["first", *map(str, range(10))]
    assert [text for text in stuck.messages if "dropped" in text] == [
        "15 lines came faster than they could be written and were dropped."
    ]


def test_what_is_queued_at_the_end_is_written_and_lines_after_it_go_straight(tmp_path: Path) -> None:
    handler = LogHandler(Writer(Redactor(), FileSink(RotatedFile(tmp_path / "a.jsonl", 10**6, 2))))
    logger = logging.Logger("tests")
    logger.addHandler(handler)
    logger.warning("before the thread")
    handler.start()
    for n in range(300):
        logger.warning("%d", n)
    handler.stop()
    logger.warning("after it")
    messages = [each["message"] for each in stored(tmp_path / "a.jsonl")]
    assert messages == ["before the thread", *map(str, range(300)), "after it"]


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    made = Logs(tmp_path, Redactor(), megabytes=1, files=2)
    made.install("INFO")
    yield made
    made.stop()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_libraries_warnings_and_threads_are_heard_as_well(logs: Logs) -> None:
    def fails() -> None:
        raise ValueError("nobody caught this")

    logs.start()
    logging.getLogger("werkzeug").warning("a library")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("told by Python", UserWarning, "x.py", 1)  # type: ignore[arg-type]
    thread = threading.Thread(target=fails, name="poor-thread")
    thread.start()
    thread.join()
    logs.stop()
    found = {each["logger"]: each for each in stored(logs.path)}
    assert found["werkzeug"]["message"] == "a library"
    assert "told by Python" in found["py.warnings"]["message"]
    failure = found["dashboard.monitor.logs.installation"]
    assert "poor-thread" in failure["message"]
    assert (failure["exception"]["type"], failure["exception"]["message"]) == ("ValueError", "nobody caught this")


def test_a_server_that_wrote_for_itself_is_taken_over(logs: Logs) -> None:
    theirs = logging.getLogger("gunicorn.error")
    theirs.propagate, theirs.handlers = False, [logging.StreamHandler()]
    logs.install("INFO")
    theirs.error("a worker failed")
    assert [each["message"] for each in stored(logs.path)] == ["a worker failed"]


def test_the_development_servers_requests_are_said_and_not_stored(
    logs: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("werkzeug").info('\x1b[33m127.0.0.1 "GET /x" 404\x1b[0m')
    assert '"GET /x" 404' in capsys.readouterr().err
    assert not logs.path.exists()


def test_levels_are_counted(logs: Logs) -> None:
    for level in (logging.WARNING, logging.ERROR, logging.ERROR):
        logging.getLogger("tests").log(level, "x")
    assert logs.by_level() == {"WARNING": 1, "ERROR": 2}


def test_colour_is_for_terminals_and_a_traceback_stands_below_its_line() -> None:
    document = {
        "time": "2018-02-07T21:00:00.123Z", "level": "ERROR", "logger": "a.b", "message": "it failed", "request_id": "r1",
        "exception": {"type": "ValueError", "message": "x", "traceback": "Traceback\nValueError: x"},
    }  # fmt: skip
    plain = words(document).splitlines()
    assert plain[0].endswith(" ERROR a.b: it failed (request r1)")
    assert plain[1:] == ["    Traceback", "    ValueError: x"]
    assert "\x1b[31mERROR\x1b[0m" in words(document, coloured=True)
