"""Position follows events, not a timer: a change of the account, a new regime, new bars; and the page hears of it by its next pulse."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from house import House, Opener

from dashboard.market.panel import Panel
from dashboard.sections.position import SECTION
from dashboard.signals import bars_changed, regime_changed

PATIENCE = 60.0


class Runs:
    """The section's job, run by the scheduler's own thread; `wait` until it has ended once more."""

    def __init__(self, home: House) -> None:
        self.home, self.ended, self.many = home, threading.Semaphore(0), 0

    def __call__(self, **options: Any) -> None:
        self.home.desk.refresh("position", **options)
        self.many += 1
        self.ended.release()

    def wait(self) -> None:
        assert self.ended.acquire(timeout=PATIENCE)


@pytest.fixture
def home(house: Opener, market: Panel) -> House:
    opened = house(SECTION)
    opened.desk.refresh_book()
    return opened.show(market)


@pytest.fixture
def runs(home: House) -> Iterator[Runs]:
    made = Runs(home)
    home.desk.scheduler.section(SECTION, made)
    home.desk.scheduler.start()
    yield made
    home.desk.scheduler.stop()


def put(home: House, values: dict[str, Any]) -> None:
    token = home.get("/").text.split('name="write-token" content="')[1].split('"')[0]
    assert home.client.put("/api/account", json=values, headers={"X-CSRF-Token": token}).status_code == 200


def test_a_changed_account_is_sized_anew_and_the_pulse_says_so(home: House, runs: Runs) -> None:
    assert SECTION.refresh_seconds == 0
    assert home.desk.scheduler.next_run("position") is None  # no timer: without an event nothing runs
    before = home.get("/api/pulse").get_json()["sections"]["position"]
    put(home, {"equity": 250_000})
    runs.wait()
    after = home.get("/api/pulse").get_json()["sections"]["position"]
    assert after["status"] == "ok"
    assert after["revision"] != before["revision"]
    account = home.get("/api/position/recommendations").get_json()["data"]["account"]
    assert (account["equity"], account["is_example"]) == (250_000, False)


def test_a_change_of_regime_and_new_bars_each_make_it_run(home: House, runs: Runs) -> None:
    regime_changed.send(
        "regime", before="choppy", after="uptrend", session=None, score=0.4, confidence=None, first_told=True
    )
    runs.wait()
    bars_changed.send("market", revision="r2", first_session=None)
    runs.wait()
    assert runs.many == 2
    assert home.get("/api/position/recommendations").get_json()["status"] == "ok"
