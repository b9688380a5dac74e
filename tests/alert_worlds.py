"""A small world for tests of alerts: a clock, what the rules see, a channel that keeps what it is sent, and a real store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from builders import Clock

from dashboard.errors import DeliveryFailed
from dashboard.market.panel import Market
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.delivery.line import Line
from dashboard.monitor.alerts.evaluation import Evaluation
from dashboard.monitor.alerts.look import Disk, Figures, Look, SeenSection, SeenSource
from dashboard.monitor.alerts.message import Message
from dashboard.monitor.alerts.reading import Limits
from dashboard.monitor.alerts.rules import RULES
from dashboard.monitor.alerts.sender import Sender
from dashboard.monitor.alerts.watchman import Watchman
from dashboard.runtime.market_state import MarketState
from dashboard.store.engine import Store
from dashboard.store.markets import write_market

GOOD_RUN = "2018-02-07T15:00:00Z"
LINK = "http://127.0.0.1:8080/health"


def market(behind: int | None = 0, session: str = "open") -> MarketState:
    """The state of the Tiny market: how far behind, and whether its exchange trades."""
    return MarketState(
        "Tiny", False, session, "2018-02-06", behind, "XNYS", "America/New_York", "USD", "2018-02-08T14:30:00Z",
        "2018-02-07T21:00:00Z", False, "2018-02-06", "2018-02-07T22:00:00Z",
    )  # fmt: skip


def section(key: str = "breadth", failures: int = 0, last_run_at: str | None = GOOD_RUN) -> SeenSection:
    """A section whose last runs failed so often."""
    return SeenSection(key, key.title(), failures, last_run_at, "It divided by zero." if failures else None)


def source(failures: int = 0, state: str | None = None) -> SeenSource:
    """The market folder, read or not."""
    return SeenSource(
        "market", "The market folder", state or ("failed" if failures else "ok"), "It is gone." if failures else None, failures
    )  # fmt: skip


WELL = Look(
    market=market(),
    sections=(section("breadth"), section("index")),
    sources=(source(),),
    disk=Disk(50 * 2**30, 100 * 2**30),
    age_sessions=lambda _: 0,
)


def figures(**data: Any) -> Callable[[str, str], Figures | None]:
    """Figures by section: breadth={…} stands for breadth/current, position={…} for position/risk."""
    endpoints = {"breadth": "current", "position": "risk"}
    return lambda key, name: Figures("2018-02-07", data[key]) if key in data and endpoints[key] == name else None


@dataclass
class Inbox:
    """A channel that keeps what it is sent, and fails as often as it is told."""

    name: str = "inbox"
    messages: list[Message] = field(default_factory=list)
    attempts: int = 0
    failures: list[DeliveryFailed] = field(default_factory=list)

    def send(self, message: Message, _line: Line) -> None:
        self.attempts += 1
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(message)

    @property
    def channel(self) -> Channel:
        return Channel(self.name, "webhook", self.send)

    @property
    def told(self) -> list[tuple[str, tuple[str, ...]]]:
        """What arrived: kind, and the rule/subject of every incident in it."""
        return [(m.kind, tuple(f"{one['rule']}/{one['subject']}" for one in m.incidents)) for m in self.messages]


class World:
    """One process's alerts on a store. `look` is what the rules see from now on."""

    def __init__(self, store: Store, *inboxes: Inbox, clock: Clock | None = None, seconds: float = 30.0) -> None:
        self.store, self.seconds = store, seconds
        self.clock = clock or Clock()
        self.look = WELL
        self.leads = True
        self.failure: str | None = None
        self.inboxes = inboxes or (Inbox(),)
        self.inbox = self.inboxes[0]
        with store.write() as connection:
            write_market(connection, Market(name="Tiny", calendar="XNYS"))
        channels = {one.name: one.channel for one in self.inboxes}
        evaluation = Evaluation(store, RULES, Limits(), tuple(channels), LINK, self.clock.now)
        self.sender = Sender(store, channels, lambda: self.leads, self.clock.now, Random(7), seconds=5.0)
        self.watchman = Watchman(
            lambda: self.look, evaluation, self.sender, lambda: self.leads, lambda: self.failure, self.clock.now, seconds
        )  # fmt: skip

    def sees(self, **changes: Any) -> World:
        """From now on the rules see this."""
        self.look = replace(self.look, **changes)
        return self

    def passes(self, looks: int = 1) -> World:
        """So many evaluations, each followed by a round of sending."""
        for _ in range(looks):
            self.clock.advance(self.seconds)
            self.watchman.evaluate()
            self.sender.run()
        return self
