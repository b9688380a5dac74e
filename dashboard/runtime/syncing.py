"""Syncing: the scheduled look at a provider, which knows when there can be anything new.

While the exchange is open it looks every so often at what the running session has so far; after the close it waits until the session's data
are due, and looks until they are there. Nights, weekends and holidays cost no request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from dashboard.errors import BadConfig
from dashboard.market.sessions import ExchangeCalendar
from dashboard.market.sources.providers import Provider
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.desk import Desk
from dashboard.runtime.market_state import MarketState
from dashboard.runtime.source import Found, Source
from dashboard.store.engine import Store

PROVIDERS = ("yahoo", "drop")

LOOK_SECONDS = 30.0  # how often it is asked whether a look is due; the looks themselves are apart by `every`


@dataclass
class Syncing:
    """One provider's schedule. `source` carries its breaker and what became of its looks; state: of the stored market now."""

    store: Store
    provider: Provider
    source: Source
    calendar_for: Callable[[str], ExchangeCalendar]
    now: Callable[[], datetime]
    state: Callable[[], MarketState | None]
    settling: timedelta
    every: timedelta
    _looked_at: datetime | None = None

    def due(self) -> bool:
        """Whether there can be anything new, and the last look is long enough ago; never of a generated market."""
        state = self.state()
        if state is None or state.demo or not (state.session == "open" or state.sessions_behind):
            return False
        ago = None if self._looked_at is None else self.now() - self._looked_at
        return ago is None or ago >= self.every or ago < timedelta()  # a clock that was set back starts anew

    def look(self) -> bool:
        """Sync if that is due; whether it was tried."""
        if not self.due():
            return False
        tried = self.source.look(self._sync)
        if tried:
            self._looked_at = self.now()
        return tried

    def _sync(self) -> Found:
        from dashboard.runtime.ingest.sync import sync
        from dashboard.runtime.intake import found

        state = self.state()
        assert state is not None
        moment = self.now()
        return found(sync(self.store, self.provider, self.calendar_for(state.calendar), moment, moment - self.settling))


def open_provider(name: str, drop_folder: Path | None, cache: Path) -> Provider:
    """The provider of that name. cache: a folder of ours for what a provider remembers. Raises BadConfig."""
    if name == "yahoo":
        from dashboard.market.sources.providers.yahoo import Yahoo

        return Yahoo(cache / "yahoo")
    from dashboard.market.sources.providers.drop_folder import DropFolder

    if drop_folder is None:
        raise BadConfig("SYNC=drop needs DROP_FOLDER, the folder that files of new bars are left in.")
    return DropFolder(drop_folder)


def follow(desk: Desk, provider: Provider, settling: timedelta, every: timedelta) -> Syncing:
    """Have the desk sync from the provider on its schedule, as long as this process leads; the source joins those that health shows."""
    breaker = Breaker(desk.clock, Random(provider.key))  # noqa: S311
    source = Source(provider.key, provider.title, None, breaker, desk.now)
    syncing = Syncing(
        desk.store, provider, source, desk.intake.calendar_for, desk.now, desk.market_state, settling, every
    )  # fmt: skip

    def look() -> None:
        if desk.leads() and syncing.look():
            desk.watch()

    desk.sources.append(source)
    desk.jobs.append(("sync", LOOK_SECONDS, look))
    return syncing
