"""The state of the data: how much there is, what is missing, what lags behind and what is kept aside. All of it counted by SQL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, case, func, select

from dashboard.market.panel import Market
from dashboard.store.book import read_files
from dashboard.store.engine import Store
from dashboard.store.forming import Forming, read_forming
from dashboard.store.imports import last_imports
from dashboard.store.markets import read_market
from dashboard.store.quarantine import quarantined_by_reason
from dashboard.store.revision import revision
from dashboard.store.schema import bars, instruments


@dataclass(frozen=True, slots=True)
class Status:
    """The data as it stands.

    symbols: instruments with bars; without_bars: those that the universe names and no file brought. sessions: days on which
    anything traded. gaps: missing symbol-sessions, each between a symbol's own first and last bar. stale: symbols without a
    bar at the last session that are not known to be delisted. refused: path → sentence of every file that cannot be read,
    those of trades among them.
    """

    market: Market | None
    revision: str
    symbols: int
    without_bars: tuple[str, ...]
    bars: int
    sessions: int
    first_session: np.datetime64 | None
    last_session: np.datetime64 | None
    gaps: int
    stale: tuple[str, ...]
    quarantine: dict[str, int]
    files: int
    refused: dict[str, str]
    forming: Forming | None


def status(store: Store) -> Status:
    """Everything at one moment. Two passes over all bars (half a second for a million): ask once per revision."""
    with store.read() as connection:
        own = _own(connection)
        days = _days(connection)
        names = {row.id: row.symbol for row in connection.execute(select(instruments.c.id, instruments.c.symbol))}
        files = last_imports(connection)
        told = [(path, each.refused) for path, each in sorted(files.items())]
        told += [(path, each.refused) for path, each in read_files(connection).items()]
        return Status(
            forming=read_forming(connection),
            market=read_market(connection),
            revision=revision(connection),
            symbols=len(own),
            without_bars=tuple(sorted(symbol for key, symbol in names.items() if key not in own)),
            bars=sum(count for count, _, _ in own.values()),
            sessions=len(days),
            first_session=days[0] if len(days) else None,
            last_session=days[-1] if len(days) else None,
            gaps=_gaps(own, days),
            stale=_stale(connection, days),
            quarantine=quarantined_by_reason(connection),
            files=len(files),
            refused={path: sentence for path, sentence in told if sentence is not None},
        )


def _own(connection: Connection) -> dict[int, tuple[int, np.datetime64, np.datetime64]]:
    """By instrument: how many bars, the first session, the last."""
    columns = (bars.c.instrument_id, func.count(), func.min(bars.c.session), func.max(bars.c.session))
    rows = connection.execute(select(*columns).group_by(bars.c.instrument_id))
    return {key: (count, first, last) for key, count, first, last in rows}


def _days(connection: Connection) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    found = connection.scalars(select(bars.c.session).distinct().order_by(bars.c.session))
    return np.array(list(found), dtype="datetime64[D]")


def _gaps(
    own: dict[int, tuple[int, np.datetime64, np.datetime64]], days: np.ndarray[tuple[int], np.dtype[np.datetime64]]
) -> int:
    spans = [
        int(np.searchsorted(days, last) - np.searchsorted(days, first)) + 1 - count
        for count, first, last in own.values()
    ]
    return sum(spans)


def _stale(connection: Connection, days: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> tuple[str, ...]:
    if not len(days):
        return ()
    last = select(func.max(bars.c.session)).where(bars.c.instrument_id == instruments.c.id).scalar_subquery()
    gone = case((instruments.c.delisted.is_(None), False), else_=instruments.c.delisted <= last)
    query = select(instruments.c.symbol).where(last < days[-1], gone.is_(False)).order_by(instruments.c.symbol)
    return tuple(connection.scalars(query))
