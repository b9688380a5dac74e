"""A channel: one place that messages go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboard.monitor.alerts.delivery.line import Line
from dashboard.monitor.alerts.message import Message

Send = Callable[[Message, Line], None]
"""send(message, line): raises DeliveryFailed. The message's key goes along where the receiver has a place for it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """name: stands in the outbox and on the page, so it holds no secret. repeats_are_known: whether the key goes along."""

    name: str
    kind: Literal["webhook", "mail", "service"]
    send: Send
    repeats_are_known: bool = True


def distinct(names: list[str]) -> list[str]:
    """Names of which no two are alike: the second of a kind gets a 2."""
    return [
        name if names[:place].count(name) == 0 else f"{name} {names[:place].count(name) + 1}"
        for place, name in enumerate(names)
    ]
