"""The data's health: how far they are behind the exchange, which symbols stand still, what is kept aside, and where they come from."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.errors import StoreUnavailable
from dashboard.market.panel import Panel
from dashboard.market.quality.reasons import NOTED, REASONS
from dashboard.monitor.section_health import breaker
from dashboard.runtime.desk import Desk
from dashboard.store.quarantine import quarantined_by_reason

ENDED_SESSIONS = (
    21  # a symbol without a bar for a month has left the market; one without a bar since yesterday lacks data
)
NAMED = 12


class DataHealth:
    """Reads the panel in memory; what needs a query is asked again only when something was taken in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._symbols: tuple[str | None, dict[str, Any]] | None = None
        self._quarantine: tuple[tuple[Any, ...], dict[str, Any]] | None = None

    def report(self) -> dict[str, Any]:
        """What the store holds and how far it is behind the exchange."""
        desk = self._desk
        state, panel = desk.market_state(), desk.panel
        return {
            "market": None if state is None else state.wire(),
            "revision": desk.newest_revision,
            "symbols": None if panel is None else len(panel.symbols),
            "sessions": None if panel is None else len(panel.sessions),
            "first_session": None if panel is None else str(panel.sessions[0]),
            "store": desk.store_failure() or "ok",
            "stale": None if panel is None else self._stale(panel),
            "quarantine": self._kept_aside(),
        }

    def sources(self) -> list[dict[str, Any]]:
        """Where data come from; a process that does not lead takes nothing in, and says so."""
        desk = self._desk
        return [
            {**source.report(), "leads": desk.leading, "breaker": breaker(source.breaker, desk.now())}
            for source in desk.sources
        ]

    def _stale(self, panel: Panel) -> dict[str, Any]:
        if self._symbols is None or self._symbols[0] != panel.revision:
            self._symbols = panel.revision, stale_symbols(panel)
        return self._symbols[1]

    def _kept_aside(self) -> dict[str, Any] | None:
        desk = self._desk
        asked_of = (desk.newest_revision, *(source.last_import_at for source in desk.sources))
        if desk.store_failure():
            return None if self._quarantine is None else self._quarantine[1]
        if self._quarantine is None or self._quarantine[0] != asked_of:
            try:
                self._quarantine = asked_of, self._counted()
            except StoreUnavailable:
                return None
        return self._quarantine[1]

    def _counted(self) -> dict[str, Any]:
        with self._desk.store.read() as connection:
            by_reason = quarantined_by_reason(connection)
        told = [
            {"reason": reason, "rows": rows, "meaning": REASONS.get(reason, ""), "bar_is_kept": reason in NOTED}
            for reason, rows in by_reason.items()
        ]
        return {"rows": sum(by_reason.values()), "by_reason": told}


def stale_symbols(panel: Panel) -> dict[str, Any]:
    """Symbols without a bar at the panel's last session that are not known to be delisted, those with the newest bars first.

    count: of those whose last bar is within a month. ended: of those that have had none for longer. named: the first of them.
    """
    length = len(panel.sessions)
    has_bar = np.isfinite(panel.close)
    last = length - 1 - np.argmax(has_bar[::-1], axis=0)
    behind = np.where(has_bar.any(axis=0), length - 1 - last, length)
    known_gone = np.array([each.delisted is not None for each in panel.instruments], dtype=bool)
    columns = np.flatnonzero((behind > 0) & ~known_gone)
    stale = columns[behind[columns] <= ENDED_SESSIONS]
    named = [
        {"symbol": panel.symbols[k], "last_session": str(panel.sessions[last[k]]), "sessions_behind": int(behind[k])}
        for k in sorted(stale, key=lambda k: (behind[k], panel.symbols[k]))[:NAMED]
    ]
    return {"count": len(stale), "of": len(panel.symbols), "ended": len(columns) - len(stale), "named": named}
