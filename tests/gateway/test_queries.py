"""Queries: the time machine, ranges and CSV, and a sentence for everything that makes no sense."""

from __future__ import annotations

import pytest
from house import Opener


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


def test_csv_holds_the_same_figures_with_missing_as_an_empty_cell(house: Opener) -> None:
    home = house().show()
    response = home.get("/api/mean/history?sessions=2&format=csv")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.text == "session,mean\n2018-02-01,5.0\n2018-02-02,6.0\n"
    assert "mean-history.csv" in response.headers["Content-Disposition"]
    assert home.get("/api/mean/current?format=csv").text == "mean\n6.0\n"


@pytest.mark.parametrize(
    ("path", "named"),
    [
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
    response = house().client.open(path, method=method)
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
