"""What every envelope says of the market: its name, whether it trades now, and how far the store is behind the exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from dashboard.market.panel import Market
from dashboard.market.sessions import ExchangeCalendar

LONGEST = timedelta(minutes=10)  # a midnight may turn a closed exchange into one on holiday, and a clock may jump


@dataclass(frozen=True, slots=True)
class MarketState:
    """True from when it was made until the exchange's next transition. sessions_behind counts closed sessions without data."""

    name: str
    demo: bool
    session: str
    last_session: str | None
    sessions_behind: int | None
    calendar: str
    timezone: str
    currency: str
    next_open: str | None
    next_close: str | None
    half_day: bool

    def wire(self) -> dict[str, Any]:
        """As it stands in an envelope."""
        return asdict(self)


class MarketClock:
    """Keeps the market state current: it is made again when the exchange opens or closes, or when the market's data change."""

    def __init__(self, calendar_for: Callable[[str], ExchangeCalendar], now: Callable[[], datetime]) -> None:
        self._calendar_for = calendar_for
        self._now = now
        self._market: Market | None = None
        self._last_session: np.datetime64 | None = None
        self._state: MarketState | None = None
        self._made_at = self._until = datetime.min.replace(tzinfo=UTC)

    def follow(self, market: Market, last_session: np.datetime64 | None) -> None:
        """The market and its last stored session are these from now on."""
        self._market, self._last_session = market, last_session
        self._state = None

    def state(self) -> MarketState | None:
        """The state now; None while the store holds no market."""
        if self._market is None:
            return None
        state, now = self._state, self._now()
        if state is None or not self._made_at <= now < self._until:
            state, until = self._made(self._market)
            self._made_at, self._until = now, min(until, now + LONGEST)
            self._state = state
        return state

    def _made(self, market: Market) -> tuple[MarketState, datetime]:
        calendar, now, last = self._calendar_for(market.calendar), self._now(), self._last_session
        trading = calendar.state(now)
        state = MarketState(
            name=market.name, demo=market.demo, session=trading.session, last_session=None if last is None else str(last),
            sessions_behind=None if last is None else calendar.behind(last, now), calendar=market.calendar, timezone=calendar.timezone,
            currency=market.currency, next_open=_iso(trading.next_open), next_close=_iso(trading.next_close), half_day=trading.half_day,
        )  # fmt: skip
        return state, trading.until


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
