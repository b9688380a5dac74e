"""What every envelope says of the market: its name, whether it trades now, and how far the store is behind the exchange.

Behind is counted in the exchange's own time: a session counts once its data are due, some minutes after its close. A night, a weekend,
a holiday, a half day and a change of the clocks put nobody behind.
"""

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
    """True from when it was made until the exchange's next transition, or until the data of a session are due.

    sessions_behind counts sessions without data whose data are due. expected_session: the last one of which they are. data_due_at:
    when those of the session after it are.
    """

    name: str
    demo: bool
    session: str
    last_session: str | None
    sessions_behind: int | None
    calendar: str
    timezone: str
    currency: str
    next_open: str
    next_close: str
    half_day: bool
    expected_session: str
    data_due_at: str

    def wire(self) -> dict[str, Any]:
        """As it stands in an envelope."""
        return asdict(self)


class MarketClock:
    """Keeps the market state current: it is made again when the exchange opens or closes, or when the market's data change."""

    def __init__(
        self,
        calendar_for: Callable[[str], ExchangeCalendar],
        now: Callable[[], datetime],
        settling: timedelta = timedelta(),
    ) -> None:
        """settling: how long after the close a session's data are due."""
        self._calendar_for = calendar_for
        self._now = now
        self.settling = settling
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
        trading, settled = calendar.state(now), now - self.settling
        due = calendar.state(settled).next_close + self.settling
        state = MarketState(
            name=market.name, demo=market.demo, session=trading.session, last_session=None if last is None else str(last),
            sessions_behind=None if last is None else calendar.behind(last, settled), calendar=market.calendar, timezone=calendar.timezone,
            currency=market.currency, next_open=_iso(trading.next_open), next_close=_iso(trading.next_close), half_day=trading.half_day,
            expected_session=str(calendar.last_closed(settled)), data_due_at=_iso(due),
        )  # fmt: skip
        return state, min(trading.until, due)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
