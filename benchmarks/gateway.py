"""The whole gateway on: requests a second by kind of answer beside a bare Flask hello, memory over many requests, p99 beside a download.

python benchmarks/gateway.py [MARKET_FOLDER]        (without one: the demo market; BENCH_REQUESTS=200000 for the memory)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from serving import CONNECTIONS, PACE, PROJECT, all_ok, compared, get, gunicorn, row, wait_for

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "200000"))
LOOK_EVERY = min(20_000, REQUESTS)
SNAPSHOT, PULSE, SLICE = "/api/breadth/current", "/api/pulse", "/api/breadth/history?sessions=500"
POINT = "/api/breadth/current?as_of="
DOWNLOAD = "/api/breadth/history?format=csv"


def load(port: int, path: str, connections: int = CONNECTIONS, every: float = 0.0, etag: str = "") -> dict[str, float]:
    """One run of the load generator, in a process of its own."""
    command = [
        sys.executable,
        str(PROJECT / "benchmarks" / "bench_load.py"),
        str(port),
        path,
        str(connections),
        str(SECONDS),
        str(every),
    ]
    return json.loads(
        subprocess.run([*command, *([etag] if etag else [])], capture_output=True, text=True, check=True).stdout
    )


def etag_of(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.headers["ETag"]


def kinds(port: int) -> dict[str, tuple[str, str]]:
    """What is asked for: a name, an address, and what the client has already."""
    day = json.loads(get(port, "/api/breadth/history?sessions=300")[1])["data"]["session"][0]
    return {
        "snapshot": (SNAPSHOT, ""),
        "snapshot, 304": (SNAPSHOT, etag_of(port, SNAPSHOT)),
        "pulse": (PULSE, ""),
        "pulse, 304": (PULSE, etag_of(port, PULSE)),
        "slice of 500 sessions": (SLICE, ""),
        "slice, 304": (SLICE, etag_of(port, SLICE)),
        "a past session": (f"{POINT}{day}", ""),
    }


def requests_a_second(dashboard: int, bare: int) -> None:
    asked = kinds(dashboard)
    rounds = [
        (load(bare, "/"), {name: load(dashboard, path, etag=etag) for name, (path, etag) in asked.items()})
        for _ in range(ROUNDS)
    ]
    hello = median(one["rps"] for one, _ in rounds)
    for name in asked:
        ratios = [ours[name]["rps"] / one["rps"] for one, ours in rounds]
        row(name, median(ours[name]["rps"] for _, ours in rounds), hello, "/s", "bare hello", ratios, 0.85)


def memory(port: int) -> None:
    """Resident memory of the worker, every so many requests, of every kind in turn."""
    paths, asked, shown = [path for path, etag in kinds(port).values() if not etag], 0, 0
    print(f"memory at the start{resident(port):>37.1f} MB")
    while asked < REQUESTS:
        for path in paths:
            asked += int(load(port, path)["requests"])
            if asked // LOOK_EVERY > shown:
                shown = asked // LOOK_EVERY
                print(f"memory after {asked:>8,} requests{resident(port):>27.1f} MB")


def resident(port: int) -> float:
    """MB of the process that serves the port: of all those started with it the one with the most."""
    return max(_resident(folder) for folder in Path("/proc").iterdir() if _has_port(folder, port))


def _has_port(folder: Path, port: int) -> bool:
    try:
        return f"PORT={port}".encode() in (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _resident(folder: Path) -> float:
    return int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def beside_a_download(port: int) -> None:
    """p99 of a snapshot while somebody downloads the whole history as a file, over and over."""
    pairs = []
    for _ in range(ROUNDS):
        idle = load(port, SNAPSHOT, 4, PACE)
        download = threading.Thread(target=load, args=(port, DOWNLOAD, 1))
        download.start()
        pairs.append((idle, load(port, SNAPSHOT, 4, PACE)))
        download.join()
    compared("beside a download", pairs, 2.0)


def main(market: str) -> None:
    with TemporaryDirectory() as scratch, gunicorn("bench_apps:busy()", Path(scratch), market) as port:
        with gunicorn("bench_apps:bare()", Path(scratch), market) as bare:
            wait_for(port, "/api/pulse", all_ok, 600)
            wait_for(bare, "/", bool)
            requests_a_second(port, bare)
        beside_a_download(port)
        memory(port)


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else "")
