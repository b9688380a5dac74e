"""Queries: the time machine, ranges and CSV, and a sentence for everything that makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from builders import section
from house import Opener

from dashboard.errors import BadAccount, BadQuery
from dashboard.section import Result, Section


def test_as_of_answers_with_the_last_session_at_or_before_it_and_says_its_age(house: Opener) -> None:
    body = house().show().get("/api/mean/current?as_of=2018-01-31").get_json()
    assert (body["as_of"], body["age_sessions"], body["data"]) == ("2018-01-31", 2, {"mean": 4.0})
    weekend = house().show().get("/api/mean/current?as_of=2018-02-04").get_json()
    assert (weekend["as_of"], weekend["age_sessions"]) == ("2018-02-02", 0)


@pytest.mark.parametrize(
    ("query", "sessions"),
    [
        ("sessions=2", ["2018-02-01", "2018-02-02"]),
        ("sessions=999", ["2018-01-29", "2018-01-30", "2018-01-31", "2018-02-01", "2018-02-02"]),
        ("from=2018-01-31", ["2018-01-31", "2018-02-01", "2018-02-02"]),
        ("from=2018-01-30&to=2018-01-31", ["2018-01-30", "2018-01-31"]),
        ("to=2018-01-30", ["2018-01-29", "2018-01-30"]),
        ("as_of=2018-01-31&sessions=2", ["2018-01-30", "2018-01-31"]),
        ("as_of=2018-01-30&to=2018-02-02", ["2018-01-29", "2018-01-30"]),
        ("from=2018-02-03", []),
    ],
)
def test_a_range_cuts_the_series(house: Opener, query: str, sessions: list[str]) -> None:
    data = house().show().get(f"/api/mean/history?{query}").get_json()["data"]
    assert data["session"] == sessions
    assert len(data["mean"]) == len(sessions)


def test_notes_stand_beside_the_columns_and_not_in_the_csv(house: Opener) -> None:
    """A series may come with what is no column: here the session of its highest mean, of the rows that were asked for."""

    def notes(result: Result, rows: slice) -> dict[str, str]:
        return {"highest": result.labels[rows][int(result.series["mean"][rows].argmax())]}

    plain = section()
    noted = replace(plain, endpoints=(plain.endpoints[0], replace(plain.endpoints[1], notes=notes)))
    home = house(noted).show()
    whole = home.get("/api/mean/history").get_json()["data"]
    assert (whole["highest"], len(whole["mean"])) == ("2018-02-02", 5)
    assert home.get("/api/mean/history?to=2018-01-30").get_json()["data"]["highest"] == "2018-01-30"
    assert home.get("/api/mean/history?sessions=1&format=csv").text == "session,mean\n2018-02-02,6.0\n"


def test_csv_holds_the_same_figures_with_missing_as_an_empty_cell(house: Opener) -> None:
    home = house().show()
    response = home.get("/api/mean/history?sessions=2&format=csv")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.text == "session,mean\n2018-02-01,5.0\n2018-02-02,6.0\n"
    assert "mean-history.csv" in response.headers["Content-Disposition"]
    assert home.get("/api/mean/current?format=csv").text == "mean\n6.0\n"


def of_one(result: Result, where: Any, symbol: str) -> dict[str, Any]:
    if symbol != "A & B":
        raise BadQuery(f"This market has no symbol {symbol!r}.")
    if isinstance(where, slice):
        return {"session": result.labels[where], "twice": 2 * result.series["mean"][where]}
    return {"twice": 2 * float(result.series["mean"][where])}


def by_symbol() -> Section:
    plain = section()
    return replace(plain, endpoints=tuple(replace(endpoint, by_symbol=of_one) for endpoint in plain.endpoints))


def test_an_endpoint_may_answer_for_one_symbol(house: Opener) -> None:
    home = house(by_symbol()).show()
    assert home.get("/api/mean/current?symbol=A+%26+B").get_json()["data"] == {"twice": 12.0}
    assert home.get("/api/mean/current").get_json()["data"] == {"mean": 6.0}
    assert home.get("/api/mean/current?symbol=A+%26+B&as_of=2018-01-29").get_json()["data"] == {"twice": 4.0}
    data = home.get("/api/mean/history?symbol=A+%26+B&sessions=2").get_json()["data"]
    assert data == {"session": ["2018-02-01", "2018-02-02"], "twice": [10.0, 12.0]}
    table = home.get("/api/mean/history?symbol=A+%26+B&sessions=1&format=csv").text
    assert table == "session,twice\n2018-02-02,12.0\n"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("symbol=C", "no symbol 'C'"),
        ("symbol=", "symbol='' is no symbol"),
        ("symbol=%00", "is no symbol"),
        ("symbol=" + "A" * 41, "is no symbol"),
        ("symbol=A+%26+B&format=csv", "has no table of one symbol"),
    ],
)
def test_a_symbol_that_is_none_is_named(house: Opener, query: str, named: str) -> None:
    response = house(by_symbol()).show().get(f"/api/mean/current?{query}")
    assert response.status_code == 400
    assert named in response.get_json(force=True)["detail"]


def what_if(result: Result, where: int, tried: Mapping[str, str]) -> dict[str, Any]:
    """The mean in another currency; the rate is text until it is known to be a number."""
    if not tried["rate"].replace(".", "").isdigit():
        raise BadAccount(f"rate is {tried['rate']!r}, which is no number.")
    return {"mean": float(tried["rate"]) * float(result.series["mean"][where])}


def test_settings_are_tried_out_by_the_parameters_that_an_endpoint_declares(house: Opener) -> None:
    plain = section()
    home = house(
        replace(
            plain, endpoints=(replace(plain.endpoints[0], what_if=what_if, parameters=("rate",)), plain.endpoints[1])
        )
    ).show()
    assert home.get("/api/mean/current?rate=2").get_json()["data"] == {"mean": 12.0}
    assert home.get("/api/mean/current?rate=3&as_of=2018-01-29").get_json()["data"] == {"mean": 6.0}
    assert home.get("/api/mean/current").get_json()["data"] == {"mean": 6.0}
    for query, named in (
        ("rate=much", "rate is 'much'"),
        ("rate=", "rate='' is empty"),
        (f"rate={'9' * 41}", "too long"),
        ("ratio=2", "there are: as_of, format, rate"),
        ("rate=2&format=csv", "leave rate out of it"),
    ):
        answer = home.get(f"/api/mean/current?{query}")
        assert answer.status_code == 400
        assert named in answer.get_json(force=True)["detail"]
    assert home.get("/api/mean/history?rate=2").status_code == 400


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/mean/current?symbol=A", "'symbol' is not a parameter"),
        ("/api/mean/current?asof=2018-01-31", "'asof' is not a parameter"),
        ("/api/mean/current?sessions=3", "'sessions' is not a parameter"),
        ("/api/mean/current?as_of=yesterday", "as_of='yesterday' is no date"),
        ("/api/mean/current?as_of=2018-02-30", "as_of='2018-02-30' is no date"),
        ("/api/mean/current?as_of=2018-01-28", "as_of=2018-01-28 lies before the first session, 2018-01-29"),
        ("/api/mean/current?as_of=", "as_of='' is no date"),
        ("/api/mean/current?as_of=NaT", "as_of='NaT' is no date"),
        ("/api/mean/history?sessions=0", "sessions='0' is no count"),
        ("/api/mean/history?sessions=-1", "sessions='-1' is no count"),
        ("/api/mean/history?sessions=1e3", "sessions='1e3' is no count"),
        ("/api/mean/history?sessions=99999999999999999999", "is no count"),
        ("/api/mean/history?to=2018-01-01", "to=2018-01-01 lies before the first session"),
        ("/api/mean/history?from=2018-02-02&to=2018-02-01", "from=2018-02-02 lies after to=2018-02-01"),
        ("/api/mean/history?from=2018-02-01&sessions=2", "sessions and from"),
        ("/api/mean/history?format=xml", "format='xml' is not known"),
    ],
)
def test_nonsense_is_a_400_problem_that_names_the_parameter(house: Opener, path: str, named: str) -> None:
    response = house().show().get(path)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    body = response.get_json(force=True)
    assert set(body) >= {"type", "title", "status", "detail", "section", "request_id"}
    assert named in body["detail"]
    assert body["section"] == "mean"
    assert body["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/mean/nothing", 404),
        ("POST", "/api/mean/current", 405),
        ("GET", "/api/", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(house: Opener, method: str, path: str, status: int) -> None:
    token = "a bearer needs no page's token"
    response = house(API_TOKENS=token).client.open(path, method=method, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


def test_a_page_that_is_not_there_is_a_page(house: Opener) -> None:
    response = house().get("/nothing-here")
    assert response.status_code == 404
    assert response.content_type.startswith("text/html")


def test_every_answer_carries_a_request_id_and_the_security_headers(house: Opener) -> None:
    home = house().show()
    for path in (
        "/",
        "/api/mean/current",
        "/api/mean/current?as_of=2018-01-31",
        "/api/pulse",
        "/api/health",
        "/api/nothing",
        "/livez",
    ):
        headers = home.get(path).headers
        assert headers["X-Request-Id"], path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_what_the_card_does_not_show_is_cut_when_it_is_asked_for(house: Opener) -> None:
    plain = section()
    current, history = plain.endpoints
    home = house(replace(plain, endpoints=(current, replace(history, on_card=False))))
    assert home.get("/api/mean/history").status_code == 202
    home.show()
    assert set(home.desk.board["mean"].publications) == {"current"}
    answer = home.get("/api/mean/history")
    assert answer.get_json()["data"]["mean"] == [2.0, 3.0, 4.0, 5.0, 6.0]
    assert home.get("/api/mean/history", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
