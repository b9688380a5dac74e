"""Days off the calendar on which most of the market traded become sessions, and their rows come back from the quarantine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from dashboard.market.bars import Quarantined, SessionArray
from dashboard.runtime.ingest.files import Calendar, Check, WithSpecial
from dashboard.runtime.ingest.report import FileReport
from dashboard.runtime.ingest.storing import Description, instrument_ids, kept
from dashboard.store import revision
from dashboard.store.bars import traded, write_bars
from dashboard.store.engine import Store
from dashboard.store.quarantine import crowded_days, read_quarantine, release, write_quarantine
from dashboard.store.revision import Change
from dashboard.store.special_sessions import add_special_sessions, read_special_sessions

NO_SESSION = "no_session"
LEAST_SHARE = 0.5  # of the symbols with bars; `special_sessions` decides, this only spares it the ordinary import


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks need to know of the market."""

    calendar: Calendar
    today: np.datetime64
    description: Description


@dataclass(frozen=True, slots=True)
class Promoted:
    """The days that became sessions, and what that did to the rows."""

    sessions: tuple[np.datetime64, ...] = ()
    reports: tuple[FileReport, ...] = ()


def promote(
    store: Store, context: Context, check: Check, special_sessions: Callable[[Quarantined, int], SessionArray]
) -> Promoted:
    """Find special sessions among all rows kept aside for want of a session, whichever import brought them."""
    with store.read() as connection:
        universe = len(traded(connection))
        days = crowded_days(connection, NO_SESSION, int(LEAST_SHARE * universe))
        if not days:
            return Promoted()
        _, _, aside = read_quarantine(connection, NO_SESSION, days)
    special = special_sessions(aside, universe)
    if not len(special):
        return Promoted()
    with store.write() as connection:
        revision.lock(connection)
        return _promote(connection, special, context, check)


def _promote(connection: Connection, special: SessionArray, context: Context, check: Check) -> Promoted:
    known = read_special_sessions(connection)
    add_special_sessions(connection, special[~np.isin(special, known)])
    calendar = WithSpecial(context.calendar, np.union1d(known, special))
    ids, imports, aside = read_quarantine(connection, NO_SESSION, list(special))
    release(connection, ids)
    stored, still_aside, symbols_new = 0, 0, False
    for import_id in np.unique(imports).tolist():
        rows = kept(aside, np.array(imports) == import_id)
        clean, doubted = check(rows.bars, calendar, context.today, context.description.kinds(rows.bars.symbols))
        instruments, unknown = instrument_ids(connection, clean.symbols, context.description)
        stored += write_bars(connection, clean, instruments, import_id).stored
        write_quarantine(connection, import_id, doubted)
        still_aside, symbols_new = still_aside + len(doubted), symbols_new or unknown
    revision.bump(connection, Change(special.min(), symbols_new))
    back = FileReport("special sessions", stored=stored, quarantined={NO_SESSION: still_aside - len(ids)})
    return Promoted(tuple(special), (back,))
