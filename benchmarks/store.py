"""The store's speeds, side by side on one machine: importing against DataFrame.to_sql, loading a panel against pandas.read_sql.

    python benchmarks/store.py [MARKET_FOLDER] [--rounds N]

Every figure is the median of some rounds, each in a process of its own, the two that are compared one after the other. Without a
folder it takes ../shared/data/us-2010-2019 where that exists, else an export of the demo market.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
REAL = ROOT.parent / "shared" / "data" / "us-2010-2019"
SAME_ROWS = (
    "SELECT symbol, session, open, high, low, close, adj_close, volume FROM bars "
    "JOIN instruments ON instruments.id = bars.instrument_id"
)
Figures = dict[str, float]


def store_at(path: Path) -> Any:
    from dashboard.store.engine import open_store
    from dashboard.store.upgrade import upgrade

    store = open_store(f"sqlite:///{path}")
    upgrade(store)
    return store


def calendars(work: Path) -> Callable[[str], Any]:
    from dashboard.market.sessions import open_calendar

    return lambda code: open_calendar(code, work / "calendars")


def panel_source(work: Path, cache: str) -> Any:
    from dashboard.runtime.panels import PanelSource

    return PanelSource(store_at(work / "market.db"), work / cache, calendars(work))


def import_market(work: Path, folder: Path) -> Figures:
    """The whole way: read, checked, parted, stored, with its primary key, in a durable transaction."""
    from dashboard.runtime.ingest import import_folder

    (work / "market.db").unlink(missing_ok=True)
    store = store_at(work / "market.db")
    report = import_folder(store, folder, calendars(work), datetime.now(UTC))
    store.close()
    return {"seconds": report.seconds, "rows": report.read}


def to_sql(work: Path, folder: Path, connect: Callable[[Path], Any]) -> Figures:
    """The stored rows as a DataFrame, with dates, as pandas writes them; reading them into the DataFrame isn't counted."""
    import pandas as pd

    with sqlite3.connect(work / "market.db") as source:
        frame = pd.read_sql(SAME_ROWS, source)
    frame["session"] = (pd.Timestamp("1970-01-01") + pd.to_timedelta(frame["session"], unit="D")).dt.date
    (work / "pandas.db").unlink(missing_ok=True)
    target = connect(work / "pandas.db")
    started = perf_counter()
    frame.to_sql("bars", target, index=False)
    if isinstance(target, sqlite3.Connection):
        target.commit()
    return {"seconds": perf_counter() - started, "rows": len(frame)}


def to_sql_engine(work: Path, folder: Path) -> Figures:
    from sqlalchemy import create_engine

    return to_sql(work, folder, lambda path: create_engine(f"sqlite:///{path}"))


def to_sql_driver(work: Path, folder: Path) -> Figures:
    return to_sql(work, folder, sqlite3.connect)


def read_sql(work: Path, folder: Path) -> Figures:
    import pandas as pd
    from sqlalchemy import create_engine

    with create_engine(f"sqlite:///{work / 'market.db'}").connect() as connection:
        started, before = perf_counter(), peak_bytes()
        frame = pd.read_sql(SAME_ROWS, connection)
        return {"seconds": perf_counter() - started, "rows": len(frame), "peak": peak_bytes() - before}


def read_sql_driver(work: Path, folder: Path) -> Figures:
    import pandas as pd

    with sqlite3.connect(work / "market.db") as connection:
        started, before = perf_counter(), peak_bytes()
        frame = pd.read_sql(SAME_ROWS, connection)
        return {"seconds": perf_counter() - started, "rows": len(frame), "peak": peak_bytes() - before}


def load_database(work: Path, folder: Path) -> Figures:
    """The panel streamed out of the database, and its cache written."""
    shutil.rmtree(work / "cache", ignore_errors=True)
    return _load(panel_source(work, "cache"))


def load_cache(work: Path, folder: Path) -> Figures:
    """The panel of a restart: mapped, its checksum verified."""
    return _load(panel_source(work, "cache"))


def _load(source: Any) -> Figures:
    started, before = perf_counter(), peak_bytes()
    panel = source.load()
    seconds = perf_counter() - started
    arrays = sum(getattr(panel, name).nbytes for name in ("open", "high", "low", "close", "volume"))
    return {"seconds": seconds, "rows": panel.close.size, "peak": peak_bytes() - before, "arrays": arrays}


