"""Every card at one past session in one document: the same bytes as the single addresses give, failures in their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from builders import panel, section
from house import House, Opener
from jsonschema_rs import Draft202012Validator
from markets import demo_panel

from dashboard.errors import ComputeFailed
from dashboard.gateway.openapi.operation import Operation
from dashboard.gateway.past_operations import AT, CHANGES, FACES, GLANCE
from dashboard.section import Endpoint, Glance, Result
from dashboard.sections import discover

SYMBOLS, SESSIONS, DRAWN = 24, 320, 10
FACES_OF = {
    "regime": ["current", "history"], "position": ["recommendations"], "timeframe": ["all"], "breadth": ["current", "sma"],
    "index": ["sma", "momentum", "divergence"],
}  # fmt: skip


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every section, on a small demo market."""
    home = House(Path(tmp_path_factory.mktemp("past")), *discover())
    home.show(demo_panel(SYMBOLS, SESSIONS))
    yield home
    home.close()


@pytest.fixture(scope="module")
def days() -> list[str]:
    """Sessions drawn from the record, its first and last among them."""
    rows = np.random.default_rng(7).choice(SESSIONS, DRAWN - 2, replace=False)
    labels = [str(day) for day in demo_panel(SYMBOLS, SESSIONS).sessions]
    return [labels[0], labels[-1], *(labels[row] for row in rows)]


def endpoints_of(home: House) -> list[tuple[str, Endpoint]]:
    return [(one.key, endpoint) for one in home.desk.sections for endpoint in one.endpoints if endpoint.on_card]


def data_bytes(answer: bytes) -> bytes:
    """What stands behind `"data":` in an envelope."""
    return answer[answer.index(b'"data":') :]


def cut(figures: Any, sessions: int, kept: int) -> Any:
    """The browser's rule, written anew: every column over all sessions ends at the session; whatever else there is stays."""
    if isinstance(figures, dict):
        return {name: cut(inner, sessions, kept) for name, inner in figures.items()}
    return figures[:kept] if isinstance(figures, list) and len(figures) == sessions else figures


def test_a_point_is_byte_for_byte_what_its_own_address_answers(market: House, days: list[str]) -> None:
    for day in days:
        whole = market.get(f"/api/at?as_of={day}").data
        for key, endpoint in endpoints_of(market):
            if endpoint.kind == "point":
                assert data_bytes(market.get(f"/api/{key}/{endpoint.name}?as_of={day}").data) in whole, (
                    day,
                    key,
                    endpoint.name,
                )


def test_a_series_is_the_whole_record_cut_at_the_session_with_its_notes(market: House, days: list[str]) -> None:
    for key, endpoint in endpoints_of(market):
        if endpoint.kind == "point":
            continue
        record = market.get(f"/api/{key}/{endpoint.name}").get_json()["data"]
        for day in days[:4]:
            told = market.get(f"/api/at?as_of={day}").get_json()["sections"][key]["endpoints"][endpoint.name]
            alone = market.get(f"/api/{key}/{endpoint.name}?as_of={day}").get_json()["data"]
            kept = record["session"].index(day) + 1
            assert cut(record, SESSIONS, kept) | told["data"] == alone, (day, key, endpoint.name)


def part_of(brief: Any, whole: Any) -> bool:
    """Whether every figure of the one is the other's: all rows of a list, of an object only what it has."""
    if isinstance(brief, dict):
        return isinstance(whole, dict) and all(name in whole and part_of(brief[name], whole[name]) for name in brief)
    if isinstance(brief, list):
        return len(brief) == len(whole) and all(map(part_of, brief, whole))
    return bool(brief == whole)


def test_while_sessions_pass_by_no_more_is_told_than_faces_read_and_no_other_figure(
    market: House, days: list[str]
) -> None:
    for day in days:
        whole = market.get(f"/api/at?as_of={day}").get_json()["sections"]
        (told,) = market.get(f"/api/faces?as_of={day}").get_json()["sessions"]
        assert told["as_of"] == day
        assert {key: list(part["endpoints"]) for key, part in told["sections"].items()} == FACES_OF
        for key, part in told["sections"].items():
            for name, brief in part["endpoints"].items():
                full = whole[key]["endpoints"][name]
                assert part_of(brief["data"], full["data"]), (day, key, name)
                assert {**brief, "data": 0, "revision": 0} == {**full, "data": 0, "revision": 0}
                assert len(orjson.dumps(brief)) < 4000


def test_a_run_of_sessions_is_what_each_of_them_is_alone(market: House) -> None:
    run = market.get("/api/faces?as_of=2019-10-06&sessions=8").get_json()["sessions"]
    assert [one["as_of"] for one in run][-1] == "2019-10-04"
    assert [one["as_of"] for one in run] == [str(day) for day in np.sort([one["as_of"] for one in run])]
    for one in run:
        assert market.get(f"/api/faces?as_of={one['as_of']}").get_json()["sessions"] == [one]
    assert len({one["as_of"] for one in run}) == 8
    first = str(demo_panel(SYMBOLS, SESSIONS).sessions[2])
    assert len(market.get(f"/api/faces?as_of={first}&sessions=8").get_json()["sessions"]) == 3, (
        "there are no earlier ones"
    )


