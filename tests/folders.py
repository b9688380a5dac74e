"""Small market folders on disk, with prices that rise, fall, gap and stand still, and all that a store holds, to compare."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np
from sqlalchemy import select

from dashboard.market.sessions import ExchangeCalendar, open_calendar
from dashboard.store.engine import Store
from dashboard.store.schema import bars, imports, instruments, market, quarantine, special_sessions

NOW = datetime(
    2018, 2, 8, 15, 0, tzinfo=UTC
)  # a Thursday before noon in New York: Wednesday is the last closed session
LAST = np.datetime64("2018-02-07")
HEADER = ("Date", "Open", "High", "Low", "Close", "Volume")
TOML = 'name = "{name}"\ncalendar = "XNYS"\n'

Row = tuple[object, ...]


@lru_cache(maxsize=4)
def calendar_for(code: str) -> ExchangeCalendar:
    """The exchange's calendar; its timetable is built once per machine."""
    return open_calendar(code, Path(gettempdir()) / "dashboard-test-calendars")


def sessions(count: int, last: np.datetime64 = LAST) -> list[np.datetime64]:
    """The last `count` sessions of New York up to `last`."""
    return list(calendar_for("XNYS").sessions(last - np.timedelta64(2 * count + 30, "D"), last)[-count:])


def walk(seed: int, days: Sequence[np.datetime64]) -> list[Row]:
    """One symbol's rows: a seeded walk in cents that falls as often as it rises; more days continue the same rows."""
    draws = np.random.default_rng(seed).normal(
        size=(len(days), 3)
    )  # session by session, so that more days draw the same
    close = np.round((40 + 7 * (seed % 9)) * np.exp(np.cumsum(0.012 * draws[:, 0])), 2)
    opened = np.round(close * (1 + 0.004 * draws[:, 1]), 2)
    high = np.round(np.maximum(opened, close) + 0.31, 2)
    low = np.round(np.minimum(opened, close) - 0.27, 2)
    volume = (1_000_000 + 90_000 * draws[:, 2]).astype(np.int64)
    columns = (opened.tolist(), high.tolist(), low.tolist(), close.tolist(), volume.tolist())
    return [(str(day), *values) for day, *values in zip(days, *columns, strict=True)]


def write_csv(path: Path, rows: Iterable[Row], header: Row = HEADER) -> Path:
    """A bar file as Yahoo ships it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_folder(path: Path, symbols: int, days: Sequence[np.datetime64], name: str = "Tiny") -> Path:
    """A market folder of one CSV per symbol: AAA, BBB, …, each with a row for every day."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "market.toml").write_text(TOML.format(name=name))
    for number in range(symbols):
        write_csv(path / f"{symbol(number)}.csv", walk(number, days))
    return path


def symbol(number: int) -> str:
    """The ticker of a number."""
    return chr(ord("A") + number % 26) * (3 + number // 26)


def content(store: Store) -> dict[str, list[Any]]:
    """Everything that a store holds of its market, without keys and clocks: two imports of one folder agree in it."""
    path = imports.c.path
    queries = {
        "market": select(market),
        "instruments": select(*[column for column in instruments.c if column.name != "id"]),
        "bars": select(instruments.c.symbol, *[c for c in bars.c if not c.name.endswith("_id")], path)
        .join(instruments, instruments.c.id == bars.c.instrument_id)
        .join(imports, imports.c.id == bars.c.import_id),
        "quarantine": select(path, *[c for c in quarantine.c if c.name not in ("id", "import_id")]).join(
            imports, imports.c.id == quarantine.c.import_id
        ),
        "special": select(special_sessions),
        "imports": select(path, imports.c.sha256, imports.c.refused, imports.c.rows_read),
    }
    with store.read() as connection:
        return {name: sorted(map(repr, connection.execute(query))) for name, query in queries.items()}
