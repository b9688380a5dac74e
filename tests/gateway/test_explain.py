"""The explanations of the API: a figure's value, past, percentile and inputs, at any session, or one sentence why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from builders import mean_close, panel, section
from house import House, Opener
from jsonschema import Draft202012Validator

from dashboard.gateway.explain_operation import EXPLANATION
from dashboard.market.bars import FloatArray
from dashboard.section import Figure, Input, Place, Result, moved, past

DAYS = 300
CLOSES = [[float(day % 7), float(day)] for day in range(1, DAYS + 1)]


def doubled(result: Result, t: int, of: str | None) -> FloatArray:
    return (2.0 if of == "twice" else 1.0) * result.series["mean"][: t + 1]


def above_100(result: Result, t: int, _of: str | None) -> FloatArray:
    return np.where(result.series["mean"][: t + 1] > 100, 1.0, 0.0)


def closes_that_went_in(result: Result, t: int, _of: str | None) -> list[Input]:
    return [
        Input(
            "closes", result.labels[0], result.labels[t], int(result.valid[t]), int(result.members[t]), 1.5, "one slept"
        )
    ]


FIGURES = {
    "mean": Figure(
        "Mean close", "The mean of all closes.", ("2 stocks",), "Nobody (1900), p. 1", "%", 100.0, 2, True,
        places={
            "mean": Place("", past("mean"), "current/mean", closes_that_went_in),
            "mean_change": Place("5 sessions", moved(past("mean"), 5)),
            "mean_row": Place("by row", doubled, rows=lambda _result: ("once", "twice")),
        },
    ),
    "side": Figure("Side", "Above 100 or not.", names=("low", "high"), places={"side": Place("", above_100)}),
    "note": Figure("Note", "Words.", places={"note": Place()}),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    one = House(tmp_path_factory.mktemp("explain"), section(mean_close, figures=FIGURES)).show(panel(CLOSES))
    yield one
    one.close()


def told(home: House, path: str) -> dict[str, Any]:
    response = home.get(f"/api/explain/mean/{path}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    Draft202012Validator(EXPLANATION).validate(body["data"])
    return body


def test_it_says_what_a_figure_means_and_what_it_is(home: House) -> None:
    data = told(home, "mean")["data"]
    assert (data["title"], data["meaning"], data["source"]) == (
        "Mean close",
        "The mean of all closes.",
        "Nobody (1900), p. 1",
    )
    assert (data["parameters"], data["unit"], data["methods"]) == (["2 stocks"], "%", "/methods#mean-mean")
    assert data["value"] == pytest.approx(100 * (DAYS % 7 + DAYS) / 2)
    assert data["inputs"][0] | {"first": 0, "last": 0} == {
        "name": "closes", "first": 0, "last": 0, "valid": 2, "members": 2, "value": 1.5, "missing": "one slept",
    }  # fmt: skip


def test_its_past_is_its_last_252_values_and_the_percentile_counts_them(home: House) -> None:
    data = told(home, "mean")["data"]
    values = [50.0 * (day % 7 + day) for day in range(DAYS - 251, DAYS + 1)]
    assert data["history"]["value"] == pytest.approx(values)
    assert len(data["history"]["session"]) == data["percentile_of"] == 252
    assert data["percentile"] == pytest.approx(100 * sum(value <= values[-1] for value in values) / 252)


def test_a_past_session_knows_no_later_one(home: House) -> None:
    session = told(home, "mean")["data"]["history"]["session"][-100]
    then = told(home, f"mean?as_of={session}")
    assert then["as_of"] == then["data"]["history"]["session"][-1] == session
    assert then["age_sessions"] == 99
    day = DAYS - 99
    assert then["data"]["value"] == pytest.approx(50 * (day % 7 + day))


def test_few_values_have_no_percentile(home: House) -> None:
    early = told(home, "mean?as_of=2018-02-05")["data"]
    assert (early["percentile"], early["percentile_of"]) == (None, 6)


def test_a_change_is_the_difference_of_two_sessions_and_missing_before(home: House) -> None:
    data = told(home, "mean_change")["data"]
    assert data["value"] == pytest.approx(50 * ((300 % 7 + 300) - (295 % 7 + 295)))
    first = told(home, "mean_change?as_of=2018-01-31")["data"]
    assert (first["value"], first["reason"], first["history"]["value"]) == (None, "not_available", [])


def test_a_row_is_asked_for_by_its_name(home: House) -> None:
    assert (
        told(home, "mean_row?symbol=twice")["data"]["value"] == 2 * told(home, "mean_row?symbol=once")["data"]["value"]
    )
    refused = home.get("/api/explain/mean/mean_row?symbol=thrice")
    assert refused.status_code == 400
    assert "'thrice'" in refused.get_json()["detail"]
    assert "once, twice" in refused.get_json()["detail"]
    assert "no row" in home.get("/api/explain/mean/mean?symbol=once").get_json()["detail"]


def test_a_label_is_said_by_its_name_and_has_no_percentile(home: House) -> None:
    data = told(home, "side")["data"]
    assert (data["value"], data["names"], data["percentile"]) == ("high", ["low", "high"], None)
    assert set(data["history"]["value"]) == {0.0, 1.0}


def test_a_figure_without_a_past_says_so(home: House) -> None:
    data = told(home, "note")["data"]
    assert data["history"] is None
    assert "not kept" in data["history_reason"]
    assert data["inputs"][0]["valid"] == 2


def test_its_past_comes_as_csv_too(home: House) -> None:
    lines = home.get("/api/explain/mean/mean?format=csv&as_of=2018-01-30").text.splitlines()
    assert lines == ["session,value", "2018-01-29,100.0", "2018-01-30,200.0"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/explain/mean/median", 404, "no figure 'median'"),
        ("/api/explain/tides/mean", 404, "no section 'tides'"),
        ("/api/explain/mean/mean?as_of=yesterday", 400, "as_of"),
        ("/api/explain/mean/mean?when=now", 400, "when"),
    ],
)
def test_what_makes_no_sense_is_named(home: House, path: str, status: int, words: str) -> None:
    refused = home.get(path)
    assert refused.status_code == status
    assert refused.content_type == "application/problem+json"
    assert words in refused.get_json()["detail"]


def test_it_is_revalidated(home: House) -> None:
    first = home.get("/api/explain/mean/mean")
    assert home.get("/api/explain/mean/mean", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_before_the_first_computation_it_is_loading(house: Opener) -> None:
    waiting = house(section(mean_close, figures=FIGURES)).get("/api/explain/mean/mean")
    assert waiting.status_code == 202
    assert waiting.get_json()["data"] is None
