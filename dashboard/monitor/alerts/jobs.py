"""The jobs' own objects, made when the first of them runs: what they import is not in the way of the first request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.evaluation import Evaluation
from dashboard.monitor.alerts.look import Looker
from dashboard.monitor.alerts.reading import Limits
from dashboard.monitor.alerts.rules import RULES
from dashboard.monitor.alerts.sender import Sender
from dashboard.monitor.alerts.watchman import Watchman
from dashboard.runtime.desk import Desk

if TYPE_CHECKING:
    from config import Config

MEBIBYTE = 2**20


def watchman_of(
    desk: Desk,
    config: Config,
    channels: Sequence[Channel],
    link: str,
    now: Callable[[], datetime],
    wake: Callable[[], None],
) -> Watchman:
    """The watchman of one process, with its sender."""
    names = tuple(each.name for each in channels)
    return Watchman(
        looker=Looker(desk, config.instance),
        evaluation=Evaluation(desk.store, RULES, limits_of(config), names, link, now),
        sender=Sender(desk.store, dict(zip(names, channels, strict=True)), lambda: desk.leading, now),
        leading=lambda: desk.leading,
        store_failure=desk.store_failure,
        now=now,
        seconds=config.alert_seconds,
        wake=wake,
    )


def limits_of(config: Config) -> Limits:
    """From where on the rules fire."""
    return Limits(
        failed_runs=config.alert_failed_runs,
        stale_sessions=config.alert_stale_sessions,
        source_looks=config.alert_source_looks,
        disk_free=config.disk_warning * MEBIBYTE,
    )