def test_a_section_without_a_face_is_asked_for_its_first_endpoint(house: Opener) -> None:
    (told,) = house().show().get("/api/faces").get_json()["sessions"]
    assert list(told["sections"]["mean"]["endpoints"]) == ["current"]


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/api/at?as_of=2019-10-04", AT),
        ("/api/faces?as_of=2019-10-04&sessions=3", FACES),
        ("/api/glance", GLANCE),
        ("/api/changes?since=2019-06-03", CHANGES),
    ],
)
def test_answers_are_what_the_document_says_of_them(market: House, path: str, operation: Operation) -> None:
    Draft202012Validator(operation.answer).validate(market.get(path).get_json())


def test_a_day_without_a_session_is_the_last_one_before_it(market: House) -> None:
    assert market.get("/api/at?as_of=2019-10-06").get_json()["as_of"] == "2019-10-04"


@pytest.mark.parametrize(
    ("query", "named"),
    [("at?as_of=1990-01-01", "as_of=1990-01-01 lies before the first session, 2018-09-24."), ("at?as_of=yesterday", "as_of='yesterday'"),
     ("at?as_of=2019-02-30", "2019-02-30"), ("at?sessions=3", "'sessions' is not a parameter here"),
     ("faces?as_of=1990-01-01", "lies before the first session"), ("faces?sessions=0", "sessions='0'"),
     ("faces?sessions=61", "sessions=61 is too many"), ("faces?to=2019-02-01", "'to' is not a parameter here")],
)  # fmt: skip
def test_what_makes_no_sense_is_a_400_that_names_it(market: House, query: str, named: str) -> None:
    answer = market.get(f"/api/{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert named in answer.get_json()["detail"]


@pytest.mark.parametrize("what", ["at", "faces"])
def test_the_answer_revalidates_and_may_be_kept_only_under_the_revision_it_was_asked_with(
    market: House, what: str
) -> None:
    address = f"/api/{what}?as_of=2019-10-04"
    first = market.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    assert market.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    revision = market.get("/api/pulse").get_json()["revision"]
    assert "immutable" in market.get(f"{address}&revision={revision}").headers["Cache-Control"]
    assert market.get(f"{address}&revision=0123456789abcdef").headers["Cache-Control"] == "no-cache"


def fails_early(_result: Result, t: int) -> dict[str, int]:
    if t < 3:
        raise ComputeFailed("Too early for that.")
    return {"t": t}


def test_a_section_that_knows_nothing_of_the_session_says_why_and_takes_no_other_with_it(house: Opener) -> None:
    young = section(key="young", endpoints=(Endpoint("current", "Young.", fails_early),))
    home = house(section(), young).show()
    parts = home.get("/api/at?as_of=2018-01-30").get_json()["sections"]
    assert parts["young"] == {"reason": "Too early for that.", "endpoints": {}}
    assert parts["mean"]["endpoints"]["current"]["data"] == {"mean": 3.0}
    run = home.get("/api/faces?as_of=2018-02-02&sessions=3").get_json()["sessions"]
    assert [one["sections"]["young"]["reason"] for one in run] == ["Too early for that.", None, None]
    assert home.get("/api/at?as_of=2018-02-02").get_json()["sections"]["young"]["endpoints"]["current"]["data"] == {
        "t": 4
    }


def test_before_the_first_computation_the_past_is_loading(house: Opener) -> None:
    part = house().get("/api/at?as_of=2018-01-30").get_json()
    assert part["as_of"] is None
    assert part["sections"]["mean"]["endpoints"]["current"]["status"] == "loading"
    assert house().get("/api/faces?as_of=2018-01-30&sessions=3").get_json()["sessions"] == []


def test_a_glance_is_what_the_sections_say_of_each_session(market: House, days: list[str]) -> None:
    told = market.get("/api/glance").get_json()
    columns = {one["section"]: one for one in told["sections"]}
    assert [one["section"] for one in told["sections"] if one["bands"]] == ["regime"]
    for day in days:
        row = told["session"].index(day)
        now = {key: market.get(f"/api/{key}/{name}?as_of={day}").get_json()["data"] for key, name in LEADS.items()}
        for key, label, value in (
            ("regime", now["regime"]["label"], now["regime"]["score"]),
            ("breadth", now["breadth"]["label"], now["breadth"]["score"]),
            ("index", now["index"]["trend"]["label"], now["index"]["trend"]["score"]),
            (
                "timeframe",
                (now["timeframe"]["alignment"] or {}).get("pattern"),
                (now["timeframe"]["alignment"] or {}).get("score"),
            ),
        ):
            place = columns[key]["label"][row]
            assert (columns[key]["labels"][place]["key"] if place >= 0 else None) == label, (day, key)
            assert columns[key]["value"][row] == (
                value if value is None else pytest.approx(value, abs=0.51 * 10 ** -columns[key]["digits"])
            )


LEADS = {"regime": "current", "breadth": "current", "index": "sma", "timeframe": "all"}


def word(result: Result) -> Glance:
    return Glance(
        ["low" if value < 4 else None for value in result.series["mean"]], result.series["mean"], {"low": "quite low"}
    )


def test_a_section_of_other_sessions_is_left_out_of_the_glance_until_it_is_computed_anew(house: Opener) -> None:
    home = house(section(glance=word), section(key="other", glance=word)).show()
    assert [one["section"] for one in home.get("/api/glance").get_json()["sections"]] == ["mean", "other"]
    home.hold(panel([[1.0]] * 6, revision="r2", lineage="l2", first=np.datetime64("2019-01-07")))
    home.desk.refresh("other", fresh_input=True)
    told = orjson.loads(home.get("/api/glance").data)
    assert [one["section"] for one in told["sections"]] == ["other"]
    assert told["session"][0] == "2019-01-07"
    assert told["sections"][0]["label"] == [0] * 6
