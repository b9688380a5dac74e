"""The stored bars are behind the exchange, counted in its own sessions."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.monitor.alerts.look import Look
from dashboard.monitor.alerts.reading import Limits, Reading, Rule

MARKET = "market"


def read(look: Look, limits: Limits) -> Iterator[Reading]:
    """Behind counts sessions whose data are due (DATA_DUE_MINUTES after their close): a closed market is not stale.

    Nothing is said before every source has been looked at once: after a weekend's pause the start itself brings the data.
    """
    state = look.market
    waiting = any(source.state == "waiting" for source in look.sources)
    if waiting or state is None or state.sessions_behind is None:
        yield Reading(MARKET, "unknown")
    elif state.sessions_behind >= limits.stale_sessions:
        sentence = _sentence(state.sessions_behind, state.last_session)
        yield Reading(MARKET, "bad", sentence, state.last_session, needs=2)
    else:
        yield Reading(MARKET, "good", f"The bars are up to date again, to {state.last_session}.", state.last_session)


def _sentence(behind: int, last: str | None) -> str:
    sessions = "1 session of the exchange is" if behind == 1 else f"{behind:,} sessions of the exchange are"
    return f"The data are old: the last bars are of {last}, and {sessions} missing since."


RULE = Rule(
    "stale_data", "Data stale", "warning",
    "Sessions of the exchange whose data are due are missing (ALERT_STALE_SESSIONS); nights, weekends and holidays do not count.",
    read, because_of=("source_down",),
)  # fmt: skip
