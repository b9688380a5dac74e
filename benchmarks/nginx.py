"""nginx of deploy/nginx in front of one dashboard: `python benchmarks/nginx.py [MARKET_FOLDER]`        (without one: the demo market).

Requests a second of the same figures asked for directly, through nginx's micro-cache, and by clients that have them already and send their
ETag, as a CDN does; each with how many of them reached the application, and what it answered those. Medians of rounds in turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from string import Template
from tempfile import TemporaryDirectory
from threading import Lock
from time import sleep
from typing import Any
from urllib.request import Request, urlopen

from serving import CONNECTIONS, PROJECT, all_ok, free_port, gunicorn, wait_for

ROUNDS, SECONDS = 5, 3.0
TOKEN = "a-token-of-twenty-four-characters"  # behind a proxy nobody counts as local
PATH = "/api/breadth/current"
WAYS = (
    ("direct", "server", False),
    ("nginx", "nginx", False),
    ("direct, ETag", "server", True),
    ("nginx, ETag", "nginx", True),
)


def counting() -> Any:
    """The dashboard, with /counted: what it has answered to GET requests of figures, by status."""
    from bench_apps import busy

    app = busy()
    counts, lock, answer = Counter(), Lock(), app.wsgi_app

    def counted(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: Any, failure: Any = None) -> Any:
            if environ["PATH_INFO"].startswith("/api/breadth"):
                with lock:
                    counts[status[:3]] += 1
            return start_response(status, headers, failure)

        return answer(environ, start)

    app.wsgi_app = counted
    app.add_url_rule("/counted", view_func=lambda: dict(counts))
    return app


@contextmanager
def nginx(folder: Path, upstream: int) -> Any:
    """nginx with the project's own configuration; yields its port."""
    port = free_port()
    template = Template((PROJECT / "deploy" / "nginx" / "market-dashboard.conf.template").read_text())
    site = template.safe_substitute(
        UPSTREAMS=f"server 127.0.0.1:{upstream};", LISTEN=f"127.0.0.1:{port}", SERVER_NAME="127.0.0.1", CACHE=folder,
        PACKAGE=PROJECT / "dashboard",
    )  # fmt: skip
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"{user} daemon off; pid {folder}/nginx.pid; events {{}} http {{ access_log off; keepalive_requests 1000000; {site} }}"
    (folder / "nginx.conf").write_text(main)
    path = os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin"}
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], env=path)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, path: str) -> Any:
    return urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"}), timeout=30)


def etag_of(port: int) -> str:
    with ask(port, PATH) as answer:
        return answer.headers["ETag"]


def load(port: int, etag: str) -> dict[str, float]:
    generator = [sys.executable, str(PROJECT / "benchmarks" / "bench_load.py")]
    command = [*generator, str(port), PATH, str(CONNECTIONS), str(SECONDS), "0", *([etag] if etag else [])]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def counted(port: int) -> Counter[str]:
    with ask(port, "/counted") as answer:
        return Counter(json.loads(answer.read()))


def one(server: int, port: int, etag: str) -> dict[str, float]:
    """One run: requests a second, how many there were, and what of them the application answered with 200 and 304."""
    sleep(1.2)  # nginx's copy is older than its second: each run begins alike
    before = counted(server)
    found = load(port, etag)
    reached = counted(server) - before
    assert set(reached) <= {"200", "304"}, reached
    return found | {"full": reached["200"], "confirmed": reached["304"]}


def main(market: str) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        os.environ |= {
            "API_TOKENS": TOKEN,
            "BENCH_TOKEN": TOKEN,
            "TRUSTED_PROXIES": "1",
            "RATE_LIMIT": "off",
            "FLOOD_LIMIT": "0",
        }
        with gunicorn("nginx:counting()", folder / "instance", market) as server, nginx(folder, server) as port:
            wait_for(server, "/livez", bool, 600)
            while not all_ok(ask(server, "/api/pulse").read().decode()):
                sleep(0.2)
            ports, etag = {"server": server, "nginx": port}, etag_of(server)
            runs = [[one(server, ports[to], etag if has else "") for _, to, has in WAYS] for _ in range(ROUNDS)]
    print(f"{PATH}, {CONNECTIONS} connections, medians of {ROUNDS} rounds of {SECONDS:g} s")
    print(f"{'':<16}{'requests/s':>12}{'against direct':>16}{'requests':>12}{'app: 200':>10}{'app: 304':>10}")
    for place, (name, _, _) in enumerate(WAYS):
        mine = [each[place] for each in runs]
        ratio = median(each[place]["rps"] / each[0]["rps"] for each in runs)
        figures = [median(each[key] for each in mine) for key in ("rps", "requests", "full", "confirmed")]
        print(
            f"{name:<16}{figures[0]:>12,.0f}{ratio:>15.2f}×{figures[1]:>12,.0f}{figures[2]:>10,.0f}{figures[3]:>10,.0f}"
        )


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else "")
