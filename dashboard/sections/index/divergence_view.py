"""The divergences as one session knew them: those of the last year, with their status then and the record of their kind."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from dashboard.section import Result
from dashboard.sections.index.events import DIRECTIONS, DOW, KINDS, STATUSES, Divergences
from dashboard.sections.index.plain import number
from dashboard.sections.index.record import Record, record_of
from dashboard.sections.index.selection import place_of
from dashboard.sections.index.track import Track, tracks_at
from dashboard.sections.index.windows import DEADLINE_SESSIONS, LISTED_SESSIONS

NO_STOCKS, BEYOND_TIMETABLE, WARM_UP = "no_stocks", "beyond_the_timetable", "warm_up"
Tracks = dict[tuple[int, int], Track]


def divergence(result: Result, t: int) -> dict[str, Any]:
    """Those that became known in the last LISTED_SESSIONS sessions, newest first, of every index."""
    return _listed(result, t, None)


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `divergence`, what the closed card reads: how many of the listed ones have each status."""
    found = record_of(result).found
    counts = Counter(STATUSES[found.status_at(k, t)] for k in _listed_at(found, t))
    return {"counts": {status: counts[status] for status in STATUSES}}


def divergence_of(result: Result, t: int, symbol: str) -> dict[str, Any]:
    """Those of one index."""
    return _listed(result, t, place_of(result, symbol))


def _listed(result: Result, t: int, index: int | None) -> dict[str, Any]:
    record = record_of(result)
    found = record.found
    tracks = tracks_at(found, record.base, t)
    listed = [k for k in _listed_at(found, t) if index is None or found.index[k] == index]
    objects = [_divergence(result, record, tracks, k, t) for k in listed]
    counts = Counter(one["status"] for one in objects)
    return {
        "divergences": objects,
        "counts": {status: counts[status] for status in STATUSES},
        "listed_sessions": LISTED_SESSIONS,
        "records": list(tracks.values()),
        "reasons": {} if record.has_stocks else {"breadth": NO_STOCKS},
    }


def _listed_at(found: Divergences, t: int) -> range:
    """Those that became known in the last LISTED_SESSIONS sessions, newest first."""
    first = int(np.searchsorted(found.known, t - LISTED_SESSIONS, side="right"))
    return range(found.known_by(t) - 1, first - 1, -1)


def _divergence(result: Result, record: Record, tracks: Tracks, k: int, t: int) -> dict[str, Any]:
    found = record.found
    kind, direction, index = int(found.kind[k]), int(found.direction[k]), int(found.index[k])
    status = found.status_at(k, t)
    deadline = int(found.known[k]) + DEADLINE_SESSIONS
    one: dict[str, Any] = {
        "kind": KINDS[kind],
        "direction": DIRECTIONS[direction],
        "symbol": record.symbols[index],
        "against": _against(record, k) if kind == DOW else None,
        "earlier_on": result.labels[found.earlier[k]],
        "pivot_on": result.labels[found.pivot[k]],
        "confirmed_on": result.labels[found.known[k]],
        "strength": number(found.strength[k]),
        "status": STATUSES[status],
        "status_on": result.labels[found.ended[k] if status else found.known[k]],
        "expires_on": _day(result, record, t, deadline),
        "sessions_left": max(deadline - t, 0) if status == 0 else None,
        "price": {"earlier": number(found.price_earlier[k]), "pivot": number(found.price_pivot[k])},
        "other": None
        if kind == DOW
        else {"earlier": number(found.other_earlier[k]), "pivot": number(found.other_pivot[k])},
        "confirms_beyond": number(found.confirms_beyond[k]),
        "fails_beyond": number(found.fails_beyond[k]),
        "record": tracks[kind, direction],
    }
    why = {"strength": WARM_UP, "expires_on": BEYOND_TIMETABLE}
    return one | {"reasons": {name: reason for name, reason in why.items() if one[name] is None}}


def _against(record: Record, k: int) -> list[str]:
    return [record.symbols[s] for s in np.flatnonzero(record.found.laggards[k])]


def _day(result: Result, record: Record, t: int, row: int) -> str | None:
    """The session of a row that session t may not have seen: then by the timetable, None where that does not reach."""
    if row <= t:
        return result.labels[row]
    place = int(np.searchsorted(record.schedule, result.sessions[t])) + row - t
    return str(record.schedule[place]) if place < len(record.schedule) else None


def divergence_table(result: Result, t: int) -> dict[str, list[Any]]:
    """Every divergence that session t knew, oldest first, as columns."""
    record = record_of(result)
    tracks = tracks_at(record.found, record.base, t)
    rows = [_divergence(result, record, tracks, k, t) for k in range(record.found.known_by(t))]
    plain = (
        "kind",
        "direction",
        "symbol",
        "earlier_on",
        "pivot_on",
        "confirmed_on",
        "strength",
        "status",
        "status_on",
        "expires_on",
    )
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in plain}
    levels = {name: [row[name] for row in rows] for name in ("confirms_beyond", "fails_beyond")}
    return columns | levels | {"against": [" ".join(row["against"] or ()) for row in rows]}
