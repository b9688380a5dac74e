"""When a provider is looked at: simulated weeks of clock time, counted in looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from folders import calendar_for

from dashboard.errors import BadConfig, SourceUnavailable
from dashboard.market.panel import Market
from dashboard.runtime import syncing as module
from dashboard.runtime.breaker import Breaker
from dashboard.runtime.market_state import MarketClock
from dashboard.runtime.source import Found, Source
from dashboard.runtime.syncing import LOOK_SECONDS, Syncing, open_provider

SETTLING = timedelta(minutes=30)
EVERY = timedelta(minutes=15)


class Clock:
    """A clock that a test turns."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


class Watched:
    """A Syncing on a clock, whose provider brings what is due as soon as it is looked at, or fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime, last: str, *, demo: bool = False) -> None:
        self.clock, self.market = Clock(at), Market("Here", "XNYS", demo=demo)
        self.exchange = MarketClock(calendar_for, self.clock, SETTLING)
        self.exchange.follow(self.market, np.datetime64(last))
        self.looks: list[datetime] = []
        self.fails = False
        source = Source("test", "Test", None, Breaker(self.clock.monotonic, Random(1)), self.clock)
        self.syncing = Syncing(
            None, None, source, calendar_for, self.clock, self.exchange.state, SETTLING, EVERY  # type: ignore[arg-type]
        )  # fmt: skip
        monkeypatch.setattr(Syncing, "_sync", lambda _: self._bring())

    def _bring(self) -> Found:
        self.looks.append(self.clock())
        if self.fails:
            raise SourceUnavailable("It is away.")
        state = self.exchange.state()
        assert state is not None
        self.exchange.follow(self.market, np.datetime64(state.expected_session))
        return Found({"read": 1})

    def until(self, end: datetime) -> list[datetime]:
        self.looks.clear()
        while self.clock.moment < end:
            self.syncing.look()
            self.clock.moment += timedelta(seconds=LOOK_SECONDS)
        return list(self.looks)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watched]:
    return lambda moment, last, **more: Watched(monkeypatch, at(moment), last, **more)


def test_a_weekend_costs_no_request(watched: Callable[..., Watched]) -> None:
    assert watched("2026-11-20T22:00", "2026-11-20").until(at("2026-11-23T14:29")) == []


def test_an_open_session_is_looked_at_every_quarter_of_an_hour_and_once_when_its_data_are_due(
    watched: Callable[..., Watched],
) -> None:
    looks = watched("2026-11-23T05:00", "2026-11-20").until(at("2026-11-24T05:00"))
    during = [moment for moment in looks if moment < at("2026-11-23T21:00")]
    assert len(during) == 26  # six hours and a half
    assert [moment for moment in looks if moment >= at("2026-11-23T21:00")] == [at("2026-11-23T21:30")]


def test_thanksgiving_is_quiet_and_its_friday_ends_early(watched: Callable[..., Watched]) -> None:
    looks = watched("2026-11-25T22:00", "2026-11-25").until(at("2026-11-28T22:00"))
    assert {moment.date().isoformat() for moment in looks} == {"2026-11-27"}
    assert looks[-1] == at("2026-11-27T18:30")


def test_a_provider_that_is_away_is_asked_less_and_less_often_and_heals(watched: Callable[..., Watched]) -> None:
    one = watched("2026-11-20T22:00", "2026-11-19")
    one.fails = True
    tried = one.until(at("2026-11-21T22:00"))
    gaps = [(b - a).total_seconds() for a, b in pairwise(tried)]
    assert 3 < len(tried) < 97, "a look every quarter of an hour would be 96"
    assert min(gaps) >= EVERY.total_seconds()
    one.fails = False
    assert len(one.until(at("2026-11-23T14:00"))) == 1
    assert one.syncing.source.state == "ok"


def test_the_demo_is_never_asked_for(watched: Callable[..., Watched]) -> None:
    assert watched("2026-11-23T15:00", "2026-11-20", demo=True).until(at("2026-11-24T15:00")) == []


def test_a_clock_that_was_set_back_does_not_end_the_looking(watched: Callable[..., Watched]) -> None:
    one = watched("2026-11-24T15:00", "2026-11-23")
    one.until(at("2026-11-24T16:00"))
    one.clock.moment = at("2026-11-23T15:00")
    assert len(one.until(at("2026-11-23T15:20"))) == 2


def test_a_drop_folder_that_nobody_named_stops_the_boot(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="DROP_FOLDER"):
        open_provider("drop", None, tmp_path)
    assert open_provider("drop", tmp_path, tmp_path).key == "drop"
    assert set(module.PROVIDERS) == {"drop", open_provider("yahoo", None, tmp_path).key}
