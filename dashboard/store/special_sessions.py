"""Special sessions: days off the exchange's calendar on which most of the market traded."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, insert, select

from dashboard.market.bars import SessionArray
from dashboard.store.schema import special_sessions


def read_special_sessions(connection: Connection) -> SessionArray:
    """All special sessions, ascending: datetime64[D] [S]."""
    found = connection.scalars(select(special_sessions.c.session).order_by(special_sessions.c.session))
    return np.array(list(found), dtype="datetime64[D]")


def add_special_sessions(connection: Connection, new: SessionArray) -> None:
    """Enter days that the database does not hold as special yet."""
    if len(new):
        connection.execute(insert(special_sessions), [{"session": day} for day in new])
