"""A change of regime on the real desk: told once, written down, held against what is computed later; silence without a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from house import Opener

from dashboard.market.panel import Panel, frozen
from dashboard.sections.regime import SECTION
from dashboard.sections.regime.events import changes
from dashboard.sections.regime.record import record_of
from dashboard.signals import regime_changed
from dashboard.store.published import read_published
from tests.sections.regime.histories import calm_and_wild, computed


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def hear(sender: str, **what: Any) -> None:
        heard.append({"sender": sender, **what})

    with regime_changed.connected_to(hear):
        yield heard


@pytest.fixture(scope="module")
def change() -> dict[str, Any]:
    """The last change of label of the market of tests."""
    result = computed()
    found: dict[str, Any] = changes(result, record_of(result), slice(0, 1000))[-1]
    return found


def until(day: str, more: int = 0) -> Panel:
    panel = calm_and_wild()
    row = panel.row(np.datetime64(day)) + 1 + more
    return replace(panel.first(row), lineage="one", revision=f"r{row}")


def test_a_change_is_told_once_with_its_score_and_confidence(
    house: Opener, told: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    home = house(SECTION).show(until(change["on"], -1))
    assert told == []
    home.show(until(change["on"]))
    (heard,) = told
    assert (heard["sender"], heard["before"], heard["after"]) == ("regime", change["from"], change["to"])
    assert (str(heard["session"]), heard["score"]) == (change["on"], change["score"])
    assert heard["confidence"] == change["confidence"]
    home.show(until(change["on"], 1))
    home.desk.refresh("regime", fresh_input=True)
    assert len(told) == 1
    home.close()
    house(SECTION).show(until(change["on"], 1))
    assert len(told) == 1


def test_a_session_without_a_score_tells_nothing(
    house: Opener, told: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    home = house(SECTION).show(until(change["on"], -1))
    panel = until(change["on"])
    close = panel.close.copy()
    close[-1, 0] = np.nan
    home.show(replace(panel, close=frozen(close)))
    assert told == []
    data = home.get("/api/regime/current").get_json()["data"]
    assert (data["label"], data["score"]) == (change["from"], None)


def test_what_was_shown_is_served_beside_what_is_computed_now(house: Opener, change: dict[str, Any]) -> None:
    home = house(SECTION).show(until(change["on"], -1)).show(until(change["on"]))
    with home.desk.store.read() as connection:
        written = read_published(connection)
    home.show(replace(until(change["on"], 1), published=written))
    data = home.get("/api/regime/history").get_json()["data"]
    assert [(each["label"], each["now"]["label"], each["revised"]) for each in data["published"]] == [
        (change["from"], change["from"], False), (change["to"], change["to"], False),
    ]  # fmt: skip
    assert data["revisions"] == 0
    table = home.get("/api/regime/history?format=csv&sessions=3").text.splitlines()
    assert table[0] == "session,label,direction,score,confidence,p_bull,coverage,age_sessions,close"
    assert len(table) == 4
