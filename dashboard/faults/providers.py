"""A provider that goes wrong: the real yfinance asks a local Yahoo that limits, drips, answers with web pages, or with nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import numpy as np

from dashboard.faults import folder
from dashboard.faults.database import EVENING
from dashboard.faults.fault import Expected, Fault
from dashboard.faults.local_yahoo import LocalYahoo, Quotes, local_yahoo
from dashboard.faults.rig import LAST, NEXT, SESSIONS, Rig
from dashboard.market.sessions import open_calendar
from dashboard.market.sources.providers.yahoo import PATIENCE_SECONDS, Yahoo
from dashboard.runtime.syncing import LOOK_SECONDS, follow

HASTY_SECONDS = 0.25  # what an answer may take: the local Yahoo needs a hundredth of it
EVERY = timedelta(seconds=60)
LASTS = LOOK_SECONDS + 3
HEALS = EVERY.total_seconds() + 2 * LOOK_SECONDS
PRICES = ("open", "high", "low", "close")
REFUSED = r"Six symbols got no believable answer from Yahoo, AAA among them\. AAA: Yahoo has no prices of AAA"
OUTAGE = r"Yahoo: nothing could be taken in\. "


def quotes(rig: Rig) -> dict[str, Quotes]:
    """What Yahoo has of the rig's market: the stored sessions, and the one of the rig's day."""
    days = open_calendar("XNYS", rig.place / "instance" / "cache").sessions(
        LAST - np.timedelta64(2 * SESSIONS, "D"), NEXT
    )
    days = days[-SESSIONS - 1 :]
    return {symbol: _quotes(symbol, days) for symbol in (folder.BENCHMARK, *folder.SYMBOLS)}


def _quotes(symbol: str, days: Any) -> Quotes:
    prices, volume = folder.rows(symbol, days)
    columns = {name: prices[:, place].tolist() for place, name in enumerate(PRICES)}
    return Quotes(list(days), {**columns, "volume": volume.tolist()})


def answering(mood: str) -> Callable[[Rig, str], Any]:
    """A desk that syncs from a Yahoo of that mood, on the evening of a session; its mood is good afterwards."""

    @contextmanager
    def inject(rig: Rig, _: str) -> Iterator[None]:
        yahoo = rig.borrowed.enter_context(local_yahoo(quotes(rig)))
        yahoo.mood = mood
        connect(rig, yahoo)
        rig.time.advance(EVENING)
        yield
        yahoo.mood = "good"
        yahoo.patience.set()

    return inject


def connect(rig: Rig, yahoo: LocalYahoo) -> None:
    """Have the rig's desk sync from it, as SYNC=yahoo does."""
    provider = Yahoo(
        rig.place / "instance" / "cache" / "yahoo",
        wait=lambda _: None,
        session=yahoo.session(),
        timeout=HASTY_SECONDS,
    )
    follow(rig.desk, provider, rig.desk.market_clock.settling, EVERY)


def fault(mood: str, what: str, health: str, heals_within: float = HEALS) -> Fault:
    """The provider's fault of that mood."""
    return Fault(
        f"provider-{mood}",
        what,
        answering(mood),
        Expected("", health, heals_within, brings=True),
        lasts=LASTS,
        needs="yfinance",
    )


FAULTS = (
    fault(
        "limited", "Yahoo answers 429.", OUTAGE + r"Yahoo asks to be left alone", PATIENCE_SECONDS + 2 * LOOK_SECONDS
    ),
    fault("html", "Yahoo answers 200 with a web page.", OUTAGE + r".*no prices"),
    fault("shell", "Yahoo answers 202 with an empty shell of a page.", OUTAGE + r".*no prices"),
    fault("drip", "Yahoo begins to answer and never ends.", OUTAGE + r".*cannot be reached"),
    fault("torn", "Yahoo's answer breaks off in the middle.", OUTAGE + r".*no prices"),
    fault("columns", "Yahoo calls its columns something else.", OUTAGE + r".*no prices"),
    fault("broken", "Yahoo answers 500.", REFUSED),
    fault("empty", "Yahoo answers with no prices at all.", REFUSED),
    fault("unknown", "Yahoo says that it knows none of the symbols.", REFUSED),
)
