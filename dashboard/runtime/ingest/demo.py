"""The demo market into the store: made once, then continued session by session from the same recipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import numpy as np
from sqlalchemy import Connection

from dashboard.errors import BadConfig, OtherMarket
from dashboard.market.bars import Bars
from dashboard.market.sessions import ExchangeCalendar
from dashboard.market.sources.demo import MARKET, DemoMarket, default_first, demo_market
from dashboard.runtime.ingest.files import RULES
from dashboard.runtime.ingest.report import FileReport, ImportReport, OnProgress, Progress, silent
from dashboard.store import revision
from dashboard.store.bars import bars_at, span, write_bars
from dashboard.store.engine import Store
from dashboard.store.imports import Source, add_import, finish_import
from dashboard.store.instruments import ids_of, write_universe
from dashboard.store.markets import clear_market, read_demo_recipe, read_market, write_market
from dashboard.store.revision import Change

PATH = "demo"
SOURCE = Source(PATH, "demo", size=0, modified_ns=0, sha256="", rules=RULES)
NEVER = np.datetime64("0001-01-01", "D")


@dataclass(frozen=True, slots=True)
class Held:
    """What the database holds: the demo's recipe and its last session; both None while it is empty."""

    recipe: dict[str, Any] | None
    last: np.datetime64 | None


def import_demo(
    store: Store,
    calendar_for: Callable[[str], ExchangeCalendar],
    now: datetime,
    *,
    symbols: int,
    sessions: int,
    seed: int,
    progress: OnProgress = silent,
) -> ImportReport:
    """Make the demo market up to the last closed session, or continue the one that is there; another size or seed replaces it.

    Raises OtherMarket when the database holds a real market, BadConfig for a size that no demo has, StoreUnavailable.
    """
    started = monotonic()
    calendar = calendar_for(MARKET.calendar)
    last = calendar.last_closed(now)
    with store.read() as connection:
        _refuse_real(connection)
        held = _held(connection)
    recipe = _recipe(held, {"symbols": symbols, "sessions": sessions, "seed": seed}, last, calendar)
    if held.recipe == recipe and held.last is not None and held.last >= last:
        return ImportReport(seconds=monotonic() - started)
    made = _made(recipe, last, calendar)
    with store.write() as connection:
        report = _write(connection, made, recipe, now, progress)
    return ImportReport([report], seconds=monotonic() - started)


def continue_demo(store: Store, calendar_for: Callable[[str], ExchangeCalendar], now: datetime) -> ImportReport:
    """Bring the demo that is there up to the last closed session, as it was made; nothing where there is none."""
    with store.read() as connection:
        recipe = read_demo_recipe(connection)
    if recipe is None:
        return ImportReport()
    return import_demo(store, calendar_for, now, **{name: recipe[name] for name in ("symbols", "sessions", "seed")})


def _refuse_real(connection: Connection) -> None:
    stored = read_market(connection)
    if stored is not None and read_demo_recipe(connection) is None:
        raise OtherMarket(
            f"The database holds the market {stored.name!r}; the demo market needs a database of its own: point DATABASE_URL to one."
        )


def _held(connection: Connection) -> Held:
    ends = span(connection)
    return Held(read_demo_recipe(connection), None if ends is None else ends[1])


def _recipe(held: Held, wanted: dict[str, int], last: np.datetime64, calendar: ExchangeCalendar) -> dict[str, Any]:
    """The stored recipe where it is the one wanted, so that its first session stays; else a new one that ends at `last`."""
    if held.recipe is not None and {**held.recipe, **wanted} == held.recipe:
        return held.recipe
    try:
        return {**wanted, "first": str(default_first(last, wanted["sessions"], calendar))}
    except IndexError:
        raise BadConfig(f"A demo market of {wanted['sessions']} sessions reaches back too far.") from None


def _made(recipe: dict[str, Any], last: np.datetime64, calendar: ExchangeCalendar) -> DemoMarket:
    first = np.datetime64(recipe["first"], "D")
    try:
        return demo_market(first, last, calendar=calendar, symbols=recipe["symbols"], seed=recipe["seed"])
    except ValueError as error:
        raise BadConfig(str(error)) from error


def _write(
    connection: Connection, made: DemoMarket, recipe: dict[str, Any], now: datetime, progress: OnProgress
) -> FileReport:
    revision.lock(connection)
    _refuse_real(connection)
    held = _held(connection)
    since = held.last if held.recipe == recipe and held.last is not None else NEVER
    continues = since > NEVER and _agrees(connection, made.bars, since)
    if not continues:
        clear_market(connection)
    changed = write_market(connection, made.market, recipe)
    changed = write_universe(connection, made.instruments) or changed
    new = made.bars.take(made.bars.session > since) if continues else made.bars
    import_id = add_import(connection, SOURCE, now.isoformat(timespec="seconds"))
    started = monotonic()
    known = ids_of(connection, new.symbols)
    ids = np.array([known[symbol] for symbol in new.symbols], dtype=np.int64)
    written = write_bars(connection, new, ids, import_id, lambda rows: progress(_progress(rows, len(new))))
    revision.bump(connection, Change(written.first_session, changed))
    finish_import(connection, import_id, rows_read=len(new), rows_stored=written.stored, seconds=monotonic() - started)
    return FileReport(PATH, read=len(new), stored=written.stored, unchanged=len(new) - written.stored)


def _agrees(connection: Connection, bars: Bars, last: np.datetime64) -> bool:
    """Whether the series made now run through the closes stored at the last session; another numpy may draw others."""
    rows = bars.session == last
    made = {
        bars.symbols[code]: close
        for code, close in zip(bars.code[rows].tolist(), bars.close[rows].tolist(), strict=True)
    }
    return made == bars_at(connection, last)


def _progress(rows: int, of: int) -> Progress:
    return Progress(PATH, "storing", rows / of if of else 1.0, 0, 1, rows)
