"""The leader's job of taking the market in: what raises there must neither end it nor hide the figures for good."""

from __future__ import annotations

import pytest
from house import Opener

from dashboard.errors import BadMarketFolder, StoreUnavailable
from dashboard.runtime.source import Found


def test_a_fault_in_the_import_itself_is_told_and_the_panel_is_watched_again(
    house: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = house()

    def half_way() -> Found:
        home.desk.intake._note("importing", None)
        raise ZeroDivisionError("in the middle of a file")

    monkeypatch.setattr(home.desk.intake, "look", half_way)
    home.desk.take_in()
    (market,) = home.desk.sources
    assert market.reason == "Taking it in raised ZeroDivisionError: in the middle of a file."
    assert not home.desk.intake.half_done(True)
    assert home.desk.status("mean")[1] == f"No market could be taken in. {market.reason}"


def test_a_database_that_is_away_is_told_and_asked_again_later(house: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    home = house()

    def away() -> bool:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(home.desk.lease, "acquire", away)
    home.desk.take_in()
    assert home.desk.store_failure() == "The database does not answer."


class Appointments:
    """Stands in for the scheduler: what was asked for, and how many seconds from now."""

    running = True

    def __init__(self) -> None:
        self.made: dict[str, float] = {}

    def soon(self, job_id: str, _job: object, delay: float = 0.0) -> None:
        self.made[job_id] = delay

    def stop(self) -> None:
        pass


def test_a_failed_look_is_repeated_sooner_than_the_next_one_would_be(
    house: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = house(INTAKE_SECONDS="60")
    home.desk.scheduler = appointments = Appointments()  # type: ignore[assignment]
    home.desk.sources[0].breaker.clock = home.clock.monotonic

    def gone() -> Found:
        raise BadMarketFolder("The folder is gone.")

    monkeypatch.setattr(home.desk.intake, "look", gone)
    waits = []
    for _ in range(8):
        home.desk.take_in()
        waits.append(appointments.made["intake:retry"])
        home.clock.advance(waits[-1])
    nominal = [2, 4, 8, 16, 32, 60, 60, 60]  # never longer than between two looks
    assert all(0.8 * expected <= wait <= 1.2 * expected for wait, expected in zip(waits, nominal, strict=True)), waits
    appointments.made.clear()
    monkeypatch.setattr(home.desk.intake, "look", lambda: Found({"files": 1, "read": 1}))
    home.desk.take_in()
    assert appointments.made == {}
    assert home.desk.sources[0].state == "ok"
