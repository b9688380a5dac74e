"""A large market on PostgreSQL: `python benchmarks/postgres.py [--symbols 5000] [--sessions 1260] [--rounds 5]`.

1. The demo's generator writes a market folder, one Parquet, without its last sessions: those come one by one, as a provider's files.
2. Each in a process of its own: the folder is imported; the panel is loaded from the database and from the column cache; every section
   computes all sessions. Printed with rates and the largest resident size.
3. A server with all sections answers a reader at a steady pace, idle and while a session's bars of all symbols are synced, the panel
   extended and every section continued, turn by turn.

PostgreSQL is started here, on a free port and without fsync, and stopped again.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter, sleep
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from serving import PACE, all_ok, compared, get, gunicorn, load, wait_for  # noqa: E402

MEGABYTE = 1e6
TARGET = 2.0  # p99 while syncing, of p99 at rest
OVERLAP = 5  # sessions in a provider's file: what is new must go on where the stored bars end
COLUMNS = ("open", "high", "low", "close", "volume")


def write_folder(folder: Path, calendars: Path, symbols: int, sessions: int, held_back: int) -> None:
    """A market folder `market`, and beside it a file of each later session in `later`."""
    import pandas as pd

    from dashboard.market.sessions import open_calendar
    from dashboard.market.sources.demo import default_first, demo_market

    calendar = open_calendar("XNYS", calendars)
    last = calendar.last_closed(datetime.now(UTC))
    made = demo_market(
        default_first(last, sessions + held_back, calendar), last, calendar=calendar, symbols=symbols, seed=7
    )
    bars = made.bars
    names = pd.Categorical.from_codes(bars.code, list(bars.symbols))
    frame = pd.DataFrame({"symbol": names, "date": bars.session} | {name: getattr(bars, name) for name in COLUMNS})
    days = sorted(frame["date"].unique())
    (folder / "later").mkdir()
    (folder / "market").mkdir()
    market = made.market
    facts = {"name": "Large", "calendar": "XNYS", "benchmark": market.benchmark, "volatility": market.volatility}
    lines = [f"{key} = {json.dumps(value)}" for key, value in facts.items() if value]
    (folder / "market" / "market.toml").write_text(
        "\n".join([*lines, f"indices = {json.dumps(list(market.indices))}", ""])
    )
    listed = [f"{each.symbol},{each.name},{each.sector},{each.kind}" for each in made.instruments]
    (folder / "market" / "universe.csv").write_text("\n".join(["symbol,name,sector,kind", *listed, ""]))
    frame[frame["date"] < days[-held_back]].to_parquet(folder / "market" / "bars.parquet", index=False)
    for place in range(len(days) - held_back, len(days)):
        week = frame[(frame["date"] > days[place - OVERLAP]) & (frame["date"] <= days[place])]
        week.to_parquet(folder / "later" / f"{str(days[place])[:10]}.parquet", index=False)


def calendars(work: Path) -> Any:
    from dashboard.market.sessions import open_calendar

    return lambda code: open_calendar(code, work / "calendars")


def opened(work: Path) -> Any:
    """The store and the source of its panel."""
    from dashboard.runtime.panels import PanelSource
    from dashboard.store.engine import open_store
    from dashboard.store.upgrade import upgrade

    store = open_store(os.environ["BENCH_DATABASE"])
    upgrade(store)
    return store, PanelSource(store, work / "cache", calendars(work))


def peak_bytes() -> int:
    """The process's largest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def import_market(work: Path) -> dict[str, float]:
    from dashboard.runtime.ingest import import_folder

    store, _ = opened(work)
    report = import_folder(store, work / "market", calendars(work), datetime.now(UTC))
    assert not report.refused, report.refused
    return {"seconds": report.seconds, "rows": report.stored}


def load_panel(work: Path) -> dict[str, float]:
    """From the database where there is no cache yet, else from the cache."""
    _, source = opened(work)
    began = perf_counter()
    panel = source.load()
    return {"seconds": perf_counter() - began, "rows": float(panel.close.size)}


def compute_all(work: Path) -> dict[str, float]:
    """Every section over all sessions, one after the other; kernels are compiled before."""
    from dashboard.sections import discover

    panel = opened(work)[1].load()
    found: dict[str, float] = {"rows": float(panel.close.size)}
    for section in discover(()):
        began = perf_counter()
        section.compute(panel, None)
        found[section.key] = perf_counter() - began
    return found | {"seconds": sum(found.values()) - found["rows"]}


STEPS = {step.__name__: step for step in (import_market, load_panel, compute_all)}


