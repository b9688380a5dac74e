"""The leader's job of taking the market in: what raises there must neither end it nor hide the figures for good."""

from __future__ import annotations

import pytest
from house import Opener

from dashboard.errors import StoreUnavailable
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
