"""What logging costs: `python benchmarks/logs.py [--lines 20000] [--megabytes 50]`.

A line for the thread that logs it, beside the library's own FileHandler; searches and downloads of full files, in processor
seconds; and the tail latency of the pulse while all of the files are downloaded, over and over.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from serving import PACE, gunicorn, load, wait_for

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson

from dashboard.monitor.logs import download
from dashboard.monitor.logs.handler import LogHandler, Writer
from dashboard.monitor.logs.query import parse
from dashboard.monitor.logs.reader import opened
from dashboard.monitor.logs.redaction import Redactor
from dashboard.monitor.logs.rotation import RotatedFile
from dashboard.monitor.logs.search import page
from dashboard.monitor.logs.sinks import FileSink

MEGABYTE = 2**20
FILES = 5
SECRETS = ("a-token-of-24-characters", "scrypt:32768:8:1$salt$" + "9f" * 64, "postgres-password")
SMALL_DEMO = {"DEMO_SYMBOLS": "60", "DEMO_SESSIONS": "500", "DASHBOARD_SECTIONS": "breadth"}


def lines_of(handler: logging.Handler, lines: int) -> float:
    """Microseconds of the calling thread for one line."""
    logger = logging.Logger("benchmark")
    logger.addHandler(handler)
    began = time.thread_time()
    for n in range(lines):
        logger.info("Section %s was refreshed in %.3f s", "breadth", n / 1000, extra={"session": "2018-02-07"})
    return (time.thread_time() - began) / lines * 1e6


def writing(folder: Path, lines: int) -> None:
    """What a line costs where it is logged, and where it is written."""
    plain = logging.FileHandler(folder / "plain.log")
    plain.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    print(f"library's FileHandler        {lines_of(plain, lines):8.1f} µs a line, on the thread that logs")
    writer = Writer(Redactor(SECRETS), FileSink(RotatedFile(folder / "dashboard.jsonl", 10 * MEGABYTE, FILES)))
    handler = LogHandler(writer, most=lines)
    print(f"ours, without its thread     {lines_of(handler, lines):8.1f} µs a line, cleaned, stored, locked")
    handler.start()
    print(f"ours, queued                 {lines_of(handler, lines):8.1f} µs a line, on the thread that logs")
    handler.stop()


def fill(path: Path, megabytes: int) -> None:
    """Files as they are after a long time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number in range(FILES - 1, -1, -1):
        with (path.with_name(f"{path.name}.{number}") if number else path).open("wb") as file:
            n = 0
            while file.tell() < megabytes * MEGABYTE / FILES:
                n += 1
                file.write(orjson.dumps(_line(n), option=orjson.OPT_APPEND_NEWLINE))


def _line(n: int) -> dict[str, object]:
    return {
        "time": f"2018-02-07T{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}.000Z", "level": "INFO" if n % 50 else "ERROR",
        "logger": "dashboard.runtime.runner", "message": f"Section breadth was refreshed for the {n}th time, and everything is fine",
        "section": "breadth" if n % 3 else "regime", "job": "breadth:now", "pid": 1, "thread": "APScheduler_1",
    }  # fmt: skip


def reading(path: Path) -> None:
    """Processor seconds of typical questions."""

    def found(**query: str) -> int:
        with opened(path) as segments:
            return len(page(segments, parse(query)).lines)

    def loaded(stream: Callable[..., Iterator[bytes]], **query: str) -> int:
        return sum(map(len, stream(path, parse(query)))) // MEGABYTE

    questions: dict[str, Callable[[], int]] = {
        "the newest 100": found,
        "1,000 errors": lambda: found(level="ERROR", limit="1000"),
        "a text that is nowhere": lambda: found(q="nowhere"),
        "before all of them": lambda: found(to="2001-01-01"),
        "download, MB": lambda: loaded(download.jsonl, format="jsonl"),
        "its errors, MB": lambda: loaded(download.jsonl, format="jsonl", level="ERROR"),
        "as CSV, MB": lambda: loaded(download.csv, format="csv"),
    }
    for name, ask in questions.items():
        began = time.process_time()
        answer = ask()
        print(f"{name:<28} {time.process_time() - began:8.3f} s   ({answer:,})")


def serving(folder: Path, megabytes: int) -> None:
    """The pulse's tail while nothing else happens, and while every file is downloaded again and again."""
    fill(folder / "logs" / "dashboard.jsonl", megabytes)
    os.environ.update(SMALL_DEMO)
    with gunicorn("wsgi:app", folder, "") as port:
        wait_for(port, "/readyz", lambda text: '"ready"' in text)
        for kind in (None, "jsonl", "csv"):
            ended = threading.Event()
            thread = threading.Thread(target=_downloads, args=(port, kind, ended))
            thread.start()
            told = load(port, "/api/pulse", 4, PACE)
            ended.set()
            thread.join()
            during = "idle" if kind is None else f"downloading {kind}"
            print(f"pulse, {during:<21} p50 {told['p50_ms']:6.2f} ms   p99 {told['p99_ms']:6.2f} ms")


def _downloads(port: int, kind: str | None, ended: threading.Event) -> None:
    while kind is not None and not ended.is_set():
        with urlopen(f"http://127.0.0.1:{port}/api/logs?format={kind}") as answer:
            while answer.read(MEGABYTE) and not ended.is_set():
                pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--megabytes", type=int, default=50)
    asked = parser.parse_args()
    with TemporaryDirectory() as scratch:
        writing(Path(scratch), asked.lines)
        path = Path(scratch) / "full" / "dashboard.jsonl"
        fill(path, asked.megabytes)
        reading(path)
        serving(Path(scratch) / "instance", asked.megabytes)


if __name__ == "__main__":
    main()