def run(step: str, work: Path) -> dict[str, float]:
    """One step in a process of its own, with its largest resident size."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, "--work", str(work)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{step} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def tell(what: str, found: dict[str, float]) -> None:
    rate = found["rows"] / found["seconds"]
    print(f"{what:<34}{found['seconds']:>9.2f} s{rate:>14,.0f} bars/s{found['peak'] / MEGABYTE:>8,.0f} MB", flush=True)


def syncing() -> Any:
    """The dashboard, and /sync/<session>, which takes that session's file in as the job of SYNC=drop would, and says when all is done."""
    from bench_apps import busy

    app = busy()
    desk = app.extensions["desk"]
    work = Path(os.environ["BENCH_WORK"])

    @app.get("/sync/<session>")
    def take(session: str) -> dict[str, float]:
        shutil.copy(work / "later" / f"{session}.parquet", work / "drop")
        done, began = Event(), perf_counter()
        desk.scheduler.soon("sync", lambda: _sync(desk, work / "drop", session, done))
        done.wait(300)
        return {"seconds": perf_counter() - began}

    return app


def _sync(desk: Any, drop: Path, session: str, done: Event) -> None:
    from dashboard.market.sources.providers.drop_folder import DropFolder
    from dashboard.runtime.ingest.sync import sync

    evening = datetime.fromisoformat(session).replace(tzinfo=UTC) + timedelta(hours=23)
    report = sync(desk.store, DropFolder(drop), desk.intake.calendar_for("XNYS"), evening, evening)
    assert report.stored > 0.9 * len(desk.panel.instruments), report.refused[0].refused
    desk.watch()
    done.set()


@contextmanager
def serving(work: Path, url: str) -> Any:
    settings = {"DATABASE_URL": url, "BENCH_WORK": str(work), "WATCH_SECONDS": "3600", "INTAKE_SECONDS": "3600"}
    (work / "drop").mkdir()
    os.environ.update(settings)
    with gunicorn("postgres:syncing()", work / "instance", "") as port:
        began = perf_counter()
        wait_for(port, "/api/pulse", lambda pulse: bool(json.loads(pulse)["sections"]) and all_ok(pulse), 900)
        print(f"{'start to all sections':<34}{perf_counter() - began:>9.2f} s", flush=True)
        yield port


def days_sync(port: int, work: Path) -> None:
    """Idle, then while a session comes in, over and over; and how long it is until every section shows the session."""
    pairs, stored, shown = [], [], []
    for file in sorted((work / "later").iterdir()):
        idle = load(port, "/api/breadth/current", 4, PACE)
        began = perf_counter()
        request = subprocess.Popen(
            [sys.executable, "-c", f"import urllib.request as r; print(r.urlopen('http://127.0.0.1:{port}/sync/{file.stem}').read().decode())"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        busy = load(port, "/api/breadth/current", 4, PACE)
        stored.append(json.loads(request.communicate()[0])["seconds"])
        wait_for(port, "/api/pulse", lambda pulse, day=file.stem: _all_show(pulse, day), 300)
        shown.append(perf_counter() - began)
        pairs.append((idle, busy))
        sleep(1)
    print(f"{'a session synced, panel extended':<34}{median(stored):>9.2f} s")
    print(f"{'… and shown by every section':<34}{median(shown):>9.2f} s")
    compared("during a sync", pairs, TARGET)


def _all_show(pulse: str, day: str) -> bool:
    return all_ok(pulse) and all(each["as_of"] == day for each in json.loads(pulse)["sections"].values())


def measure(symbols: int, sessions: int, rounds: int) -> None:
    import postgres_server

    with TemporaryDirectory() as scratch, postgres_server.running(postgres_server.binaries_or_skip()) as url:
        work = Path(scratch)
        os.environ["BENCH_DATABASE"] = url
        write_folder(work, work / "calendars", symbols, sessions, rounds)
        print(f"{symbols:,} symbols × {sessions:,} sessions on PostgreSQL", flush=True)
        tell("import of a Parquet", run("import_market", work))
        tell("panel from the database", run("load_panel", work))
        tell("panel from the column cache", run("load_panel", work))
        computed = run("compute_all", work)
        tell("every section, all sessions", computed)
        print(
            "  "
            + ", ".join(
                f"{key} {seconds:.1f} s" for key, seconds in computed.items() if key not in ("rows", "seconds", "peak")
            )
        )
        with serving(work, url) as port:
            days_sync(port, work)
            health = json.loads(get(port, "/api/health")[1])
            print(f"{'the server holds':<34}{health['process']['rss_bytes'] / MEGABYTE:>9,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--symbols", type=int, default=5000)
    parser.add_argument("--sessions", type=int, default=1260)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(STEPS[given.step](given.work) | {"peak": peak_bytes()}))
    else:
        measure(given.symbols, given.sessions, given.rounds)


if __name__ == "__main__":
    main()
