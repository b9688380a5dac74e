"""Forming bars: what the running session has so far. They are shown as such, and no figure is computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isnan

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from dashboard.market.bars import Bars
from dashboard.store.schema import forming_bars

VALUES = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True)
class Forming:
    """The newest running session of which anything is known, how many symbols it has, and when the last of them came (ISO, UTC)."""

    session: np.datetime64
    symbols: int
    received_at: str


def write_forming(
    connection: Connection, bars: Bars, keys: Mapping[str, int], now: datetime, closed: np.datetime64
) -> None:
    """Keep the newest bar of each symbol, in place of what was known before, and forget those of sessions that have closed."""
    connection.execute(delete(forming_bars).where(forming_bars.c.session <= closed))
    newest = {bars.symbols[code]: row for row, code in enumerate(bars.code.tolist())}
    if not newest:
        return
    received = now.isoformat(timespec="seconds")
    connection.execute(delete(forming_bars).where(forming_bars.c.instrument_id.in_([keys[s] for s in newest])))
    rows = [
        {"instrument_id": keys[symbol], "session": bars.session[row], "received_at": received, **_values(bars, row)}
        for symbol, row in newest.items()
    ]
    connection.execute(insert(forming_bars), rows)


def read_forming(connection: Connection) -> Forming | None:
    """What is known of the running session; None while nothing is."""
    session = connection.scalar(select(func.max(forming_bars.c.session)))
    if session is None:
        return None
    own = forming_bars.c.session == session
    symbols, received = connection.execute(select(func.count(), func.max(forming_bars.c.received_at)).where(own)).one()
    return Forming(session, symbols, received)


def _values(bars: Bars, row: int) -> dict[str, float | None]:
    values = {name: float(getattr(bars, name)[row]) for name in VALUES}
    return {name: None if isnan(value) else value for name, value in values.items()}
