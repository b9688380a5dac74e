"""Slices that are ready: the same answer as Flask's, without Flask, for as long as nothing in it has changed."""

from __future__ import annotations

from typing import Any

import pytest
from builders import panel
from house import WEEK, House, Opener

SLICE = "/api/mean/history?sessions=2"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a-token-of-twenty-four-characters"


@pytest.fixture
def home(house: Opener) -> House:
    return house(API_TOKENS=TOKEN, RATE_LIMIT="3 per minute").show()


def entered(home: House, ask: Any) -> int:
    """How often Flask was entered for a request."""
    times: list[str] = []
    flask_way = home.app.full_dispatch_request

    def dispatched(*given: Any) -> Any:
        times.append("once")
        return flask_way(*given)

    home.app.full_dispatch_request = dispatched
    ask()
    home.app.full_dispatch_request = flask_way
    return len(times)


def same(one: Any, other: Any) -> bool:
    """But for the request's own name."""
    apart = {"X-Request-Id"}
    heads = [{name: value for name, value in answer.headers.items() if name not in apart} for answer in (one, other)]
    return bool(heads[0] == heads[1]) and (one.status, one.data) == (other.status, other.data)


def test_asked_again_it_is_the_same_answer_and_flask_is_not_entered(home: House) -> None:
    first = home.get(SLICE)
    again: list[Any] = []
    assert entered(home, lambda: again.append(home.get(SLICE))) == 0
    assert same(first, again[0])
    etag = {"If-None-Match": first.headers["ETag"]}
    assert entered(home, lambda: again.append(home.get(SLICE, headers=etag))) == 0
    assert (again[1].status_code, again[1].data) == (304, b"")
    assert entered(home, lambda: again.append(home.client.head(SLICE))) == 0
    assert (again[2].status_code, again[2].data) == (200, b"")


def test_new_figures_are_made_by_flask_and_shown_at_once(home: House) -> None:
    before = home.get(SLICE)
    home.get(SLICE)
    home.show(panel([*WEEK, [60.0, 80.0]]))
    after: list[Any] = []
    assert entered(home, lambda: after.append(home.get(SLICE))) == 1
    assert after[0].headers["ETag"] != before.headers["ETag"]
    assert after[0].get_json()["as_of"] > before.get_json()["as_of"]


def test_a_status_that_changed_is_shown_at_once(home: House) -> None:
    home.get(SLICE)
    home.desk.board.update("mean", failure="The computation raised ZeroDivisionError.")
    told = home.get(SLICE).get_json()
    assert (told["status"], told["reason"]) == ("stale", home.desk.status("mean")[1])


def test_what_could_not_be_answered_is_refused_each_time(home: House) -> None:
    for _ in range(2):
        assert home.get("/api/mean/history?sessions=none").status_code == 400
        assert home.get("/api/mean/history?as_of=1990-01-01").status_code == 400
    assert home.get("/api/mean/history?sessions=2&format=csv").content_type.startswith("text/csv")
    assert home.get("/api/mean/history?sessions=2&format=csv").content_type.startswith("text/csv")


def test_another_machines_questions_count_however_ready_the_answer_is(home: House) -> None:
    home.get(SLICE)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answers = [home.get(SLICE, headers=bearer, environ_base=ELSEWHERE) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
