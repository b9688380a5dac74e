"""Three dashboards on PostgreSQL and Redis behind nginx, the leader killed over and over: `python benchmarks/processes.py [--kills 20]`.

Between two kills the market folder gets five more sessions. Printed: how long until another process leads, and until all three show the
new sessions, the killed one started again among them; how many requests through nginx failed meanwhile and how long the others took
(each in its own connection, as a page's are); and every change of the regime with the alerts of it. A round takes some ten seconds.
PostgreSQL, Redis and nginx are started here, on free ports, and stopped again.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from statistics import median
from string import Template
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import ClassVar
from urllib.error import URLError
from urllib.request import Request, urlopen

import pandas as pd
from sqlalchemy import create_engine, select

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import postgres_server  # noqa: E402
from redis_server import free_port, redis_server  # noqa: E402

from dashboard.store.schema import published_regimes  # noqa: E402

TOKEN = "a-token-of-twenty-four-characters"
PROCESSES, SYMBOLS, SESSIONS, STEP = 3, 40, 700, 5
SEED = "8"  # a market whose regime changes often
PATIENCE = 120.0


class Market:
    """A market folder of invented prices that is given out by and by."""

    def __init__(self, folder: Path, held_back: int) -> None:
        self.folder = folder / "market"
        settings = {
            "DASHBOARD_INSTANCE": str(folder / "made"),
            "DEMO_SYMBOLS": str(SYMBOLS),
            "DEMO_SESSIONS": str(SESSIONS),
            "DEMO_SEED": SEED,
        }
        for words in (["market", "demo"], ["market", "export", str(self.folder)]):
            subprocess.run(
                [sys.executable, "-m", "flask", *words],
                cwd=ROOT,
                env=os.environ | settings,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        text = (self.folder / "market.toml").read_text().replace("demo = true", "demo = false")
        (self.folder / "market.toml").write_text(text)
        (self.bars,) = self.folder.glob("*.parquet")
        self.all = pd.read_parquet(self.bars)
        self.days = sorted(self.all["date"].unique())
        self.given = len(self.days) - held_back
        self.give(0)

    def give(self, more: int) -> None:
        """Let the folder end so many sessions later."""
        self.given += more
        part = self.bars.with_suffix(".part")
        self.all[self.all["date"] <= self.days[self.given - 1]].to_parquet(part)
        part.replace(self.bars)


class Alerts(BaseHTTPRequestHandler):
    """Counts what it is sent, by what it says."""

    texts: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Alerts.texts[f"{said['session']}: {said['title']}"] += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """The processes and nginx before them."""

    def __init__(self, stack: ExitStack, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.ports = [free_port() for _ in range(PROCESSES)]
        self.running = [self.start(place) for place in range(PROCESSES)]
        stack.callback(self.end)
        self.port = free_port()
        self.nginx(stack)

    def start(self, place: int) -> subprocess.Popen[bytes]:
        settings = {"PORT": str(self.ports[place]), "DASHBOARD_INSTANCE": str(self.folder / f"instance{place}")}
        log = (self.folder / f"log{place}").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=os.environ | self.environment | settings,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip

    def nginx(self, stack: ExitStack) -> None:
        template = Template((ROOT / "deploy" / "nginx" / "market-dashboard.conf.template").read_text())
        upstreams = " ".join(f"server 127.0.0.1:{port};" for port in self.ports)
        names = {
            "UPSTREAMS": upstreams,
            "LISTEN": f"127.0.0.1:{self.port}",
            "SERVER_NAME": "127.0.0.1",
            "CACHE": self.folder,
            "PACKAGE": ROOT / "dashboard",
        }
        user = "user root;" if os.geteuid() == 0 else ""
        main = f"{user} daemon off; pid {self.folder}/nginx.pid; events {{}} http {{ access_log off; {template.safe_substitute(names)} }}"
        (self.folder / "nginx.conf").write_text(main)
        server = subprocess.Popen(
            ["nginx", "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")],
            env=os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin"},
        )
        stack.callback(lambda: (server.terminate(), server.wait(20)))

    def kill(self, place: int) -> None:
        os.killpg(self.running[place].pid, signal.SIGKILL)
        self.running[place].wait()

    def end(self) -> None:
        for server in self.running:
            if server.poll() is None:
                server.terminate()
        for server in self.running:
            server.wait(60)

    def leader(self) -> int | None:
        for place, port in enumerate(self.ports):
            if (health := get(port, "/api/health")) and health["leader"]["held"]:
                return place
        return None

    def until(self, done, what: str) -> float:
        began = monotonic()
        while monotonic() - began < PATIENCE:
            if done():
                return monotonic() - began
            sleep(0.05)
        raise RuntimeError(f"{what} did not come")


def get(port: int, path: str) -> dict | None:
    try:
        with urlopen(
            Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"}), timeout=20
        ) as answer:
            return json.loads(answer.read())
    except (URLError, ConnectionError, TimeoutError, ValueError):
        return None


@dataclass
class Reader:
    """Somebody who looks at the page all the time, each request on a connection of its own."""

    site: Site
    failed: int = 0
    seconds: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        while not self.over.is_set():
            began = monotonic()
            self.failed += get(self.site.port, "/api/regime/current") is None
            self.seconds.append(monotonic() - began)
            sleep(0.02)


def environment(market: Market, url: str, redis: int, alerts: int) -> dict[str, str]:
    """What all processes share."""
    return {
        "DATABASE_URL": url, "CACHE_URL": f"redis://127.0.0.1:{redis}/0", "MARKET": str(market.folder), "API_TOKENS": TOKEN,
        "TRUSTED_PROXIES": "1", "WATCH_SECONDS": "1", "INTAKE_SECONDS": "1", "ALERT_SECONDS": "1", "HOST": "127.0.0.1",
        "ALERT_WEBHOOKS": f"http://127.0.0.1:{alerts}/", "DASHBOARD_SECTIONS": "regime", "ALERT_STALE_SESSIONS": "1000",
    }  # fmt: skip


def regime(port: int) -> dict:
    return get(port, "/api/regime/current") or {"status": None, "as_of": None, "data": None}


def kill_one(site: Site, market: Market) -> tuple[float, float]:
    """Kill the leader as new sessions come; seconds until another leads, and until all show them."""
    leader = site.leader()
    assert leader is not None
    market.give(STEP)
    site.kill(leader)
    took = site.until(lambda: site.leader() is not None, "another leader")
    site.running[leader] = site.start(leader)
    last = str(market.days[market.given - 1])[:10]
    shown = site.until(lambda: all(regime(port)["as_of"] == last for port in site.ports), f"session {last}")
    print(f"  another leads after {took:5.2f} s, all show {last} after {took + shown:5.1f} s", flush=True)
    return took, took + shown


def killed(site: Site, market: Market, kills: int) -> tuple[list[tuple[float, float]], Reader]:
    """Seconds of each take-over, and what somebody who looked on all the time saw of them."""
    site.until(lambda: all(regime(port)["status"] == "ok" for port in site.ports), "the first regime")
    reader = Reader(site)
    asking = threading.Thread(target=reader.read, daemon=True)
    asking.start()
    rounds = [kill_one(site, market) for _ in range(kills)]
    site.until(lambda: all(regime(port)["status"] == "ok" for port in site.ports), "rest")
    sleep(5)  # the last alert is told
    reader.over.set()
    asking.join()
    return rounds, reader


def changes(url: str) -> Counter[str]:
    """The changes of the regime that were written down, in the words of their alerts."""
    with create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1)).connect() as connection:
        shown = connection.execute(select(published_regimes).order_by(published_regimes.c.id)).all()
    return Counter(
        f"{after.session}: {before.label} → {after.label}"
        for before, after in pairwise(shown)
        if before.label != after.label
    )


def report(rounds: list[tuple[float, float]], reader: Reader, same: bool, written: Counter[str]) -> None:
    takeovers, shown = [took for took, _ in rounds], [took for _, took in rounds]
    waits = sorted(reader.seconds)
    print(f"{len(rounds)} kills of the leader of {PROCESSES} processes")
    print(f"another leads after {median(takeovers):.2f} s in the median, {max(takeovers):.2f} s at most")
    print(f"all show the new sessions after {median(shown):.1f} s in the median, {max(shown):.1f} s at most")
    print(
        f"{reader.failed} of {len(waits):,} requests through nginx failed; they took {1000 * median(waits):.0f} ms in the median,"
    )
    print(f"  99 of 100 at most {1000 * waits[int(0.99 * len(waits))]:.0f} ms, the longest {waits[-1]:.1f} s")
    print(f"all processes show the same: {same}")
    print(f"{sum(written.values())} changes of the regime written down, {len(written)} different ones:")
    for change, times in written.items():
        print(f"  {change}: {times}")
    told = Alerts.texts
    print(f"{sum(told.values())} alerts received, {len(told)} different ones:")
    for what, times in told.items():
        print(f"  {what}: {times}")


def main() -> None:
    """Kill the leader over and over, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    kills = options.parse_args().kills
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        folder.chmod(0o755)
        market = Market(folder, held_back=STEP * kills)
        receiver = ThreadingHTTPServer(("127.0.0.1", 0), Alerts)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        url, redis = stack.enter_context(postgres_server.running(postgres_server.binaries_or_skip())), free_port()
        stack.enter_context(redis_server(folder / "redis", redis))
        site = Site(stack, folder, environment(market, url, redis, receiver.server_port))
        rounds, reader = killed(site, market, kills)
        same = len({json.dumps(regime(port)["data"], sort_keys=True) for port in site.ports}) == 1
        written = changes(url)
        receiver.shutdown()
    report(rounds, reader, same, written)


if __name__ == "__main__":
    main()