def append_session(work: Path, folder: Path) -> Figures:
    """One new session of every symbol, taken into a loaded panel."""
    from sqlalchemy import text

    from dashboard.store.revision import Change, bump
    from dashboard.store.schema import day_of

    shutil.copy(work / "market.db", work / "append.db")
    shutil.copytree(work / "cache", work / "append-cache", dirs_exist_ok=True)
    from dashboard.runtime.panels import PanelSource

    store = store_at(work / "append.db")
    source = PanelSource(store, work / "append-cache", calendars(work))
    panel = source.load()
    last = int(panel.sessions[-1].astype(int))
    following = next(
        d for d in range(last + 1, last + 9) if calendars(work)("XNYS").holds(panel.sessions[-1:] + (d - last))[0]
    )
    with store.write() as connection:
        columns = "open, high, low, close, adj_close, volume, import_id"
        copy = f"INSERT INTO bars SELECT instrument_id, {following}, {columns} FROM bars WHERE session = {last}"
        connection.execute(text(copy))
        bump(connection, Change(day_of(following), False))
    started = perf_counter()
    longer = source.refresh(panel)
    seconds = perf_counter() - started
    assert len(longer.sessions) == len(panel.sessions) + 1
    return {"seconds": seconds, "rows": longer.close.shape[1]}


def peak_bytes() -> int:
    """The process's largest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


STEPS: dict[str, Callable[[Path, Path], Figures]] = {
    step.__name__: step
    for step in (
        import_market,
        to_sql_engine,
        to_sql_driver,
        read_sql,
        read_sql_driver,
        load_database,
        load_cache,
        append_session,
    )
}


def run(step: str, work: Path, folder: Path) -> Figures:
    """One step in a process of its own: no step inherits another's memory, caches or imports."""
    command = [sys.executable, __file__, str(folder), "--step", step, "--work", str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{step} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def demo_folder(work: Path) -> Path:
    from dashboard.runtime.export import export_market
    from dashboard.runtime.ingest import import_demo

    store = store_at(work / "demo.db")
    import_demo(store, calendars(work), datetime.now(UTC), symbols=500, sessions=2520, seed=7)
    export_market(store, work / "demo")
    store.close()
    return work / "demo"


def measure(folder: Path | None, rounds: int) -> dict[str, Figures]:
    with TemporaryDirectory() as scratch:
        work = Path(scratch)
        folder = folder or (REAL if REAL.is_dir() else demo_folder(work))
        calendars(work)("XNYS")
        print(f"{folder.name}, medians of {rounds} rounds")
        seen: dict[str, list[Figures]] = {step: [] for step in STEPS}
        for _ in range(rounds):
            for step in STEPS:
                seen[step].append(run(step, work, folder))
    return {
        step: {name: median(each[name] for each in figures) for name in figures[0]} for step, figures in seen.items()
    }


def table(found: dict[str, Figures]) -> None:
    print(f"{'':<44}{'seconds':>10}{'rows/s':>12}{'peak MB':>10}")
    for step, figures in found.items():
        rate = figures["rows"] / figures["seconds"]
        peak = f"{figures['peak'] / 1e6:>10.0f}" if "peak" in figures else ""
        print(f"{step.replace('_', ' '):<44}{figures['seconds']:>10.3f}{rate:>12,.0f}{peak}")
    speed = {step: figures["rows"] / figures["seconds"] for step, figures in found.items()}
    seconds = {step: figures["seconds"] for step, figures in found.items()}
    loaded = found["load_database"]
    claims = [
        ("import against to_sql through SQLAlchemy", speed["import_market"] / speed["to_sql_engine"], "≥ 1.5"),
        ("import against to_sql through sqlite3", speed["import_market"] / speed["to_sql_driver"], ""),
        ("panel from database, share of read_sql", seconds["load_database"] / seconds["read_sql"], "≤ 0.5"),
        ("  … of read_sql through bare sqlite3", seconds["load_database"] / seconds["read_sql_driver"], ""),
        ("peak memory of it, share of the arrays", loaded["peak"] / loaded["arrays"], "≤ 2"),
        ("restart against read_sql", seconds["read_sql"] / seconds["load_cache"], "≥ 50"),
        ("one new session against a full load", seconds["load_database"] / seconds["append_session"], ""),
    ]
    for name, ratio, claim in claims:
        print(f"{name:<44}{ratio:>10.2f} ×   {claim}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(STEPS[given.step](given.work, given.folder)))
    else:
        table(measure(given.folder, given.rounds))


if __name__ == "__main__":
    main()
