"""Requests a second, tail latency under work, and the warm restart, each beside a bare Flask app under the same gunicorn.

python benchmarks/serving.py [MARKET_FOLDER]        (without one: the demo market)
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SECONDS = 3.0
CONNECTIONS = 8
PACE = 0.01  # seconds between a client's requests where latency is measured: a server at its limit measures its queue
VERDICT = "verdict"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def gunicorn(application: str, instance: Path, market: str):
    """One gunicorn with the project's settings; yields its port."""
    port = free_port()
    environment = os.environ | {
        "PORT": str(port), "HOST": "127.0.0.1", "DASHBOARD_INSTANCE": str(instance), "MARKET": market, "LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'benchmarks'}", "BENCH_MARKET": os.environ.get("BENCH_MARKET", market),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(PROJECT), application]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(60)


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except (URLError, ConnectionError):
        return 0, ""


def wait_for(port: int, path: str, done, seconds: float = 180) -> str:
    until = perf_counter() + seconds
    while perf_counter() < until:
        status, text = get(port, path)
        if status and done(text):
            return text
        sleep(0.003)
    raise RuntimeError(f"{path} did not get there in {seconds} s")


def all_ok(pulse: str) -> bool:
    """Whether every section has figures: a first computation in the background would be measured as idleness."""
    return all(section["status"] == "ok" for section in json.loads(pulse)["sections"].values())


def load(port: int, path: str, connections: int = CONNECTIONS, every: float = 0.0) -> dict[str, float]:
    command = [
        sys.executable,
        str(PROJECT / "benchmarks" / "bench_load.py"),
        str(port),
        path,
        str(connections),
        str(SECONDS),
        str(every),
    ]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def row(
    name: str, ours: float, theirs: float, unit: str, against: str, ratios: list[float], target: float | None
) -> None:
    aim = "" if target is None else f"  (target {target:g})"
    print(f"{name:<28}{ours:>9.2f}{unit:<4}{against:<12}{theirs:>9.2f}{unit:<4}ratio {median(ratios):>5.2f}{aim}")


def requests_a_second(dashboard: int, bare: int) -> None:
    runs = [
        (load(bare, "/"), load(dashboard, "/api/breadth/current"), load(dashboard, "/api/pulse")) for _ in range(ROUNDS)
    ]
    hello = median(run[0]["rps"] for run in runs)
    for name, index in (("GET /api/breadth/current", 1), ("GET /api/pulse", 2)):
        ratios = [run[index]["rps"] / run[0]["rps"] for run in runs]
        row(name, median(run[index]["rps"] for run in runs), hello, "/s", "bare hello", ratios, 0.9)


def tail_latency(port: int, what: str, target: float) -> None:
    compared(f"during {what}", [_idle_and_busy(port, what) for _ in range(ROUNDS)], target)


def compared(when: str, pairs: list[tuple[dict[str, float], dict[str, float]]], target: float) -> None:
    """Median and p99 of idle and busy runs in pairs; the target is of p99."""
    for name, which, aim in (("p50", "p50_ms", None), ("p99", "p99_ms", target)):
        idle, busy = (median(pair[k][which] for pair in pairs) for k in (0, 1))
        row(f"{name} {when}", busy, idle, "ms", "idle", [pair[1][which] / pair[0][which] for pair in pairs], aim)


def _idle_and_busy(port: int, what: str) -> tuple[dict[str, float], dict[str, float]]:
    idle = load(port, "/api/breadth/current", 4, PACE)
    get(port, f"/busy/{what}/{SECONDS + 2:.1f}")
    sleep(0.5)
    busy = load(port, "/api/breadth/current", 4, PACE)
    sleep(10 if what == "import" else 4)  # the last round of the work ends before the next idle measurement
    return idle, busy


def first_answer(application: str, instance: Path, market: str, done) -> float:
    began = perf_counter()
    with gunicorn(application, instance, market) as port:
        wait_for(port, "/", done)
        return perf_counter() - began


def warm_restart(instance: Path, market: str) -> None:
    bare = [first_answer("bench_apps:bare()", instance, market, bool) for _ in range(ROUNDS)]
    ours = [first_answer("wsgi:app", instance, market, lambda text: VERDICT in text) for _ in range(ROUNDS)]
    row(
        "spawn to painted verdict",
        median(ours),
        median(bare),
        "s",
        "bare Flask",
        [o / b for o, b in zip(ours, bare, strict=True)],
        3,
    )


def main(market: str) -> None:
    with TemporaryDirectory() as scratch:
        instance = Path(scratch)
        with (
            gunicorn("bench_apps:busy()", instance, market) as port,
            gunicorn("bench_apps:bare()", instance, market) as bare,
        ):
            wait_for(port, "/api/pulse", all_ok)
            wait_for(bare, "/", bool)
            requests_a_second(port, bare)
            tail_latency(port, "refresh", 1.5)
            if os.environ.get("BENCH_MARKET", market):
                tail_latency(port, "import", 2.0)
        warm_restart(instance, market)


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else "")
