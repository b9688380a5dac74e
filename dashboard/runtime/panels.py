"""The panel source: the market's panel out of the column cache or the database, and extended by new sessions as they come.

1. load: the cache's panel, if it is whole and the store has only appended sessions since; else everything from the database.
2. refresh: the same panel while the store's revision stands; the panel with new rows when only sessions were appended, in spare
   rows of the same memory that older panels never see; else everything from the database, under a new lineage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import Connection

from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.market.panel import SCHEDULED_DAYS, Panel, frozen
from dashboard.market.scans import NO_SCANS, ImportedScans, imported_scans, session_of
from dashboard.market.sessions import ExchangeCalendar
from dashboard.runtime import panel_cache
from dashboard.store.bars import OwnBars, last_adjusted, span, stream_bars
from dashboard.store.engine import Store
from dashboard.store.instruments import read_instruments
from dashboard.store.markets import read_market
from dashboard.store.published import read_published
from dashboard.store.revision import changes_since, revision
from dashboard.store.scans import read_scans
from dashboard.store.special_sessions import read_special_sessions

SPARE_ROWS = 64  # a quarter's sessions fit in without copying anything
COLUMNS = ("open", "high", "low", "close", "volume")
ONE_DAY = np.timedelta64(1, "D")


@dataclass
class Memory:
    """What panels are views of: float64 [5, capacity, N], of which the newest panel shows the first `used` rows."""

    values: FloatArray
    used: int


class PanelSource:
    """The one way from the store to a panel. Thread-safe; every process has its own."""

    def __init__(self, store: Store, cache_dir: Path, calendar_for: Callable[[str], ExchangeCalendar]) -> None:
        self._store = store
        self.cache_folder = cache_dir
        self._calendar_for = calendar_for
        self._lock = Lock()
        self._newest: tuple[Panel, Memory] | None = None

    def load(self) -> Panel | None:
        """The market's panel; None while it has no bars. Raises StoreUnavailable."""
        with self._lock, self._store.read() as connection:
            cached = panel_cache.read(self.cache_folder, revision(connection))
            if cached is None:
                return self._load(connection)
            panel, values = cached
            panel = replace(
                panel, schedule=self._schedule(connection, panel.market.calendar, panel.sessions), published=read_published(connection)
            )  # fmt: skip
            panel = replace(panel, scans=self._scans(connection, panel))
            self._newest = (panel, Memory(values, len(panel.sessions)))
            return self._brought_up_to_date(connection, panel)

    def refresh(self, panel: Panel) -> Panel | None:
        """The panel as the store has it now: the same object while nothing changed. Raises StoreUnavailable."""
        with self._lock, self._store.read() as connection:
            return self._brought_up_to_date(connection, panel)

    def _brought_up_to_date(self, connection: Connection, panel: Panel) -> Panel | None:
        if revision(connection) == panel.revision:
            return panel
        change = changes_since(connection, panel.revision)
        if change is None or change.instruments_changed:
            return self._load(connection)
        if change.first_session is not None and change.first_session <= panel.sessions[-1]:
            return self._load(connection)
        return self._extend(connection, panel) or self._load(connection)

    def _load(self, connection: Connection) -> Panel | None:
        """Everything from the database, streamed into place: memory stays at the arrays and one instrument's rows."""
        market, ends = read_market(connection), span(connection)
        if market is None or ends is None:
            return None
        stored = read_instruments(connection)
        sessions = self._sessions(connection, market.calendar, *ends)
        values = np.full((len(COLUMNS), len(sessions) + SPARE_ROWS, len(stored)), np.nan)
        columns = {each.id: column for column, each in enumerate(stored)}
        adjusted = [_place(values, 0, sessions, columns[own.instrument_id], own) for own in stream_bars(connection)]
        now = revision(connection)
        instruments = tuple(each.instrument for each in stored)
        memory = Memory(values, len(sessions))
        panel = Panel(
            market, instruments, sessions, **_views(memory), adjusted=any(adjusted), revision=now, lineage=now,
            schedule=self._schedule(connection, market.calendar, sessions), published=read_published(connection),
        )  # fmt: skip
        panel = replace(panel, scans=self._scans(connection, panel))
        self._newest = (panel, memory)
        panel_cache.write(self.cache_folder, panel, values)
        return panel

    def _extend(self, connection: Connection, panel: Panel) -> Panel | None:
        """The panel with the sessions that were appended; None when that changes what was known before them."""
        before = panel.sessions[-1]
        appended = list(stream_bars(connection, after=int(before.astype(np.int64))))
        if not _same_basis(appended, last_adjusted(connection, before)):
            return None
        ends = span(connection)
        last = before if ends is None else max(before, ends[1])
        new = self._sessions(connection, panel.market.calendar, before + ONE_DAY, last)
        if not np.isin(new[new <= panel.schedule[-1]], panel.schedule).all():
            return None  # a session that no timetable knew: the week before it did not close when it seemed to
        memory = self._room(panel, len(new))
        columns = {each.id: column for column, each in enumerate(read_instruments(connection))}
        memory.values[:, memory.used : memory.used + len(new)] = np.nan
        adjusted = [_place(memory.values, memory.used, new, columns[own.instrument_id], own) for own in appended]
        memory.used += len(new)
        sessions = np.concatenate([panel.sessions, new])
        sessions.flags.writeable = False
        extended = replace(
            panel,
            sessions=sessions,
            schedule=self._schedule(connection, panel.market.calendar, sessions),
            published=read_published(connection),
            **_views(memory),
            adjusted=panel.adjusted or any(adjusted),
            revision=revision(connection),
        )
        extended = self._with_scans(connection, extended, before)
        self._newest = (extended, memory)
        return extended

    def _with_scans(self, connection: Connection, panel: Panel, before: np.datetime64) -> Panel:
        """The panel with the scans as they are now; of another lineage where those up to session `before` are not what they were."""
        scans = self._scans(connection, panel)
        same = scans.until(before).same_as(panel.scans.until(before))
        return replace(panel, scans=scans, lineage=panel.lineage if same else panel.revision)

    def _scans(self, connection: Connection, panel: Panel) -> ImportedScans:
        found = read_scans(connection)
        if not found:
            return NO_SCANS
        opens = self._calendar_for(panel.market.calendar).opens_by_its_clock(panel.schedule)
        at = np.array([each[2] for each in found], dtype="datetime64[s]")
        return imported_scans(found, session_of(at, panel.schedule, opens))

    def _room(self, panel: Panel, rows: int) -> Memory:
        """The memory behind the panel, if the panel is the newest one in it and the rows fit; else a copy with room."""
        if self._newest is not None and self._newest[0] is panel:
            memory = self._newest[1]
            if memory.used + rows <= memory.values.shape[1]:
                return memory
        used = len(panel.sessions)
        values = np.full((len(COLUMNS), used + rows + SPARE_ROWS, len(panel.instruments)), np.nan)
        for place, name in enumerate(COLUMNS):
            values[place, :used] = getattr(panel, name)
        return Memory(values, used)

    def _schedule(self, connection: Connection, calendar: str, sessions: SessionArray) -> SessionArray:
        return self._sessions(connection, calendar, sessions[0], sessions[-1] + np.timedelta64(SCHEDULED_DAYS, "D"))

    def _sessions(
        self, connection: Connection, calendar: str, first: np.datetime64, last: np.datetime64
    ) -> SessionArray:
        held = self._calendar_for(calendar).sessions(first, last)
        special = read_special_sessions(connection)
        sessions = np.union1d(held, special[(special >= first) & (special <= last)]).astype("datetime64[D]")
        sessions.flags.writeable = False
        return sessions


