"""What changed since an earlier session, over HTTP: each section's facts and the data's, each in its own guard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from builders import panel, section
from house import House, Opener

from dashboard.errors import ComputeFailed
from dashboard.gateway.data_changes import new_sessions, silent
from dashboard.section import Change, Result

NAN = float("nan")
WEEK = [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0], [4.0, 6.0], [5.0, 7.0]]  # means 2, 3, 4, 5, 6 from Monday 2018-01-29 on


def rises(result: Result, then: int, now: int) -> list[Change]:
    return [Change(result.labels[t], f"rose to {result.series['mean'][t]:.0f}", "up") for t in range(then + 1, now + 1)]


def fails(_result: Result, _then: int, _now: int) -> list[Change]:
    raise ComputeFailed("Nothing to compare with.")


@pytest.fixture
def home(house: Opener) -> House:
    return house(section(changes=rises), section(key="other", changes=fails), section(key="silent")).show()


def parts(home: House, query: str) -> dict[str, list[str]]:
    told = home.get(f"/api/changes?{query}").get_json()["sections"]
    return {one["section"]: [change["words"] for change in one["changes"]] for one in told}


def test_without_a_last_look_it_tells_the_newest_session(home: House) -> None:
    told = home.get("/api/changes").get_json()
    assert (told["since"], told["as_of"], told["sessions"], told["count"]) == ("2018-02-01", "2018-02-02", 1, 2)
    assert parts(home, "")["mean"] == ["rose to 6"]
    assert parts(home, "")["data"] == ["1 new session: 2018-02-02"]


def test_since_a_session_everything_after_it_up_to_as_of_is_told(home: House) -> None:
    assert parts(home, "since=2018-01-30")["mean"] == ["rose to 4", "rose to 5", "rose to 6"]
    assert parts(home, "since=2018-01-30")["data"] == ["3 new sessions: 2018-01-31 to 2018-02-02"]
    assert parts(home, "as_of=2018-01-31")["mean"] == ["rose to 4"]
    assert home.get("/api/changes?since=2018-02-02").get_json()["count"] == 0


def test_a_section_that_cannot_tell_says_why_and_takes_no_other_with_it(home: House) -> None:
    told = {one["section"]: one["reason"] for one in home.get("/api/changes").get_json()["sections"]}
    assert told == {"mean": None, "other": "Nothing to compare with.", "data": None}


def test_the_newest_are_listed_and_the_rest_counted(house: Opener) -> None:
    many = house(section(changes=rises)).show(panel([[float(k)] for k in range(20)]))
    [of_mean, _] = many.get("/api/changes?since=2018-01-29").get_json()["sections"]
    assert (len(of_mean["changes"]), of_mean["more"]) == (12, 7)
    assert of_mean["changes"][-1]["words"] == "rose to 19"


@pytest.mark.parametrize(
    ("query", "named"),
    [("since=1990-01-01", "since=1990-01-01 lies before the first session, 2018-01-29."), ("since=monday", "since='monday'"),
     ("as_of=1990-01-01", "as_of=1990-01-01"), ("revision=", "revision=''"), ("from=2018-01-30", "'from' is not a parameter")],
)  # fmt: skip
def test_what_makes_no_sense_is_a_400_that_names_it(home: House, query: str, named: str) -> None:
    answer = home.get(f"/api/changes?{query}")
    assert answer.status_code == 400
    assert named in answer.get_json()["detail"]


def test_the_mark_is_the_servers_own_and_its_clock_alone_changes_no_answer(home: House) -> None:
    first = home.get("/api/changes")
    assert first.get_json()["mark"] == {"session": "2018-02-02", "revision": "r1", "at": "2018-02-07T15:00:00Z"}
    home.clock.wall += timedelta(hours=1)
    assert home.get("/api/changes").get_json()["mark"]["at"] == "2018-02-07T16:00:00Z"
    assert home.get("/api/changes", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_before_there_is_a_market_nothing_has_changed(house: Opener) -> None:
    told = house().get("/api/changes").get_json()
    assert (told["as_of"], told["count"], told["sections"]) == (None, 0, [])


def test_a_symbol_without_a_bar_since_is_told_unless_its_end_was_known() -> None:
    market = panel([[1.0, 3.0, 5.0, NAN], [2.0, NAN, NAN, NAN], [3.0, NAN, NAN, 1.0], [4.0, NAN, 5.0, NAN]])
    known = replace(market.instruments[1], delisted=np.datetime64("2018-01-29"))
    assert [change.words for change in silent(market, 0, 2)] == ["2 symbols without a bar since 2018-01-29: B, C"]
    assert [change.words for change in silent(market, 0, 3)] == ["1 symbol without a bar since 2018-01-29: B"]
    gone = replace(market, instruments=(market.instruments[0], known, *market.instruments[2:]))
    assert silent(gone, 0, 3) == []
    assert silent(market, 2, 2) == new_sessions(market, 2, 2) == []
