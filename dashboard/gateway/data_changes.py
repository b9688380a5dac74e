"""What became of the data between two sessions: new sessions, rows kept aside, symbols that fell silent, a history that was revised."""

from __future__ import annotations

import numpy as np

from dashboard.market.panel import Panel
from dashboard.section import Change
from dashboard.store.engine import Store
from dashboard.store.quarantine import quarantined_between
from dashboard.store.revision import changes_since

NAMED = 8  # symbols that a sentence names


def data_changes(store: Store, panel: Panel, then: int, now: int, revision: str | None) -> list[Change]:
    """`revision` is the store's as it was seen at session `then`, None where nobody knows. Raises StoreUnavailable."""
    day = str(panel.sessions[now])
    with store.read() as connection:
        aside = quarantined_between(connection, panel.sessions[then], panel.sessions[now])
        changed = None if revision is None else changes_since(connection, revision)
    found = [*new_sessions(panel, then, now), *silent(panel, then, now)]
    if aside:
        reasons = ", ".join(f"{many:,} {reason.replace('_', ' ')}" for reason, many in aside.items())
        found.append(Change(day, f"{counted(sum(aside.values()), 'row')} of these sessions kept aside: {reasons}"))
    if changed is not None and changed.first_session is not None and changed.first_session <= panel.sessions[then]:
        found.append(
            Change(day, f"The history was revised from {changed.first_session} on: what you saw may read otherwise")
        )
    return found


def new_sessions(panel: Panel, then: int, now: int) -> list[Change]:
    """That there are new sessions, and how many."""
    many = now - then
    if many <= 0:
        return []
    first, last = (str(panel.sessions[row]) for row in (then + 1, now))
    span = last if many == 1 else f"{first} to {last}"
    return [Change(last, f"{counted(many, 'new session')}: {span}")]


def silent(panel: Panel, then: int, now: int) -> list[Change]:
    """Stocks and indices that traded at session `then` and have had no bar since, delistings that were known aside."""
    if now <= then:
        return []
    gone = ~np.isnan(panel.close[then]) & np.isnan(panel.close[then + 1 : now + 1]).all(axis=0)
    day = panel.sessions[now]
    ended = np.array([one.delisted is not None and one.delisted < day for one in panel.instruments], dtype=bool)
    symbols = [panel.symbols[column] for column in np.flatnonzero(gone & ~ended).tolist()]
    if not symbols:
        return []
    more = f" and {len(symbols) - NAMED} more" if len(symbols) > NAMED else ""
    words = f"{counted(len(symbols), 'symbol')} without a bar since {panel.sessions[then]}: {', '.join(symbols[:NAMED])}{more}"
    return [Change(str(day), words)]


def counted(many: int, word: str) -> str:
    """ "1 row", "1,204 rows"."""
    return f"{many:,} {word}{'' if many == 1 else 's'}"
