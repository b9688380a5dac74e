"""A change of regime is told once: not by computing it anew, not after a restart, and to every process's own listeners."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from typing import Any

import pytest
from builders import mean_close, panel, section
from house import House, Opener

from dashboard.section import Result, Section, Verdict
from dashboard.signals import regime_changed

RISING, FALLING = [[1.0], [2.0], [3.0]], [[1.0], [2.0], [3.0], [-4.0]]


def by_sign(result: Result) -> Verdict:
    mean = float(result.series["mean"][-1])
    return Verdict(result.sessions[-1], "up" if mean > 0 else "down", "bull" if mean > 0 else "bear", mean, nan)


def regime() -> Section:
    return section(key="mean", verdict=by_sign)


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def hear(sender: str, **what: Any) -> None:
        heard.append({"sender": sender, **what})

    with regime_changed.connected_to(hear):
        yield heard


def test_a_change_is_told_with_what_it_was_and_what_it_is(house: Opener, told: list[dict[str, Any]]) -> None:
    home = house(regime()).show(panel(RISING))
    assert told == []
    home.show(panel(FALLING, revision="r2"))
    (change,) = told
    assert (change["sender"], change["before"], change["after"], change["score"]) == ("mean", "up", "down", -4.0)
    assert (str(change["session"]), change["confidence"], change["first_told"]) == ("2018-02-01", None, True)


def test_computing_it_anew_tells_nothing(house: Opener, told: list[dict[str, Any]]) -> None:
    home = house(regime()).show(panel(RISING)).show(panel(FALLING, revision="r2"))
    told.clear()
    for _ in range(3):
        home.desk.refresh("mean", fresh_input=True)
    assert told == []


def test_a_restart_tells_nothing_and_a_change_during_it_is_told_once(house: Opener, told: list[dict[str, Any]]) -> None:
    first = house(regime()).show(panel(RISING))
    first.close()
    again = house(regime()).show(panel(RISING))
    assert told == []
    again.close()
    house(regime()).show(panel(FALLING, revision="r2")).close()
    house(regime()).show(panel(FALLING, revision="r2"))
    assert [change["after"] for change in told] == ["down"]


def test_a_process_that_does_not_lead_tells_its_own_listeners_and_writes_nothing(
    house: Opener, told: list[dict[str, Any]]
) -> None:
    leader = house(regime())
    follower: House = house(regime())
    assert (leader.desk.leading, follower.desk.leading) == (True, False)
    follower.show(panel(RISING)).show(panel(FALLING, revision="r2"))
    assert [(change["after"], change["first_told"]) for change in told] == [("down", False)]
    leader.show(panel(RISING))
    leader.show(panel(FALLING, revision="r2"))
    assert [(change["after"], change["first_told"]) for change in told] == [("down", False), ("down", True)]


def test_a_failed_run_tells_nothing(house: Opener, told: list[dict[str, Any]]) -> None:
    def compute(a_panel: Any, previous: Result | None) -> Result:
        if len(a_panel.sessions) > 3:
            raise ValueError("torn")
        return mean_close(a_panel)

    home = house(section(compute=compute, verdict=by_sign)).show(panel(RISING))
    home.show(panel(FALLING, revision="r2"))
    assert told == []