def on_one_basis(values: FloatArray) -> tuple[FloatArray, bool]:
    """Open, high, low, close and volume [5, R] of one symbol on one basis, from its six stored columns; and whether adjusted.

    A bar without an adjusted close, in a symbol that has them, takes the factor of the bar before it: factors change on
    ex-dates only, and a raw price among adjusted ones would be a crash that never was.
    """
    close, adjusted_close = values[3], values[4]
    known = np.isfinite(adjusted_close)
    prices_and_volume = values[[0, 1, 2, 3, 5]]
    if not known.any():
        return prices_and_volume, False
    last_known = np.maximum.accumulate(np.where(known, np.arange(len(known)), np.argmax(known)))
    factor = (adjusted_close / close)[last_known]
    prices_and_volume[:3] *= factor
    prices_and_volume[3] = np.where(known, adjusted_close, close * factor)
    return prices_and_volume, True


def _place(values: FloatArray, offset: int, sessions: SessionArray, column: int, own: OwnBars) -> bool:
    """Write one symbol's bars into its column, from row `offset`, which is sessions[0]; whether its prices are adjusted."""
    days: IntArray = sessions.astype(np.int64)
    row = np.minimum(np.searchsorted(days, own.session), len(days) - 1)
    held = days[row] == own.session  # a calendar that has since learnt of a holiday leaves its bar out
    based, adjusted = on_one_basis(own.values)
    values[:, offset + row[held], column] = based[:, held]
    return adjusted


def _same_basis(appended: list[OwnBars], adjusted_before: dict[int, bool]) -> bool:
    return all(
        bool(np.isfinite(own.values[4]).all() if adjusted_before[own.instrument_id] else np.isnan(own.values[4]).all())
        for own in appended
        if own.instrument_id in adjusted_before
    )


def _views(memory: Memory) -> dict[str, Any]:
    return {name: frozen(memory.values[place, : memory.used]) for place, name in enumerate(COLUMNS)}
